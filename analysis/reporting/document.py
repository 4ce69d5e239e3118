"""Executed notebooks turned into one markdown document with its pictures.

Markdown cells are kept, code is dropped. Of the outputs, only those shown by
`analysis.reporting.display` are kept; a picture or HTML table shown in any other way has no
caption, and the document refuses it. Figures and tables are written as Typst, so that their
numbers, captions and cells come out exactly; a cell's text is a Typst string, never markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.reporting.display import MIME
from analysis.reporting.execute import own_cells

__all__ = ["Document", "Item", "compose", "meta_json", "table_block", "typst_string"]

#: A reference such as @fig-tally, but not an address or an escaped sign.
REFERENCE = re.compile(r"(?<![\\\w@])@((?:fig|tbl|eq|sec)-[a-z0-9-]+)")
_EQUATION = re.compile(r"\$\$\s*\{#(eq-[a-z0-9-]+)\}")
_SECTION = re.compile(r"^(#+ .*?)\s*\{#(sec-[a-z0-9-]+)\}\s*$", re.MULTILINE)
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_LISTING = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Item:
    """A figure or table of the document.

    Attributes
    ----------
    kind : {"figure", "table"}
    label, caption : str
    notebook : str
        The notebook that makes it.
    """

    kind: str
    label: str
    caption: str
    notebook: str


@dataclass
class Document:
    """A markdown document, its pictures, and what its notebooks handed up.

    Attributes
    ----------
    markdown : str
    pictures : dict of file name to SVG text
    items : list of Item
        In order of appearance.
    front : dict
        Values from `analysis.reporting.display.hand_up`.
    """

    markdown: str = ""
    pictures: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    front: dict[str, Any] = field(default_factory=dict)


def compose(notebooks: Sequence[Path]) -> Document:
    """Join executed notebooks into one document.

    Parameters
    ----------
    notebooks : sequence of Path
        In the order of the document; each has one first-level heading.

    Returns
    -------
    Document

    Raises
    ------
    UnshiftError
        If a picture or table has no caption, a label occurs twice, a reference has no target,
        or a notebook has no heading or more than one; the message names notebook and cell.
    """
    document = Document()
    labels: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    parts: list[str] = []
    for path in notebooks:
        book = nbformat.read(path, as_version=4)
        heads = 0
        for number, cell in enumerate(own_cells(book), start=1):
            where = f"notebook {path.stem}, cell {number}"
            if cell.cell_type == "markdown":
                heads += len(_HEADING.findall(_LISTING.sub("", cell.source)))
                found = _EQUATION.findall(cell.source) + [
                    m[1] for m in _SECTION.findall(cell.source)
                ]
                parts.append(_prose(cell.source, found, labels, used, where))
            elif cell.cell_type == "code":
                for output in cell.get("outputs", []):
                    parts.append(_output(output, path.stem, where, document, labels, used))
        if heads != 1:
            raise UnshiftError(
                f"{heads} first-level headings", f"notebook {path.stem}", "a notebook has one"
            )
    for label, where in used:
        if label not in labels:
            raise UnshiftError(
                f"reference to @{label}, which is nowhere", where, "correct the label"
            )
    document.markdown = "\n\n".join(p for p in parts if p)
    return document


def typst_string(text: str) -> str:
    r"""Write a text as a Typst string, in which nothing is markup.

    Examples
    --------
    >>> print(typst_string('#eval("1") $x$ \\'))
    "#eval(\"1\") $x$ \\"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _raw(typst: str) -> str:
    return f"```{{=typst}}\n{typst}\n```"


def _prose(
    text: str,
    found: Sequence[str],
    labels: dict[str, str],
    used: list[tuple[str, str]],
    where: str,
) -> str:
    """Note labels and references of a text and write them as Typst."""
    for label in found:
        _claim(label, labels, where)
    text = _EQUATION.sub(r"$$`<\1>`{=typst}", text)
    text = _SECTION.sub(r"\1 {#\2}", text)
    used += [(label, where) for label in REFERENCE.findall(text)]
    return REFERENCE.sub(r"`@\1`{=typst}", text)


def _claim(label: str, labels: dict[str, str], where: str) -> None:
    if label in labels:
        raise UnshiftError(f"label {label!r} occurs twice", where, f"first in {labels[label]}")
    labels[label] = where


def _output(
    output: Any,
    notebook: str,
    where: str,
    document: Document,
    labels: dict[str, str],
    used: list[tuple[str, str]],
) -> str:
    data = output.get("data", {})
    about = data.get(MIME)
    if about is None:
        if "image/svg+xml" in data or "image/png" in data or "text/html" in data:
            raise UnshiftError(
                "a figure or table without a caption",
                where,
                "show it with show_figure or show_table",
            )
        return ""
    kind = about["kind"]
    if kind == "front":
        document.front.update(about["values"])
        return ""
    if kind == "prose":
        return _prose(about["text"], (), labels, used, where)
    label, caption = about["label"], about["caption"]
    _claim(label, labels, where)
    document.items.append(Item(kind, label, caption, notebook))
    caption = _prose(caption, (), labels, used, where)
    if kind == "table":
        return table_block(about, caption)
    name = f"{label}.svg"
    document.pictures[name] = data["image/svg+xml"]
    opening = f'#unshift-figure("{name}", {typst_string(about["alt"])}, ['
    return "\n\n".join([_raw(opening), caption, _raw(f"]) <{label}>")])


def table_block(about: dict[str, Any], caption: str) -> str:
    """Write a table as markdown that holds Typst.

    Parameters
    ----------
    about : dict
        ``label, heads, right, rows, widths, note``; all texts literal.
    caption : str
        Markdown.
    """
    heads = _array(about["heads"])
    right = "(" + "".join("true, " if r else "false, " for r in about["right"]) + ")"
    widths = "(" + "".join(f"{w}fr, " for w in about["widths"]) + ")"
    rows = "(" + "".join(_array(row) + ", " for row in about["rows"]) + ")"
    opening = f"#unshift-table({heads}, {right}, {widths}, {rows}, ["
    closing = f"], note: {typst_string(about['note'])}) <{about['label']}>"
    return "\n\n".join([_raw(opening), caption, _raw(closing)])


def _array(texts: Sequence[str]) -> str:
    return "(" + "".join(typst_string(t) + ", " for t in texts) + ")"


def meta_json(values: dict[str, Any]) -> str:
    """Write values for the template, which reads them as data and not as markup."""
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)
