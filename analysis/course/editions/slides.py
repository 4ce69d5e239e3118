"""Slides of a lesson, from its notebook: one page that needs no network and no other program.

The student's edition is run unanswered. A heading begins a slide; of prose a slide takes what can
be read from the back row: headings, first sentences, lists, formulas and questions to the class.
The whole text stands below it as notes, shown with the key N and on paper. A figure or a table has
a slide of its own, an exercise too, and what answers it is on none.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.course.editions.make import find_lessons, read_lesson, student_edition
from analysis.course.editions.marks import role
from analysis.course.editions.running import run_cells
from analysis.errors import UnshiftError, UsageError
from analysis.figures.dress.typeface import font_face
from analysis.files import whole_file
from analysis.paths import REPORTS
from analysis.reporting.display import MIME
from analysis.reporting.press.html import inline_svg
from analysis.reporting.press.typeset import pandoc

__all__ = ["Slide", "build_slides", "slides_of", "slides_page"]

TEMPLATE = REPORTS / "template" / "slides.html"
#: A cell of more lines than this is named by its first lines.
LINES = 14
#: Of prose on a slide.
WORDS = 95
#: Of an exercise, whose text is whole, in letters of the usual size.
LONG = 130
#: Of a slide, and letters in each, in the usual size.
ROWS, LETTERS = 13, 80
#: The parts of a lesson that are for reading at home.
AT_HOME = ("Further reading", "Prerequisites")
_HEADING = re.compile(r"^(#{1,3}) (.+)$")
_SENTENCE = re.compile(r"(?<=[a-z0-9)*`$][.?!:])\s+(?=[A-Z*`$0-9])")
_WHOLE = re.compile(r"\s*[-|]|\s*\d+\. |```|    |#")
_TIMING = re.compile(r"\| minutes|\*\*\d+ minutes")
_ASK = re.compile(r"^\*\*(Predict first|Touch it)")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : {"title", "text", "ask", "figure", "table", "code", "exercise"}
        "text long", "table long" and "exercise dense" are set in smaller letters.
    title : str
    body : str
        Markdown, or HTML for figures and tables.
    notes : str
        Markdown; the prose that the slide stands for.
    """

    kind: str
    title: str
    body: str
    notes: str = ""


def slides_of(book: Any) -> list[Slide]:
    """Turn a lesson that was run unanswered into slides.

    Parameters
    ----------
    book : NotebookNode

    Returns
    -------
    list of Slide
    """
    made: list[Slide] = []
    title = part = ""
    for cell in book.cells:
        if role(cell) or not cell.source.strip():
            continue
        if cell.cell_type == "markdown":
            for heading, text in _sections(cell.source):
                # What comes after an exercise, in cells of its own, goes on with the part.
                title = heading or (part if not part.startswith("Lesson") else "This lesson")
                part = part if title.startswith("Exercise") else title
                if title not in AT_HOME:
                    made += _of_text(title, text)
        else:
            made += _of_code(cell, part)
    return made


def _sections(source: str) -> Iterator[tuple[str, str]]:
    """Part markdown at its headings."""
    heading = ""
    lines: list[str] = []
    for line in source.split("\n"):
        found = _HEADING.match(line)
        if found:
            if heading or "".join(lines).strip():
                yield heading, "\n".join(lines).strip()
            heading, lines = found[2], []
        else:
            lines.append(line)
    if heading or "".join(lines).strip():
        yield heading, "\n".join(lines).strip()


def _of_text(title: str, text: str) -> Iterator[Slide]:
    blocks = [b for b in re.split(r"\n\s*\n", text) if b.strip()]
    if title.startswith("Lesson"):
        yield Slide("title", title, "")
        if blocks:
            told = [b for b in blocks if not _TIMING.match(b)]
            if told:
                yield Slide(_size(told), "This lesson", _shown(told), text)
        return
    if title.startswith("Exercise"):
        long = len(text.split()) > LONG
        yield Slide("exercise dense" if long else "exercise", title, text)
        return
    asks = [b for b in blocks if _ASK.match(b)]
    told = [b for b in blocks if not _ASK.match(b)]
    if told:
        yield Slide(_size(told), title, _shown(told), "\n\n".join(told))
    for ask in asks:
        yield Slide("ask", title, ask)


def _shown(blocks: Sequence[str]) -> str:
    r"""Keep lists, tables, formulas and code; of paragraphs, so many sentences as have room.

    Examples
    --------
    >>> _shown(["One thing is so. Another follows."])
    'One thing is so. Another follows.'
    >>> _shown(["One thing is so. A" + " word" * 99 + ".", "- one. Two.\n- three"])
    'One thing is so.\n\n- one. Two.\n- three'
    """
    text = ""
    for sentences in (99, 5, 4, 3, 2, 1):
        text = "\n\n".join(_first(block, sentences) for block in blocks)
        if len(text.split()) <= WORDS:
            break
    return text


def _size(blocks: Sequence[str]) -> str:
    r"""Name the kind of a slide of text, by whether its text fits in the usual size.

    Examples
    --------
    >>> _size(["One thing is so."]), _size(["- one\n" * 14])
    ('text', 'text long')
    """
    rows = 0.0
    for block in _shown(blocks).split("\n\n"):
        parts = block.split("\n") if _WHOLE.match(block) else [block]
        rows += 3 if "$$" in block else 1 + sum(math.ceil(len(p) / LETTERS) for p in parts)
    return "text long" if rows > ROWS else "text"


def _first(block: str, sentences: int) -> str:
    if _WHOLE.match(block) or "$$" in block:
        return block
    return " ".join(_SENTENCE.split(" ".join(block.split("\n")))[:sentences]).strip()


def _of_code(cell: Any, title: str) -> Iterator[Slide]:
    """Show a cell's figure or table, or else the cell with what it prints."""
    if "parameters" in cell.metadata.get("tags", []) or "import " in cell.source[:80]:
        return
    shown, printed = [], []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        about = data.get(MIME, {})
        if about.get("kind") == "figure":
            svg = inline_svg(data["image/svg+xml"], about["label"], about["alt"])
            shown.append(
                Slide("figure", title, f'<div class="figure">{svg}</div>', about["caption"])
            )
        elif about.get("kind") == "table":
            kind = "table long" if data["text/html"].count("<tr") > ROWS else "table"
            shown.append(Slide(kind, title, data["text/html"]))
        elif about.get("kind") == "prose":
            printed.append(about["text"])
        elif "text/html" in data:
            printed.append(f"```{{=html}}\n{_plain_table(data['text/html'])}\n```")
        elif output.output_type == "stream" and output.name == "stdout":
            printed.append(f"```\n{output.text.rstrip()}\n```")
        elif "text/plain" in data and not any("widget" in key for key in data):
            printed.append(f"```\n{data['text/plain']}\n```")
    if shown:
        yield from shown
        if printed:
            yield Slide(_size(printed), title, "\n\n".join(printed))
        return
    if printed:
        lines = cell.source.split("\n")
        code = "\n".join(lines[:LINES] + ["..."] * (len(lines) > LINES))
        yield Slide("code", title, "\n\n".join([f"```python\n{code}\n```", *printed]))


def _plain_table(text: str) -> str:
    """Keep the table of a DataFrame, without the style that pandas writes before it."""
    found = re.search(r"<table.*?</table>", text, flags=re.DOTALL)
    return found[0] if found else ""


def slides_page(slides: Sequence[Slide], title: str) -> str:
    """Write slides as one HTML page.

    Raises
    ------
    UnshiftError
        If pandoc cannot read a text.
    """
    parts = []
    for number, slide in enumerate(slides, start=1):
        notes = f'<aside class="notes">{_html(slide.notes)}</aside>' if slide.notes else ""
        ready = slide.kind.startswith(("figure", "table"))
        body = slide.body if ready else _html(slide.body)
        level = "h1" if slide.kind == "title" else "h2"
        parts.append(
            f'<section class="{slide.kind}" id="s{number}" aria-label="Slide {number} of '
            f'{len(slides)}"><{level}>{_inline(slide.title)}</{level}><div class="body">{body}'
            f"</div>{notes}</section>"
        )
    page = TEMPLATE.read_text(encoding="utf-8")
    # The typeface that figures are laid out for: with another, words run over their edges.
    page = page.replace("<style>", f"<style>\n{font_face()}", 1)
    return page.replace("$title$", html.escape(title)).replace("$slides$", "\n".join(parts))


def _html(markdown: str) -> str:
    # Headings inside a slide are headings of the slide.
    return pandoc(markdown, to="html5", options=["--mathml"]) if markdown.strip() else ""


def _inline(text: str) -> str:
    # A number before a heading does not begin a list.
    plain = re.sub(r"^(\d+)\.", r"\1\\.", text)
    return re.sub(r"^<p>|</p>$", "", _html(plain).strip())


def build_slides(
    lessons: Sequence[int] = (),
    out: Path | None = None,
    folder: Path | None = None,
    listener: Callable[[str, int, int], None] | None = None,
) -> list[Path]:
    """Make the slides of lessons.

    Parameters
    ----------
    lessons : sequence of int
        Default all.
    out : Path, optional
        Default ``reports/course/slides``. A page appears there complete or not at all.
    folder : Path, optional
        Of the source notebooks.
    listener : callable, optional
        Called with the lesson, cells done and cells in all.

    Returns
    -------
    list of Path

    Raises
    ------
    UsageError
        If there is no such lesson, or `out` is a file.
    UnshiftError
        If a notebook does not hold together.
    """
    found = find_lessons() if folder is None else find_lessons(folder)
    for n in lessons:
        if n not in found:
            known = ", ".join(map(str, found))
            raise UsageError(f"no lesson {n}", "--lesson", f"there are {known}")
    out = REPORTS / "course" / "slides" if out is None else Path(out)
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", str(out), "name a folder with --out")
    made = []
    for n in sorted(set(lessons) or found):
        path = found[n]

        def progress(done: int, total: int, name: str = path.stem) -> None:
            if listener is not None:
                listener(f"{name}, slides", done, total)

        book = run_cells(student_edition(read_lesson(path)), progress=progress)
        slides = slides_of(book)
        if not slides or slides[0].kind != "title":
            raise UnshiftError(
                "no heading 'Lesson N: ...' at its beginning", f"notebook {path.stem}"
            )
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{path.stem}.html"
        with whole_file(target) as part:
            part.write_text(slides_page(slides, slides[0].title), encoding="utf-8")
        made.append(target)
    return made
