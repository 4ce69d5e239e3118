"""A zip for a data archive: README, code, derived data, reports, and a manifest with hashes.

The same commit and the same reports give the same bytes. Files of votes that others compiled
are not in it, since git holds none of them; the manifest of each report says which they were.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from analysis import __version__
from analysis.errors import UnshiftError, UsageError
from analysis.files import whole_file
from analysis.paths import checkout, shown
from analysis.reporting.run.manifest import read_manifest

__all__ = ["MANIFEST", "archive", "report_files", "tracked_files"]

MANIFEST = "MANIFEST.json"
#: What a report's folder gives to the archive; executed notebooks hold the machine's paths.
_PRINTED = (".pdf", ".html")
#: Written into every entry, so that who made the zip, and how, does not show.
_MODE, _RUNS = 0o100644, 0o100755
_RAW = "data/raw/"


def archive(
    target: Path, reports: Sequence[Path], root: Path | None = None, allow_dirty: bool = False
) -> dict[str, Any]:
    """Write the zip.

    Parameters
    ----------
    target : Path
        Takes its place when it is complete.
    reports : sequence of Path
        Folders of finished reports.
    root : Path
        Default the checkout.
    allow_dirty : bool
        Take files as they are where they differ from the commit.

    Returns
    -------
    dict
        The manifest: ``version, commit, files``, the last with path, bytes and SHA-256.

    Raises
    ------
    UsageError
        If files differ from the commit and that is not allowed, or there is no git.
    UnshiftError
        If a report is not complete or older than its notebooks, or a file names a folder of
        this machine.
    """
    root = checkout() if root is None else root
    commit, date = _commit(root)
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed and not allow_dirty:
        raise UsageError(
            f"{len(changed)} files differ from the commit, the first {changed[0][3:]}",
            shown(root) or "checkout",
            "commit them, or take them as they are with --allow-dirty",
        )
    held = tracked_files(root)
    for folder in reports:
        held |= report_files(folder, root)
    _check_paths(held, root)
    about = {
        "title": "unshift: how far a state moved at the United Nations",
        "version": __version__,
        "commit": commit + ("-dirty" if changed else ""),
        "date": f"{date:%Y-%m-%d}",
        "files": [
            {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, (data, _) in sorted(held.items())
        ],
    }
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    held[MANIFEST] = (text.encode(), False)
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as part:
        part.write_bytes(_zipped(held, f"unshift-{__version__}", date))
    return about


def tracked_files(root: Path) -> dict[str, tuple[bytes, bool]]:
    """Read the files that git holds.

    Returns
    -------
    dict of path to bytes and whether it can be run
        Nothing of ``data/raw`` but its README, whatever was added to git.
    """
    found: dict[str, tuple[bytes, bool]] = {}
    for name in _git(root, "ls-files", "-z").split("\0"):
        path = root / name
        raw = name.startswith(_RAW) and PurePosixPath(name).name != "README.md"
        if name and path.is_file() and not path.is_symlink() and not raw:
            found[name] = (path.read_bytes(), bool(path.stat().st_mode & 0o100))
    return found


def report_files(folder: Path, root: Path) -> dict[str, tuple[bytes, bool]]:
    """Read the printed files of a finished report and its manifest.

    Raises
    ------
    UnshiftError
        If there is no finished report, or a notebook has changed since.
    """
    about = read_manifest(folder)
    for book in about["notebooks"]:
        source = root / "notebooks" / f"{book['name']}.ipynb"
        now = hashlib.sha256(source.read_bytes()).hexdigest() if source.is_file() else ""
        if now != book["sha256"]:
            raise UnshiftError(
                f"notebook {book['name']} has changed since the report was made",
                shown(folder),
                "run `make report` again",
            )
    files = [p for p in sorted(folder.iterdir()) if p.suffix in _PRINTED]
    files.append(folder / "manifest.json")
    return {f"reports/{folder.name}/{p.name}": (p.read_bytes(), False) for p in files}


def _check_paths(held: Mapping[str, tuple[bytes, bool]], root: Path) -> None:
    """See that no file names a folder of this machine."""
    places = {str(root.resolve()), str(Path.home())} - {"/", "/root", "."}
    for name, (data, _) in held.items():
        for place in places:
            if f"{place}/".encode() in data:
                raise UnshiftError("the file names a folder of this machine", name, "remove it")


def _zipped(held: Mapping[str, tuple[bytes, bool]], top: str, date: datetime) -> bytes:
    """Zip files in order of their paths, all with one date, below one folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(held):
            data, runs = held[name]
            info = zipfile.ZipInfo(f"{top}/{name}", date.timetuple()[:6])
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            info.external_attr = (_RUNS if runs else _MODE) << 16
            packed.writestr(info, data)
    return stream.getvalue()


def _commit(root: Path) -> tuple[str, datetime]:
    """Return the commit's hash and its date, which every file in the zip bears."""
    words = _git(root, "log", "-1", "--format=%H %ct").split()
    date = datetime.fromtimestamp(int(words[1]), UTC)
    # Zip knows no date before 1980 and counts seconds in twos.
    return words[0], max(date, datetime(1980, 1, 1, tzinfo=UTC)).replace(second=0, microsecond=0)


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        raise UsageError(
            "this is no checkout of git", shown(root) or "checkout", "clone the repository"
        ) from None
    return done.stdout
