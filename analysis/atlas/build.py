"""Build the site in a folder of its own beside the old one, which it replaces when it is whole."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.atlas.downloads import state_files, whole_files
from analysis.atlas.fixed_pages import about_page, compare_page, index_page, search_page
from analysis.atlas.markup import SITE
from analysis.atlas.material import Material
from analysis.atlas.shards import shards
from analysis.atlas.states import StateTables, state_page, state_tables
from analysis.atlas.text_page import list_pages, text_pages
from analysis.errors import UsageError
from analysis.files import throw_away
from analysis.shift.counted.sponsorship import Sponsored, sponsored

__all__ = ["Built", "build_atlas", "check_folder", "pages_of"]

#: The files of a site: a folder that holds any other is not replaced.
OURS = re.compile(
    r"(atlas|compare|search)\.js|atlas\.css|(index|compare|search|about)\.html"
    r"|state/[\w-]+\.html|text/(\d{4}/)?[\w.-]+\.html"
    r"|data/(names|map|index|calls|blocs|points|(votes|pairs)/[\w-]+)\.js"
    r"|data/(state/[\w-]+-(years|partners|texts)|states|roll_calls|sponsored)\.csv"
    r"|data/agreement\.csv\.gz",
    re.ASCII,
)
#: What programs that show folders leave in them.
LEFT = (".DS_Store", "Thumbs.db", "desktop.ini")
#: Copied as they are.
COPIED = ("atlas.css", "atlas.js", "compare.js", "search.js")


@dataclass(frozen=True)
class Built:
    """What was written.

    Attributes
    ----------
    folder : Path
    states, texts : int
        Pages of states and of roll calls.
    files, size : int
        All files, and their bytes.
    """

    folder: Path
    states: int
    texts: int
    files: int
    size: int


def build_atlas(
    material: Material,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Built:
    """Write the site.

    Parameters
    ----------
    material : Material
    folder : Path
        Made, or replaced if it holds an atlas; the old one stays until the new one is whole.
    progress : callable
        Takes pages done and pages planned.

    Returns
    -------
    Built

    Raises
    ------
    UsageError
        If the folder holds something else, or cannot be written.
    """
    folder = Path(os.path.abspath(folder))
    check_folder(folder)
    planned = len(material.states) * 2 + len(material.pages) + 1
    folder.parent.mkdir(parents=True, exist_ok=True)
    files = size = done = 0
    made: set[Path] = set()
    # Beside the old one, as only within a disk a folder takes the place of another at once.
    with throw_away(folder.parent, f".unshift-{folder.name}-") as thrown:
        part = thrown / "site"
        part.mkdir()
        part.chmod(0o755)
        for address, content in pages_of(material):
            place = part / address
            if place.parent not in made:
                place.parent.mkdir(parents=True, exist_ok=True)
                made.add(place.parent)
            data = content.encode() if isinstance(content, str) else content
            place.write_bytes(data)
            files, size = files + 1, size + len(data)
            if address.endswith(".html"):
                done += 1
                progress(min(done + len(material.states), planned), planned)
        _put(part, folder, thrown / "old")
    return Built(folder, len(material.states), len(material.pages), files, size)


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds a file that is none of an atlas's, wherever in it.

    Raises
    ------
    UsageError
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", "--out", "name a folder")
    if folder.is_symlink():
        raise UsageError(f"{folder} is a link", "--out", "name the folder that it leads to")
    for above, _, names in os.walk(folder):
        for name in sorted(set(names) - set(LEFT)):
            path = Path(above, name)
            if not OURS.fullmatch(path.relative_to(folder).as_posix()):
                raise UsageError(f"{path} is no file of an atlas", "--out", "name a new folder")


def pages_of(material: Material) -> Iterator[tuple[str, str | bytes]]:
    """Write every file of the site, one at a time.

    Yields
    ------
    address : str
        From the root.
    content : str or bytes
    """
    for name in COPIED:
        yield name, (SITE / name).read_bytes()
    sponsors = _sponsors(material)
    since = sponsors.since if sponsors is not None else ""
    of_sponsored = (len(sponsors.texts) if sponsors is not None else 0, since)
    states: dict[str, StateTables] = {}
    for state in material.states:
        tables = state_tables(material, state, sponsors)
        states[state] = tables
        yield f"state/{state}.html", state_page(material, tables, of_sponsored)
        yield from state_files(material, tables)
    yield from text_pages(material)
    yield from list_pages(material)
    yield "index.html", index_page(material, states)
    yield "compare.html", compare_page(material)
    yield "search.html", search_page()
    yield "about.html", about_page(material)
    yield from shards(material)
    yield from whole_files(material, states, sponsors)


def _sponsors(material: Material) -> Sponsored | None:
    try:
        return sponsored(material.resolutions, tuple(material.rollcalls.states.index))
    except UsageError:  # the record names none
        return None


def _put(part: Path, folder: Path, old: Path) -> None:
    """Let the finished folder take the place of the old one, which is kept if that fails."""
    if not folder.exists():
        os.replace(part, folder)
        return
    os.replace(folder, old)
    try:
        os.replace(part, folder)
    except OSError:
        os.replace(old, folder)
        raise
