"""A page of feedback for each notebook: what passed, what did not and why, and the hint."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

from analysis.course.marking.marks import Mark, Marked
from analysis.course.marking.pages import markdown, page
from analysis.files import whole_file

__all__ = ["FEEDBACK", "feedback_name", "feedback_page", "write_feedback"]

FEEDBACK = "feedback"
#: Characters of a student's code shown at most.
CODE = 4000


def feedback_name(notebook: str) -> str:
    """Return the name of a page: that of the notebook with its folders, and no two the same.

    Examples
    --------
    >>> feedback_name("anna/01-the-record.ipynb")
    'anna--01-the-record.html'
    >>> feedback_name("a b/1.ipynb") != feedback_name("a_b/1.ipynb")
    True
    """
    plain = re.sub(r"\.ipynb$", "", notebook)
    slug = re.sub(r"[^A-Za-z0-9._/-]+", "_", plain).replace("/", "--").strip(".")[:100]
    if slug and slug.replace("--", "/") == plain:
        return f"{slug}.html"
    return f"{slug or 'notebook'}-{hashlib.sha256(notebook.encode()).hexdigest()[:8]}.html"


def write_feedback(marked: Marked, out: Path) -> Path:
    """Write the page of one notebook, and return where it stands."""
    folder = out / FEEDBACK
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / feedback_name(marked.notebook)
    with whole_file(path) as part:
        part.write_text(feedback_page(marked), encoding="utf-8", errors="replace")
    return path


def feedback_page(marked: Marked) -> str:
    """Return the page of one notebook in HTML.

    Parameters
    ----------
    marked : Marked

    Returns
    -------
    str
        Nothing on it comes from a solution: hints name slips, and code is the student's.
    """
    about = html.escape(" · ".join(filter(None, (marked.student, marked.notebook))))
    if marked.problem:
        body = f"<p class='quiet'>{about}</p>\n<p>Not marked: {html.escape(marked.problem)}.</p>"
        return page("Feedback", body)
    rows = "\n".join(_row(m) for m in marked.marks)
    open_points = [m for m in marked.marks if m.points is None]
    by_hand = ""
    if open_points:
        given = [m.given for m in open_points if m.given is not None]
        of = sum(m.of for m in open_points)
        by_hand = (
            f", and {sum(given):g} of {of:g} for what is marked by hand"
            if given
            else f"; {of:g} more are marked by hand"
        )
    body = (
        f"<p class='quiet'>{about}</p>\n"
        f"<p><strong>{marked.points:g} of {marked.of:g} points</strong> from checks{by_hand}.</p>\n"
        "<table><thead><tr><th>exercise</th><th>points</th><th>what the check says</th></tr>"
        f"</thead><tbody>\n{rows}\n</tbody></table>\n"
    )
    return page(f"Lesson {marked.lesson}: feedback", body + "\n".join(map(_detail, marked.marks)))


def _points(mark: Mark) -> str:
    points = mark.given if mark.points is None else mark.points
    return f"{'–' if points is None else f'{points:g}'} of {mark.of:g}"


def _row(mark: Mark) -> str:
    said = mark.remark if mark.cause == "hand" and mark.remark else mark.message
    sign = {"right": "✓", "hand": "…"}.get(mark.cause, "✗")
    look = {"right": "right", "hand": "quiet"}.get(mark.cause, "wrong")
    return (
        f"<tr><td class='n'><span class='{look}' aria-hidden='true'>{sign}</span> "
        f"{mark.exercise}</td><td class='n'>{_points(mark)}</td><td>{html.escape(said)}</td></tr>"
    )


def _detail(mark: Mark) -> str:
    """Return what was handed in, where there is something to look at again."""
    if mark.cause in ("right", "unanswered") or not mark.answer.strip():
        return ""
    if mark.points is None:
        remark = f"<p class='remark'>{html.escape(mark.remark)}</p>" if mark.remark else ""
        return f"<h2>Your answer to {mark.exercise}</h2>\n{markdown(mark.answer)}\n{remark}"
    code = mark.answer if len(mark.answer) <= CODE else f"{mark.answer[:CODE]}\n…"
    return f"<h2>Your code for {mark.exercise}</h2>\n<pre>{html.escape(code)}</pre>"
