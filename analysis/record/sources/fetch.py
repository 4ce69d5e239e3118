"""Downloading public files of votes: checked before they get their name, or not kept at all."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

from analysis.errors import UnshiftError, UsageError
from analysis.files import throw_away
from analysis.record.sources.content import check_content
from analysis.record.sources.download import (
    Limits,
    Missing,
    Offline,
    Passing,
    Progress,
    Same,
    download,
)
from analysis.record.sources.filing import Filed, already_here, file_away, noted
from analysis.record.sources.registry import Entry

__all__ = ["Failing", "Limits", "Missing", "Offline", "Progress", "fetch"]

STAGING = ".fetch-"


class Failing(UnshiftError):
    """The server fails or does not answer in time, however often it is asked."""


def fetch(
    entry: Entry,
    to: Path,
    progress: Progress | None = None,
    force: bool = False,
    limits: Limits | None = None,
) -> Filed:
    """Download one file into a folder, under the name that the registry gives it.

    The bytes are written to a folder of their own inside `to` and get their name after every
    check has passed, in one step. A download that ends early begins anew: no server here states
    what a second half would belong to.

    Parameters
    ----------
    entry : Entry
    to : Path
        Made if it is not there.
    progress : callable, optional
    force : bool
        Download again, and replace what is there.
    limits : Limits, optional

    Returns
    -------
    Filed
        ``status`` is ``"here"`` if the right file is there already. Then nothing is downloaded;
        a member of a series, which grows, is asked for again, and comes if it has changed.

    Raises
    ------
    UsageError
        If the entry is to be downloaded by hand.
    Offline
        If the server cannot be reached.
    Missing
        If it has no such file.
    Failing
        If it fails or stalls at every try.
    UnshiftError
        If the server refuses or sends something else, or a file of the name is there that did
        not come from it; what was there stays, and nothing else is kept.
    """
    if not entry.address:
        raise UsageError(f"{entry.name} is to be downloaded by hand", entry.page)
    here = None if force else already_here(entry, to)
    if here and not entry.member:
        return here
    limits = limits or Limits()
    to.mkdir(parents=True, exist_ok=True)
    # on the same disk as `to`, so that a file moves into place in one step
    with throw_away(to, STAGING) as folder:
        try:
            part, validators = _persist(entry, folder, progress, limits, _known(entry, here))
        except Same:
            assert here
            return replace(here, checked="current")
        check_content(entry, part, None if force or here is None else here.path)
        ours = force or here is None or bool(here.checked)
        filed = file_away(part, to / entry.file, entry, entry.address, ours, validators)
        return replace(filed, checked="current") if entry.member else filed


def _known(entry: Entry, here: Filed | None) -> dict[str, str]:
    """Return what the server said of the very file that is here, when it came from there."""
    note = noted(here.path) if here else {}
    if not here or note.get("sha256") != here.sha256 or note.get("from") != entry.address:
        return {}
    known = {name: note.get(name) for name in ("etag", "last_modified")}
    return {name: text for name, text in known.items() if isinstance(text, str)}


def _persist(
    entry: Entry, folder: Path, progress: Progress | None, limits: Limits, known: dict[str, str]
) -> tuple[Path, dict[str, str]]:
    """Try as often and as long as the limits allow."""
    end = time.monotonic() + limits.total
    for attempt in range(1, limits.tries + 1):
        try:
            return download(entry, folder, progress, limits, end, known)
        except Passing as failure:
            # A little chance keeps a class of students from asking in step.
            wait = max(failure.wait, limits.pause * 2 ** (attempt - 1))
            wait *= 1 + random.random() / 4
            if attempt == limits.tries or time.monotonic() + wait > end:
                tries = "once" if attempt == 1 else f"{attempt} times"
                error = failure.error
                raise Failing(f"{error.what}, tried {tries}", error.where, "try later") from None
            time.sleep(wait)
    raise AssertionError("at least one try")
