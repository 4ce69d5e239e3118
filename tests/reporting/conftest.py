"""Small notebooks written by hand, as sources and as executed copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.reporting.display import MIME

#: Every text here is markup or code in Markdown, HTML, TeX or Typst.
HOSTILE = (
    '#eval("1+1") $x$ *b* _i_ <script>a</script> `c` @fig-x @tbl-y \\textbf{t} [l](u) 1 - 2 {=t}'
)


@pytest.fixture
def book(tmp_path) -> Callable[..., Path]:
    """Write a notebook; a cell that begins with # is Markdown, ``parameters=`` is tagged."""

    def write(*cells: str, parameters: str | None = None, name: str = "01-small") -> Path:
        made = [new_markdown_cell(c) if c.startswith("#") else new_code_cell(c) for c in cells]
        if parameters is not None:
            tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
            made.insert(1, tagged)
        path = tmp_path / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=made), path)
        return path

    return write


def shows(about: dict[str, Any], **data: str) -> Any:
    """Return the output of a cell that shows one bundle of `analysis.reporting.display`."""
    return new_output("display_data", {**data, MIME: about})


def figure(label: str = "fig-a", caption: str = "A figure.", alt: str = "Lines") -> Any:
    about = {"kind": "figure", "label": label, "caption": caption, "alt": alt}
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
        '<text x="5" y="15">drawn</text></svg>'
    )
    return shows(about, **{"image/svg+xml": svg})


def table(label: str = "tbl-a", caption: str = "A table.", cell: str = "x", **more: Any) -> Any:
    about = {
        "kind": "table",
        "label": label,
        "caption": caption,
        "note": "",
        "heads": ["name", "n"],
        "right": [False, True],
        "rows": [[cell, "1"]],
        "widths": [],
    }
    return shows(about | more, **{"text/html": "<table></table>"})


def prose(text: str) -> Any:
    return shows({"kind": "prose", "text": text}, **{"text/markdown": text})


@pytest.fixture
def executed(tmp_path) -> Callable[..., Path]:
    """Write an executed notebook of texts (Markdown cells) and outputs (one code cell each).

    ``tags`` gives the text of a cell its tag; a text or an output may stand with its tag, too.
    """

    def write(*cells: Any, name: str = "01-done", tags: Mapping[str, str] | None = None) -> Path:
        pairs = [cell if isinstance(cell, tuple) else (cell, "") for cell in cells]
        made = [
            new_markdown_cell(c) if isinstance(c, str) else new_code_cell("show()", outputs=[c])
            for c, _ in pairs
        ]
        for cell, (_, tag) in zip(made, pairs, strict=True):
            if tag:
                cell.metadata["tags"] = [tag]
            if cell.source in (tags or {}):
                cell.metadata["tags"] = [tags[cell.source]]
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=made), path)
        return path

    return write
