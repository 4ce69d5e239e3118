"""A finished folder takes the place of an earlier one; what people keep in it stays."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from analysis.files import read_json

__all__ = ["not_ours", "put_in_place"]


def put_in_place(work: Path, target: Path) -> None:
    """Let a finished folder take the place of an earlier report.

    What a reader has saved in the earlier one while the report was made is kept, in the new one.

    Parameters
    ----------
    work, target : Path
        On one file system.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        old = Path(tempfile.mkdtemp(dir=work.parent)) / "report"
        target.rename(old)
        work.rename(target)
        for name in [*not_ours(old), *_hidden(old)]:
            place = target / name
            if place.exists():  # the report has such a file now: both are kept
                place = place.with_name(f"{place.stem}-earlier{place.suffix}")
            with suppress(OSError):
                place.parent.mkdir(parents=True, exist_ok=True)
                (old / name).rename(place)
    else:
        work.rename(target)
    shutil.rmtree(target.with_name(target.name + "-failed"), ignore_errors=True)


def not_ours(folder: Path) -> list[str]:
    """List what a folder holds beside a report, by name; hidden files are left out.

    Those are an editor's or a file manager's. What lies in a folder of the report, such as
    ``figures``, is named with it.
    """
    try:
        about = read_json(folder / "manifest.json")
        ours = {"manifest.json", *about["files"]} if "key" in about else set()
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    rooms = {name.partition("/")[0] for name in ours if "/" in name}
    strange = [
        p
        for p in folder.iterdir()
        if p.name not in ours | rooms or (p.name in rooms and p.is_file())
    ]
    for room in rooms:
        inside = sorted((folder / room).rglob("*"))
        strange += [p for p in inside if p.is_file() and _within(p, folder) not in ours]
    return sorted(_within(p, folder) for p in strange if p.name[0] != ".")


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _hidden(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name[0] == ".")
