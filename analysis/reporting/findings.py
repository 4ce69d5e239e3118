"""The README's figure and table, taken from a finished report."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.paths import REPORTS, ROOT, shown
from analysis.reporting.display import MIME

__all__ = ["BEGIN", "END", "FIGURE", "shown_by", "update_readme"]

FIGURE = REPORTS / "findings" / "quantities.svg"
BEGIN = "<!-- findings: made by `make findings`, not by hand -->"
END = "<!-- end of findings -->"
#: What the README shows, by the label of the notebook.
PICTURE, TABLE = "fig-quantities", "tbl-quantities"


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


def update_readme(folder: Path, readme: Path = ROOT / "README.md", figure: Path = FIGURE) -> bool:
    """Write figure and table of a report into the README.

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
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise UnshiftError("no finished report", shown(folder), "run `make report` first")
    about = json.loads(manifest.read_text(encoding="utf-8"))
    notebook = folder / "05-shift.ipynb"
    picture, data = shown_by(notebook, PICTURE)
    table, _ = shown_by(notebook, TABLE)
    where = figure.relative_to(readme.parent).as_posix()
    rows = [table["heads"], ["---:" if r else ":---" for r in table["right"]], *table["rows"]]
    lines = [
        f"![{picture['alt']}]({where})",
        f"*{picture['caption']}*",
        "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows),
        f"*{table['caption']}* Record: {about['record']['rests_on']}.",
    ]
    old = readme.read_text(encoding="utf-8")
    block = f"{BEGIN}\n\n" + "\n\n".join(lines) + f"\n\n{END}"
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(old):
        raise UnshiftError("the marks of the findings are missing", shown(readme), f"add {BEGIN}")
    new = pattern.sub(lambda _: block, old)
    svg = data["image/svg+xml"]
    changed = new != old or not figure.is_file() or figure.read_text(encoding="utf-8") != svg
    for path, text in ((figure, svg), (readme, new)):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    return changed
