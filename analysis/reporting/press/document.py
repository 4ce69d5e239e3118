"""Executed notebooks turned into one document: prose, figures and tables in order.

Markdown cells are kept, code is dropped. Of the outputs, only those shown by
`analysis.reporting.display` are kept; a picture or HTML table shown in any other way has no
caption, and the document refuses it. What a document looks like is left to
`analysis.reporting.press.as_typst` and `analysis.reporting.press.html`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.reporting.display import MIME
from analysis.reporting.outputs import Output, listed_as
from analysis.reporting.press.footnotes import Footnotes
from analysis.reporting.press.matterless import matterless
from analysis.reporting.references import for_the_press
from analysis.reporting.run.execute import own_cells

__all__ = [
    "EQUATION",
    "MAIN",
    "REFERENCE",
    "SECTION",
    "SUPPLEMENT",
    "Document",
    "Item",
    "Part",
    "compose",
    "section",
]

#: Where a part is printed. In a notebook the tag ``supplement`` sends there a cell with what it
#: shows; on a cell that begins with a heading, all that stands under it; on the first, the whole.
MAIN, SUPPLEMENT = "main", "supplement"
#: A reference such as @fig-tally, but not an address or an escaped sign.
REFERENCE = re.compile(r"(?<![\\\w@])@((?:fig|tbl|eq|sec)-[a-z0-9-]+)")
EQUATION = re.compile(r"\$\$\s*\{#(eq-[a-z0-9-]+)\}")
SECTION = re.compile(r"^(#+ .*?)\s*\{#(sec-[a-z0-9-]+)\}\s*$", re.MULTILINE)
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_BEGINS = re.compile(r"#{1,2} ")
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
        The functions of `analysis` it is made with: its stamp, or what the list of outputs says.
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
    tags : tuple of str
        Of the cell that it comes from.
    matter : {"main", "supplement"}
        Where it is printed.
    """

    kind: str
    text: str
    about: Mapping[str, Any] = field(default_factory=dict)
    notebook: str = ""
    tags: tuple[str, ...] = ()
    matter: str = MAIN


@dataclass
class Document:
    """The parts of a document, its pictures, and its figures and tables by name.

    Attributes
    ----------
    parts : list of Part
    pictures : dict of file name to SVG text
    items : list of Item
        In order of appearance.
    live : list of dict
        What the page can show where scripts run: ``live, at, values``, from
        `analysis.reporting.display.show_live`.
    """

    parts: list[Part] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    live: list[dict[str, Any]] = field(default_factory=list)


def compose(notebooks: Sequence[Path], listed: Sequence[Output] = ()) -> Document:
    """Join executed notebooks into one document.

    Parameters
    ----------
    notebooks : sequence of Path
        In the order of the document; each has one first-level heading.
    listed : sequence of Output
        Says who made what carries no stamp.

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
        notes, heads, place = Footnotes(path.stem), 0, _Place()
        cells = list(own_cells(book))
        idle = matterless(cells)
        for number, cell in enumerate(cells, start=1):
            if number - 1 in idle:
                continue
            where = f"notebook {path.stem}, cell {number}"
            tags = tuple(cell.metadata.get("tags", ()))
            matter = place.of(cell, tags)
            if cell.cell_type == "markdown":
                source = for_the_press(cell.source)
                heads += len(_HEADING.findall(_LISTING.sub("", source)))
                for label in EQUATION.findall(source):
                    known.claim(label, where)
                for _, label in SECTION.findall(source):
                    known.claim(label, where)
                text = known.read(notes.own(source, where), where)
                made = Part("prose", text, notebook=path.stem, tags=tags, matter=matter)
                document.parts.append(made)
            elif cell.cell_type == "code":
                begun = len(document.parts)
                for output in cell.get("outputs", []):
                    _output(output, path.stem, where, document, known, notes, listed)
                document.parts[begun:] = [
                    replace(part, tags=tags, matter=SUPPLEMENT if _sent(part) else matter)
                    for part in document.parts[begun:]
                ]
        notes.check()
        if heads != 1:
            raise UnshiftError(
                f"{heads} first-level headings", f"notebook {path.stem}", "a notebook has one"
            )
    known.check()
    document.parts = [part for part in document.parts if part.kind != "prose" or part.text]
    return document


def section(document: Document, tag: str) -> list[Part]:
    r"""Return the parts of a section: those from a tagged cell on, to the next heading.

    Parameters
    ----------
    document : Document
    tag : str
        Of the cell of text that begins the section with its heading.

    Returns
    -------
    list of Part
        Without the heading; empty if no cell has the tag.

    Examples
    --------
    >>> book = Document([Part("prose", "## The agenda\n\nVotes.", tags=("section-agenda",)),
    ...                  Part("prose", "## More")])
    >>> [part.text for part in section(book, "section-agenda")]
    ['Votes.']
    """
    found: list[Part] = []
    inside = False
    for part in document.parts:
        begins = tag in part.tags
        inside = inside or begins
        if inside and part.kind != "prose":
            found.append(part)
        elif inside:
            text = part.text.partition("\n")[2] if begins else part.text
            text, *beyond = re.split(r"(?m)^(?=#{1,2} )", text, maxsplit=1)
            if text.strip():
                found.append(replace(part, text=text.strip()))
            if beyond:
                break
    return found


class _Place:
    """Where the cells of a notebook are printed, from their tags."""

    def __init__(self) -> None:
        self.whole = ""
        self.section = MAIN

    def of(self, cell: Any, tags: Sequence[str]) -> str:
        """Return the matter of the next cell."""
        own = SUPPLEMENT if SUPPLEMENT in tags else MAIN
        self.whole = self.whole or own  # the first cell speaks for all of them
        if cell.cell_type == "markdown" and _BEGINS.match(cell.source):
            self.section = own
        return max(self.whole, self.section, own, key=(MAIN, SUPPLEMENT).index)


def _sent(part: Part) -> bool:
    """Say whether what a cell shows asks by itself for its place in the supplement."""
    return part.about.get("matter") == SUPPLEMENT


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
    listed: Sequence[Output],
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
    if kind == "live":
        document.live.append({key: about[key] for key in ("live", "at", "values")})
        return
    if kind == "prose":
        text = known.read(notes.own(about["text"], where), where)
        document.parts.append(Part("prose", text, notebook=notebook))
        return
    label, caption = about["label"], about["caption"]
    known.claim(label, where)
    known_as = listed_as(label, notebook, listed)
    program = about.get("program") or (known_as.program if known_as else "")
    document.items.append(Item(kind, label, caption, notebook, program))
    document.parts.append(
        Part(kind, known.read(notes.own(caption, where), where), dict(about), notebook)
    )
    if kind == "figure":
        document.pictures[f"{label}.svg"] = data["image/svg+xml"]
