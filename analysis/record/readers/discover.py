"""Which files of votes are here: found on the search path, told apart by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import RecordError
from analysis.paths import data_search_path
from analysis.record.planned import planned
from analysis.record.readers import conference
from analysis.record.readers.formats import rdata
from analysis.record.readers.formats.tabular import header, is_broken
from analysis.record.readers.layouts import kind_of, layout_of, readable
from analysis.record.readers.library import marcxml
from analysis.record.sheet import Sheet

__all__ = ["NOTES", "SUFFIXES", "Found", "discover", "kinds_of", "read_sheets"]

TABLES = (".csv", ".csv.gz", ".tab", ".tab.gz", ".tsv", ".tsv.gz")
R_FILES, XML = (".rda", ".rdata"), (".xml", ".xml.gz")
JSON = (".json", ".json.gz", ".jsonl", ".jsonl.gz")
SUFFIXES = TABLES + R_FILES + XML + JSON
#: Folder beside files that were fetched, with a note on each; not searched.
NOTES = "provenance"


@dataclass(frozen=True)
class Found:
    """A file on the search path and what it holds.

    Attributes
    ----------
    kind : str
        One of `analysis.record.readers.layouts.LAYOUTS`; ``unreadable`` for a file that is
        named as a table and is none.
    path : Path
    used : bool
        Whether the record is made from it; a second copy of a kind is not, nor is what cannot
        be read.
    """

    kind: str
    path: Path
    used: bool = True


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
            if not path.is_file() or path.parent.name == NOTES:
                continue
            for kind in kinds_of(path):
                # Half a download must not be passed over as if it were not there.
                layout = layout_of(kind)
                again = layout is not None and layout.once and kind in seen
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
    if names := conference.field_names(path):
        kind = kind_of(names)
        return [kind] if kind else []
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
    """Read the files in use, in the order of precedence of their layouts.

    Returns
    -------
    list of Sheet
        Within a layout, in order of their first roll calls.
    """
    used: dict[str, list[Path]] = {}
    for item in found:
        if item.used:
            used.setdefault(item.kind, []).append(item.path)
    return [s for layout in readable(used) if layout.read for s in layout.read(used)]
