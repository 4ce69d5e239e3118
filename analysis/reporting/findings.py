"""What pages hold of the reports: the README page one, docs/outputs.md the list of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.files import whole_file
from analysis.paths import REPORTS, ROOT, shown
from analysis.reporting.display import MIME
from analysis.reporting.outputs import ALWAYS, Output
from analysis.reporting.press.document import REFERENCE
from analysis.reporting.run.manifest import read_manifest

__all__ = [
    "BEGIN",
    "BEGIN_OUTPUTS",
    "END",
    "END_OUTPUTS",
    "FIGURE",
    "PAGE",
    "list_outputs",
    "put_between",
    "said_by",
    "shown_by",
    "update_readme",
]

FIGURE = REPORTS / "findings" / "answer.svg"
#: Where the list of figures and tables stands.
PAGE = ROOT / "docs" / "outputs.md"
BEGIN = "<!-- findings: made by `make findings`, not by hand -->"
END = "<!-- end of findings -->"
BEGIN_OUTPUTS = "<!-- outputs: made by `unshift outputs --write`, not by hand -->"
END_OUTPUTS = "<!-- end of outputs -->"
#: What the README shows, by the label of the notebook.
PICTURE, TABLE = "fig-answer", "tbl-answer"
#: The notebook they stand in, and the tag of the cell that answers in a sentence.
NOTEBOOK, ANSWER = "00-answer.ipynb", "answer"


def shown_by(notebook: Path, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Find what an executed notebook shows under a label.

    Parameters
    ----------
    notebook : Path
    label : str

    Returns
    -------
    about, data : dict
        What `analysis.reporting.display` said of it, and the bundle it was shown in.

    Raises
    ------
    UnshiftError
        If the notebook is not there or shows nothing under the label.
    """
    if not notebook.is_file():
        raise UnshiftError("no executed notebook", shown(notebook), "run `make report` first")
    for cell in nbformat.read(notebook, as_version=4).cells:
        for output in cell.get("outputs", []):
            about = output.get("data", {}).get(MIME, {})
            if about.get("label") == label:
                return about, output["data"]
    raise UnshiftError(f"nothing is labelled {label}", shown(notebook), "correct the notebook")


def said_by(notebook: Path, tag: str) -> list[str]:
    """Find what an executed notebook says in the cells of a tag, as Markdown.

    Raises
    ------
    UnshiftError
        If no such cell says anything.
    """
    cells = nbformat.read(notebook, as_version=4).cells
    found = [
        str(output["data"]["text/markdown"]).strip()
        for cell in cells
        if tag in cell.metadata.get("tags", [])
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    if not found:
        raise UnshiftError(f"no cell tagged {tag} says anything", shown(notebook), "run it again")
    return found


def update_readme(folder: Path, readme: Path = ROOT / "README.md", figure: Path = FIGURE) -> bool:
    """Write page one of a report into the README: the answer, its figure and its table.

    Parameters
    ----------
    folder : Path
        Of a finished report.
    readme, figure : Path
        Files to write, each by way of a temporary name.

    Returns
    -------
    bool
        Whether either of them changed.

    Raises
    ------
    UnshiftError
        If the report is incomplete or the README lacks the marks.
    """
    about = read_manifest(folder)
    notebook = folder / NOTEBOOK
    picture, data = shown_by(notebook, PICTURE)
    table, _ = shown_by(notebook, TABLE)
    where = figure.relative_to(readme.parent).as_posix()
    rows = [table["heads"], ["---:" if r else ":---" for r in table["right"]], *table["rows"]]
    lines = [
        *said_by(notebook, ANSWER),
        f"![{picture['alt']}]({where})",
        f"*{_here(picture['caption'])}*",
        "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows),
        f"*{_here(table['caption'])}* Record: {about['record']['rests_on']}.",
    ]
    svg = data["image/svg+xml"]
    drawn = not figure.is_file() or figure.read_text(encoding="utf-8") != svg
    told = put_between(readme, BEGIN, END, "\n\n".join(lines))
    if drawn:
        figure.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(figure) as part:
            part.write_text(svg, encoding="utf-8")
    return drawn or told


def _here(caption: str) -> str:
    """Name what a caption refers to, for a page that holds one figure and one table.

    Examples
    --------
    >>> _here("n stands in @tbl-answer. Source: @tbl-sources.")
    'n stands in the table. Source: the files that the report lists.'
    """
    words = {PICTURE: "the figure", TABLE: "the table"}
    words["tbl-sources"] = "the files that the report lists"
    return REFERENCE.sub(lambda match: words.get(match[1], "the report"), caption)


def list_outputs(outputs: Sequence[Output], page: Path = PAGE) -> bool:
    """Write the list of figures and tables into its page; return whether it changed.

    Raises
    ------
    UnshiftError
        If the page lacks the marks.
    """
    lines = ["| output | notebook | made by, in `analysis` |", "| :--- | :--- | :--- |"]
    for output in outputs:
        programs = output.program.replace("analysis.", "").replace(", ", "`, `")
        made = f"`{programs}`" if programs else "the notebook itself"
        where = " (where it applies)" if output.made != ALWAYS else ""
        lines.append(f"| `{output.label}`{where} | `{output.notebook}` | {made} |")
    return put_between(page, BEGIN_OUTPUTS, END_OUTPUTS, "\n".join(lines))


def put_between(path: Path, begin: str, end: str, text: str) -> bool:
    """Put a text between two marks of a file; return whether the file changed.

    Raises
    ------
    UnshiftError
        If the file lacks the marks.
    """
    old = path.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(old):
        raise UnshiftError(
            "the marks between which the text belongs are missing",
            shown(path),
            f"add a line {begin} and a line {end}",
        )
    new = pattern.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", old)
    if new == old:
        return False
    with whole_file(path) as part:
        part.write_text(new, encoding="utf-8")
    return True
