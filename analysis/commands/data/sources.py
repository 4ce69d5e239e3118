"""``unshift data list``, ``fetch`` and ``import``: where files of votes come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import console, emit, say, waiting
from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT, at_home, data_search_path, shown

if TYPE_CHECKING:
    from analysis.record.sources.filing import Filed
    from analysis.record.sources.registry import Entry

__all__ = ["fetch_sources", "import_sources", "list_sources"]


def list_sources(json: opt.Json = False) -> None:
    """List the public files of votes: what they are, their size, hash and terms."""
    from dataclasses import asdict

    from analysis.record.sources.registry import read_registry

    entries = read_registry()
    if json:
        emit({"sources": [asdict(e) for e in entries]})
        return
    rows = [("name", "get", "size", "hash", "licence")]
    for e in entries:
        size = f"{e.size:,}" if e.size else f"about {e.about:,}" if e.about else "not stated"
        known = e.known_hash.split(":")[0] if e.known_hash else "none published"
        if e.members:
            size, known = f"{len(e.members)} files", "none, they grow"
        rows.append((e.name, "by hand" if e.get == "hand" else "fetch", size, known, e.licence))
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    for k, row in enumerate(rows):
        say("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
        if k:
            e = entries[k - 1]
            say(f"    {e.title}; {e.version}")
            if e.members:
                onward = ", and each later one" if e.onward else ""
                say(f"    {', '.join(e.members)}{onward}")
            say(f"    {e.page}")
    say("Where no hash is published, the first download is recorded and checked from then on.")


def fetch_sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="See `unshift data list`.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that a program may download.")
    ] = False,
    to: opt.To = None,
    force: opt.Force = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, max=604_800, help="Seconds for one file in all.")
    ] = 600,
    json: opt.Json = False,
) -> None:
    """Download files of votes, checked against their hashes, into data/raw."""
    from analysis.record.sources.collect import collect
    from analysis.record.sources.download import Limits, Offline
    from analysis.record.sources.registry import RAW, choose, read_registry

    entries = read_registry()
    if bool(names) == everything:
        raise UsageError("what to fetch?", "", "give names from `unshift data list`, or --all")
    chosen = list(entries) if everything else choose(names or [], entries)
    folder = at_home(str(to or RAW))
    limits = Limits(total=timeout)
    result: dict[str, list[Any]] = {"fetched": [], "by_hand": [], "failed": []}
    offline, terms = False, ""
    for outcome in collect([e for e in chosen if e.get == "fetch"], folder, _bar, force, limits):
        entry, error = outcome.entry, outcome.error
        if error:
            stays = (folder / entry.file).is_file()
            note = "; the file that is here stays" if stays else ""
            console.print(f"unshift: {error}{note}", markup=False, style=None)
            offline = isinstance(error, Offline)
        if outcome.filed:
            result["fetched"].append(_fetched(entry, outcome.filed, json, entry.citation == terms))
            terms = entry.citation
        else:
            result["failed"].append({"name": entry.name, "error": str(error), "here": stays})
    for entry in chosen:
        if entry.get == "hand" and not offline:
            result["by_hand"].append(_by_hand(entry, folder, quiet=json))
    if result["fetched"]:
        _mind_the_search(folder, quiet=json)
    if json:
        emit(result)
    if result["failed"]:
        raise typer.Exit(1)


def import_sources(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Downloaded by hand.")],
    to: opt.To = None,
    force: opt.Force = False,
    json: opt.Json = False,
) -> None:
    """Check files that you downloaded, and file them in data/raw."""
    from analysis.idealpoints.published import read_published
    from analysis.record.sources.importing import import_files
    from analysis.record.sources.registry import RAW
    from analysis.rollcalls.recurring.links import read_matches

    folder = at_home(str(to or RAW))
    with waiting("reading the files"):
        # Where the folder is not searched the record stays what it is: nothing to measure.
        before = _extent() if _is_searched(folder) else {}
        taken = import_files(
            files, folder, force, {"matches": read_matches, "published": read_published}
        )
        after = _extent() if _is_searched(folder) else {}
    rows = [
        {
            "file": _place(i.filed.path),
            "kind": i.kind,
            "status": i.filed.status,
            "bytes": i.filed.bytes,
            "sha256": i.filed.sha256,
            "roll_calls": i.roll_calls,
            "votes": i.votes,
            "first": i.first,
            "last": i.last,
            "note": i.note,
        }
        for i in taken
    ]
    record = {"before": before, "after": after}
    if json:
        _mind_the_search(folder, quiet=True)
        emit({"imported": rows, "record": record})
        return
    done = {"new": "filed as", "replaced": "replaced", "here": "already there:"}
    for item, row in zip(taken, rows, strict=True):
        say(f"{item.title}: {done[item.filed.status]} {row['file']} ({item.filed.bytes:,} bytes)")
        if item.roll_calls:
            say(
                f"  {item.roll_calls:,} roll calls, {item.votes:,} votes, "
                f"{item.first} to {item.last}"
            )
        if item.note:
            say(f"  {item.note}")
    if "error" in after:
        say(f"The record cannot be joined with it: {after['error']}")
    elif "roll_calls" in before:
        more = {k: after[k] - before[k] for k in ("roll_calls", "votes")}
        say(
            f"The record has {after['roll_calls']:,} roll calls now ({more['roll_calls']:+,}) "
            f"and {after['votes']:,} votes ({more['votes']:+,})."
        )
    _mind_the_search(folder, quiet=False)


def _extent() -> dict[str, Any]:
    """Say how large the record in use is, or why there is none."""
    from analysis.rollcalls.load import load_rollcalls

    try:
        record = load_rollcalls()
    except UnshiftError as error:
        return {"error": str(error)}
    return {"roll_calls": record.n_calls, "votes": record.n_votes, "scope": record.scope}


def _fetched(entry: Entry, filed: Filed, quiet: bool, told: bool) -> dict[str, Any]:
    """Say what came; `told` if the terms were just said of the file before."""
    words = {
        "published": "agrees with the published hash",
        "recorded": "the same as when it first came",
        "current": "as the server has it now",
        "": "no hash is published; this one is recorded",
    }
    if not quiet:
        done = {"here": "already there", "kept": "kept, though the server has it no more"}
        status = done.get(filed.status, filed.status)
        say(f"{entry.name}: {_place(filed.path)} ({filed.bytes:,} bytes, {status})")
        say(f"  SHA-256 {filed.sha256}: {words[filed.checked]}")
        if filed.before:
            say(f"  before: {filed.before}")
        if not told:
            say(f"  {entry.licence}; cite: {entry.citation}")
    return {
        "name": entry.name,
        "file": _place(filed.path),
        "bytes": filed.bytes,
        "sha256": filed.sha256,
        "status": filed.status,
        "checked": filed.checked,
        "before": filed.before,
        "address": entry.address,
        "version": entry.version,
        "licence": entry.licence,
        "citation": entry.citation,
    }


def _by_hand(entry: Entry, folder: Path, quiet: bool) -> dict[str, Any]:
    if not quiet:
        say(f"{entry.name}: to be downloaded by hand; {entry.reason or 'no program may'}.")
        say(f"  1. Open {entry.page} and download {entry.file} ({entry.version}).")
        say(f"  2. Run `unshift data import FILE`, or put the file into {_place(folder)}.")
    return {
        "name": entry.name,
        "page": entry.page,
        "folder": _place(folder),
        "file": entry.file,
        "reason": entry.reason,
        "licence": entry.licence,
    }


def _mind_the_search(folder: Path, quiet: bool) -> None:
    """Say so where files are filed in a folder that no command looks into."""
    if not _is_searched(folder):
        line = f"{_place(folder)} is not searched: set UNSHIFT_DATA to it to use its files."
        if quiet:
            console.print(line, markup=False, style=None)
        else:
            say(line)


def _is_searched(folder: Path) -> bool:
    return any(
        Path(os.path.realpath(folder)).is_relative_to(searched) for searched in data_search_path()
    )


def _place(path: Path) -> str:
    """Write a path relative to the checkout, or in full where it is elsewhere."""
    path = Path(os.path.realpath(path))
    return shown(path) if path.is_relative_to(ROOT) else str(path)


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """Show how far a download is, on a terminal only."""
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda came, total: bar.update(task, completed=came, total=total)
