"""Executed notebooks turned into one document: prose, figures and tables in order.

Markdown cells are kept, code is dropped. Of the outputs, only those shown by
`analysis.reporting.display` are kept; a picture or HTML table shown in any other way has no
caption, and the document refuses it. What a document looks like is left to
`analysis.reporting.press.as_typst` and `analysis.reporting.press.html`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.reporting.display import MIME
from analysis.reporting.outputs import programs_of
from analysis.reporting.press.footnotes import Footnotes
from analysis.reporting.run.execute import own_cells

__all__ = ["EQUATION", "REFERENCE", "SECTION", "Document", "Item", "Part", "compose", "section"]

#: A reference such as @fig-tally, but not an address or an escaped sign.
REFERENCE = re.compile(r"(?<![\\\w@])@((?:fig|tbl|eq|sec)-[a-z0-9-]+)")
EQUATION = re.compile(r"\$\$\s*\{#(eq-[a-z0-9-]+)\}")
SECTION = re.compile(r"^(#+ .*?)\s*\{#(sec-[a-z0-9-]+)\}\s*$", re.MULTILINE)
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
    program : str
        The functions of `analysis` it is made with, by `analysis.reporting.outputs`.
    """

    kind: str
    label: str
    caption: str
    notebook: str
    program: str = ""


@dataclass(frozen=True)
class Part:
    """One piece of a document.

    Attributes
    ----------
    kind : {"prose", "figure", "table"}
    text : str
        Markdown with references such as ``@fig-a``: the prose, or the caption.
    about : mapping
        Of a figure ``label, alt``; of a table ``label, heads, right, rows, widths, note``, all
        literal texts.
    notebook : str
    """

    kind: str
    text: str
    about: Mapping[str, Any] = field(default_factory=dict)
    notebook: str = ""


@dataclass
class Document:
    """The parts of a document, its pictures, and what its notebooks handed up.

    Attributes
    ----------
    parts : list of Part
    pictures : dict of file name to SVG text
    items : list of Item
        In order of appearance.
    front : dict
        Values from `analysis.reporting.display.hand_up`.
    """

    parts: list[Part] = field(default_factory=list)
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
        If a picture or table has no caption, a label occurs twice, a reference or a footnote
        has no target, or a notebook has no heading or more than one; the message names notebook
        and cell.
    """
    document, known = Document(), _Labels()
    for path in notebooks:
        book = nbformat.read(path, as_version=4)
        notes, heads = Footnotes(path.stem), 0
        programs = programs_of(book)
        for number, cell in enumerate(own_cells(book), start=1):
            where = f"notebook {path.stem}, cell {number}"
            if cell.cell_type == "markdown":
                heads += len(_HEADING.findall(_LISTING.sub("", cell.source)))
                for label in EQUATION.findall(cell.source):
                    known.claim(label, where)
                for _, label in SECTION.findall(cell.source):
                    known.claim(label, where)
                text = known.read(notes.own(cell.source, where), where)
                document.parts.append(Part("prose", text, notebook=path.stem))
            elif cell.cell_type == "code":
                for output in cell.get("outputs", []):
                    _output(output, path.stem, where, document, known, notes, programs)
        notes.check()
        if heads != 1:
            raise UnshiftError(
                f"{heads} first-level headings", f"notebook {path.stem}", "a notebook has one"
            )
    known.check()
    document.parts = [part for part in document.parts if part.kind != "prose" or part.text]
    return document


def section(document: Document, notebook: str, heading: str) -> list[Part]:
    r"""Return the parts below a second-level heading that begins with some words.

    Parameters
    ----------
    document : Document
    notebook, heading : str

    Returns
    -------
    list of Part
        Without the heading; empty if there is no such heading.

    Examples
    --------
    >>> book = Document([Part("prose", "## The agenda\n\nVotes.", notebook="05"),
    ...                  Part("prose", "## More", notebook="05")])
    >>> [part.text for part in section(book, "05", "The agenda")]
    ['Votes.']
    """
    found: list[Part] = []
    inside = False
    for part in document.parts:
        if part.notebook != notebook:
            inside = False
            continue
        if part.kind != "prose":
            found += [part] if inside else []
            continue
        for block in re.split(r"(?m)^(?=#{1,2} )", part.text):
            head, _, rest = block.partition("\n")
            if re.match(r"#{1,2} ", head):
                inside, block = head.startswith(f"## {heading}"), rest
            if inside and block.strip():
                found.append(Part("prose", block.strip(), notebook=notebook))
    return found


class _Labels:
    """The labels of a document and the references to them."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.used: list[tuple[str, str]] = []

    def claim(self, label: str, where: str) -> None:
        if label in self.places:
            raise UnshiftError(
                f"label {label!r} occurs twice", where, f"first in {self.places[label]}"
            )
        self.places[label] = where

    def read(self, text: str, where: str) -> str:
        self.used += [(label, where) for label in REFERENCE.findall(text)]
        return text

    def check(self) -> None:
        for label, where in self.used:
            if label not in self.places:
                raise UnshiftError(
                    f"reference to @{label}, which is nowhere", where, "correct the label"
                )


def _output(
    output: Any,
    notebook: str,
    where: str,
    document: Document,
    known: _Labels,
    notes: Footnotes,
    programs: Mapping[str, str],
) -> None:
    data = output.get("data", {})
    about = data.get(MIME)
    if about is None:
        if "image/svg+xml" in data or "image/png" in data or "text/html" in data:
            raise UnshiftError(
                "a figure or table without a caption",
                where,
                "show it with show_figure or show_table",
            )
        return
    kind = about["kind"]
    if kind == "front":
        known.read(str(about["values"].get("abstract", "")), where)
        document.front.update(about["values"])
        return
    if kind == "prose":
        text = known.read(notes.own(about["text"], where), where)
        document.parts.append(Part("prose", text, notebook=notebook))
        return
    label, caption = about["label"], about["caption"]
    known.claim(label, where)
    document.items.append(Item(kind, label, caption, notebook, _program(label, programs)))
    document.parts.append(
        Part(kind, known.read(notes.own(caption, where), where), dict(about), notebook)
    )
    if kind == "figure":
        document.pictures[f"{label}.svg"] = data["image/svg+xml"]


def _program(label: str, programs: Mapping[str, str]) -> str:
    """Find what makes a label; a label computed in a loop is listed with a star in it."""
    if label in programs:
        return programs[label]
    for listed, program in programs.items():
        if re.fullmatch(re.escape(listed).replace(r"\*", ".*"), label):
            return program
    return ""
