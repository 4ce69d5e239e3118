"""Which files of votes are here: found on the search path, told apart by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import RecordError
from analysis.paths import data_search_path
from analysis.record import dataverse, digital_library, marcxml, matrix, rdata, transformed, unvotes
from analysis.record.planned import planned
from analysis.record.sheet import Sheet
from analysis.record.tabular import header, is_broken

__all__ = ["Found", "discover", "kind_of", "kinds_of", "read_sheets"]

TABLES = (".csv", ".csv.gz", ".tab", ".tab.gz", ".tsv", ".tsv.gz")
R_FILES, XML = (".rda", ".rdata"), (".xml", ".xml.gz")
SUFFIXES = TABLES + R_FILES + XML
#: Kinds of which one file is enough; the first on the search path is used.
ONCE = ("dataverse", "matrix", "votes", "roll_calls", "issues", "matches")


@dataclass(frozen=True)
class Found:
    """A file on the search path and what it holds.

    Attributes
    ----------
    kind : str
        ``dataverse``, ``matrix``, ``votes``, ``roll_calls``, ``issues``, ``bulk``,
        ``transformed``, ``marc``, ``matches``, ``published``;
        ``unreadable`` for a file that is named as a table and is none.
    path : Path
    used : bool
        Whether the record is made from it; a second copy of a kind is not, nor is what cannot
        be read.
    """

    kind: str
    path: Path
    used: bool = True


def kind_of(columns: Sequence[str]) -> str | None:
    """Tell what a file holds from its column names; None if it holds no votes.

    Examples
    --------
    >>> kind_of(["rcid", "short_name", "issue"]), kind_of(["a", "b"])
    ('issues', None)
    """
    if matrix.is_matrix(columns):
        return "matrix"
    if digital_library.is_bulk(columns):
        return "bulk"
    if transformed.is_transformed(columns):
        return "transformed"
    if dataverse.is_long(columns):
        return "dataverse"
    if unvotes.is_votes(columns):
        return "votes"
    if unvotes.is_roll_calls(columns):
        return "roll_calls"
    if unvotes.is_issues(columns):
        return "issues"
    if {"rcid1", "rcid2"} <= set(columns):
        return "matches"
    if "ccode" in columns and any(c.startswith("IdealPoint") for c in columns):
        return "published"
    # A bulk file short of one column is no foreign file: its reader says which one is missing.
    return "bulk" if digital_library.is_nearly_bulk(columns) else None


def discover(search: Sequence[Path] | None = None) -> list[Found]:
    """Find the files of votes below the folders of the search path.

    Parameters
    ----------
    search : sequence of Path, optional
        Folders in order of preference; default `analysis.paths.data_search_path`, or, while a
        report is made, the files that it was planned with (`analysis.record.planned`).

    Returns
    -------
    list of Found
        In order of folders, then of names.
    """
    if search is None and (files := planned()) is not None:
        return [Found(file.kind, Path(file.path), file.used) for file in files]
    found: list[Found] = []
    seen: set[str] = set()
    for folder in data_search_path() if search is None else search:
        for path in sorted(p for p in Path(folder).rglob("*") if p.name.lower().endswith(SUFFIXES)):
            if not path.is_file():
                continue
            for kind in kinds_of(path):
                # Half a download must not be passed over as if it were not there.
                again = kind in ONCE and kind in seen
                found.append(Found(kind, path, used=not again and kind != "unreadable"))
                seen.add(kind)
    return found


def kinds_of(path: Path) -> list[str]:
    """Tell what a file holds from its content.

    Returns
    -------
    list of str
        One kind, or, for a file of R objects, as many as it has; ``unreadable`` for a broken
        download; empty for anything else.
    """
    if rdata.is_rdata(path) or path.name.lower().endswith(R_FILES):
        try:
            objects = rdata.r_objects(path).values()
        except RecordError:
            return ["unreadable"]
        return list(dict.fromkeys(k for columns in objects if (k := kind_of(columns))))
    names = header(path)
    as_xml = path.name.lower().endswith(XML)
    if as_xml or names[:1] and names[0][:1] == "<":
        try:
            if marcxml.is_marcxml(path):
                return ["marc"]
        except RecordError:
            return ["unreadable"]
        # XML of another kind is left alone, but a page saved as a table is half a download.
        return [] if as_xml else ["unreadable"]
    kind = kind_of(names)
    if kind is None:
        return ["unreadable"] if is_broken(path) else []
    return [kind]


def read_sheets(found: Sequence[Found]) -> list[Sheet]:
    """Read the files in use, the most complete source first.

    Returns
    -------
    list of Sheet
        The long layout, the matrix, the TidyTuesday files, then the Digital Library's files in
        order of their first roll call.
    """
    used: dict[str, list[Path]] = {}
    for item in found:
        if item.used:
            used.setdefault(item.kind, []).append(item.path)
    sheets = [dataverse.read_long(path) for path in used.get("dataverse", [])]
    sheets += [matrix.read_matrix(path) for path in used.get("matrix", [])]
    if "votes" in used and "roll_calls" in used:
        issues = used["issues"][0] if "issues" in used else None
        sheets.append(unvotes.read_unvotes(used["votes"][0], used["roll_calls"][0], issues))
    bulk = [digital_library.read_bulk(path) for path in used.get("bulk", [])]
    bulk += [transformed.read_transformed(path) for path in used.get("transformed", [])]
    bulk += [sheet for path in used.get("marc", []) for sheet in marcxml.read_marcxml(path)]
    return sheets + sorted(bulk, key=lambda s: (s.calls["date"].min(), s.source.name))
