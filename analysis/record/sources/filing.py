"""Filing a file of votes: a safe name, one step, and a note of where it came from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.files import read_json, throw_away, whole_file
from analysis.paths import shown
from analysis.record.readers.discover import NOTES
from analysis.record.readers.formats.tabular import sha256
from analysis.record.sources.registry import Entry

__all__ = ["Filed", "already_here", "copy_in", "file_away", "noted", "recorded"]


@dataclass(frozen=True)
class Filed:
    """A file that is in its place.

    Attributes
    ----------
    name : str
        Of the registry, or of the file.
    path : Path
    bytes : int
    sha256 : str
    status : {"new", "replaced", "here", "kept"}
        ``kept`` is a file that is here and that the server has no more.
    checked : {"published", "recorded", "current", ""}
        What its bytes agree with: the hash that the publisher states, the one recorded when it
        first came, what the server has now, or nothing yet.
    before : str
        SHA-256 of the file that was replaced.
    """

    name: str
    path: Path
    bytes: int
    sha256: str
    status: str
    checked: str = ""
    before: str = ""


def noted(path: Path) -> dict[str, Any]:
    """Return the note on where a file came from; empty if there is none that can be read."""
    try:
        note = read_json(_note(path))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def recorded(path: Path) -> str:
    """Return the SHA-256 recorded when a file first came; empty if none is."""
    return str(noted(path).get("sha256", ""))


def _replaced(path: Path) -> str:
    """Return the SHA-256 of the file that was to be replaced when the note was written."""
    old = noted(path).get("replaced")
    return str(old.get("sha256", "")) if isinstance(old, dict) else ""


def already_here(entry: Entry, to: Path) -> Filed | None:
    """Say whether the right file is there; None if there is none of its name.

    Raises
    ------
    UnshiftError
        If a file of its name is there with other bytes.
    """
    path = to / entry.file
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        raise UnshiftError("not a file", shown(path), "move it away")
    digest = sha256(path)
    if entry.known_hash:
        import pooch

        algorithm, known = entry.known_hash.split(":")
        right = pooch.file_hash(str(path), alg=algorithm) == known
        checked = "published"
    else:
        first = recorded(path)
        right = first in ("", digest) or (bool(entry.member) and _replaced(path) == digest)
        checked = "recorded" if first else ""
    if not right:
        raise UnshiftError(
            f"there already, but not with the {checked} hash",
            shown(path),
            "move it away, or replace it with --force",
        )
    return Filed(entry.name, path, path.stat().st_size, digest, "here", checked)


def file_away(
    part: Path,
    path: Path,
    entry: Entry | None,
    origin: str,
    replacing: bool = False,
    validators: Mapping[str, str] | None = None,
) -> Filed:
    """Give a complete, checked file its name, in one step, and note where it came from.

    Parameters
    ----------
    part : Path
        On the same disk; gone afterwards.
    path : Path
    entry : Entry, optional
        What it is in the registry.
    origin : str
        The address, or the name it had.
    replacing : bool
        Put it in the place of a file with other bytes; otherwise that is refused.
    validators : mapping of str, optional
        What the server said by which it knows this version again: ``etag``, ``last_modified``.
    """
    digest = sha256(part)
    checked = "published" if entry and entry.known_hash else ""
    status, before = "new", ""
    if os.path.lexists(path):
        if path.is_dir():
            raise UnshiftError("a folder has the name of the file", shown(path), "move it away")
        before = sha256(path) if path.is_file() else ""
        same = before == digest
        if not same and not replacing:
            raise UnshiftError(
                "another file of this name is there",
                shown(path),
                "rename yours, or replace it with --force",
            )
        status = "here" if same else "replaced"
    os.chmod(part, 0o644)  # temporary files are for their owner alone; these are for a group
    size = part.stat().st_size
    note: dict[str, Any] = {
        "file": path.name,
        "from": origin,
        "filed": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "bytes": size,
        "sha256": digest,
    }
    if status == "replaced":
        old = noted(path)
        note["replaced"] = {"sha256": before, "filed": old.get("filed", "")}
    note |= validators or {}
    if entry:
        note |= {
            "source": entry.name,
            "version": entry.version,
            "licence": entry.licence,
            "citation": entry.citation,
        }
    # The note first: killed between the two, the old file is still known by `replaced`.
    _write(_note(path), json.dumps(note, ensure_ascii=False, indent=2) + "\n")
    os.replace(part, path)
    name = entry.name if entry else path.name
    return Filed(name, path, size, digest, status, checked, before if status == "replaced" else "")


def copy_in(source: Path, path: Path, digest: str, force: bool) -> Filed:
    """Copy a file that was read and found good into its place.

    Parameters
    ----------
    source, path : Path
    digest : str
        SHA-256 of what was read; if the file has changed since, it is not filed.
    force : bool
        Replace another file of the name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.samefile(source):
        return Filed(path.name, path, path.stat().st_size, digest, "here")
    with throw_away(path.parent, ".import-") as folder:
        part = folder / "part"
        with part.open("wb") as out, source.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                out.write(chunk)
        if sha256(part) != digest:
            raise UnshiftError("the file changed while it was read", shown(source), "try again")
        return file_away(part, path, None, source.name, replacing=force)


def _note(path: Path) -> Path:
    return path.parent / NOTES / f"{path.name}.json"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with whole_file(path) as part:
        part.write_text(text, "utf-8")
        os.chmod(part, 0o644)
