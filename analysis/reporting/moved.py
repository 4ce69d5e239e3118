"""What moved between two finished reports: parameters, page one, and every cell of a table.

Nothing is read back into numbers: what is set side by side is what either report prints.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.paths import shown
from analysis.reporting.press.divide import ANSWER
from analysis.reporting.press.document import Document, compose
from analysis.reporting.run.manifest import read_manifest

__all__ = ["Cell", "Comparison", "cells_of", "compare_reports"]

#: A cell's place: the table's label, the row by what it begins with, the column.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """A cell of a table that two reports print otherwise.

    Attributes
    ----------
    table : str
        Label, such as "tbl-answer".
    row : str
        What the row begins with; numbered where several begin alike.
    column : str
    before, after : str or None
        None where a report has no such cell.
    """

    table: str
    row: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """Two finished reports side by side.

    Attributes
    ----------
    study : dict of str to pair
        Parameters that differ, with both values.
    record : pair of str
        What either rests on.
    commit : pair of str
        The code of either; "" where it is not known.
    answer : list of pair of str
        Paragraphs of page one that differ, "" where a report has none in that place.
    cells : list of Cell
        In the order of the reports.
    tables : dict of str to tuple of int
        Of every table: cells that moved, and cells in all.
    """

    study: dict[str, tuple[Any, Any]]
    record: tuple[str, str]
    commit: tuple[str, str]
    answer: list[tuple[str, str]]
    cells: list[Cell]
    tables: dict[str, tuple[int, int]]


def compare_reports(before: Path, after: Path) -> Comparison:
    """Set two finished reports side by side.

    Parameters
    ----------
    before, after : Path
        Folders of finished reports.

    Returns
    -------
    Comparison

    Raises
    ------
    UnshiftError
        If one of them is no finished report.
    """
    manifests = [_manifest(folder) for folder in (before, after)]
    documents = [compose(sorted(folder.glob("*.ipynb"))) for folder in (before, after)]
    studies = [m["study"] for m in manifests]
    names = list(dict.fromkeys(name for study in studies for name in study))
    one, two = (cells_of(document) for document in documents)
    places = [*one, *(place for place in two if place not in one)]
    cells = [
        Cell(*place, one.get(place), two.get(place))
        for place in places
        if one.get(place) != two.get(place)
    ]
    moved = Counter(cell.table for cell in cells)
    tables = {label: (moved[label], n) for label, n in Counter(p[0] for p in places).items()}
    return Comparison(
        {n: (studies[0].get(n), studies[1].get(n)) for n in names
         if studies[0].get(n) != studies[1].get(n)},
        (str(manifests[0]["record"]["rests_on"]), str(manifests[1]["record"]["rests_on"])),
        (str(manifests[0].get("commit") or ""), str(manifests[1].get("commit") or "")),
        _paragraphs(*documents),
        cells,
        tables,
    )  # fmt: skip


def cells_of(document: Document) -> dict[Place, str]:
    """Return every cell of every table of a document, by table, row and column.

    A row is known by its first cell, and by the next where several begin alike, so that rows which
    come in between move no other.
    """
    found: dict[Place, str] = {}
    for part in document.parts:
        if part.kind != "table":
            continue
        heads = _numbered([str(head).strip() for head in part.about["heads"]])
        rows = [[str(cell) for cell in cells] for cells in part.about["rows"]]
        firsts = [cells[0] for cells in rows]
        names = [_named(cells) if firsts.count(cells[0]) > 1 else cells[0] for cells in rows]
        for row, cells in zip(_numbered(names), rows, strict=True):
            for head, text in zip(heads, cells, strict=True):
                found[part.about["label"], row, head] = text
    return found


def _named(cells: list[str]) -> str:
    """Name a row by two cells, unless the second holds a number, which may be what moved."""
    plain = len(cells) > 1 and not any(letter.isdigit() for letter in cells[1])
    return f"{cells[0]}, {cells[1]}" if plain else cells[0]


def _numbered(names: list[str]) -> list[str]:
    """Tell names that are alike apart by number, such as the n of two estimates."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _paragraphs(*documents: Document) -> list[tuple[str, str]]:
    one, two = (
        [p.text.strip() for p in d.parts if ANSWER in p.tags and p.kind == "prose"]
        for d in documents
    )
    length = max(len(one), len(two))
    pairs = zip(*(texts + [""] * (length - len(texts)) for texts in (one, two)), strict=True)
    return [(a, b) for a, b in pairs if a != b]


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise UnshiftError(
            "no such folder", shown(folder), "name a finished report: `unshift report` makes one"
        )
    manifest = read_manifest(folder)
    if not isinstance(manifest.get("study"), dict) or not isinstance(manifest.get("record"), dict):
        raise UnshiftError("this is no finished report", shown(folder), "make it again")
    return manifest
