"""Fetching many files: a series to its newest member, and on past what fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from analysis.errors import UnshiftError
from analysis.record.sources.download import Limits, Missing, Offline, Progress
from analysis.record.sources.fetch import Failing, fetch
from analysis.record.sources.filing import Filed, already_here
from analysis.record.sources.registry import Entry

__all__ = ["Outcome", "collect"]

#: Gives what moves a bar for one file, by its name.
Bar = Callable[[str], AbstractContextManager[Progress | None]]
#: How often a server may fail for good before it is left alone; and tries after the first time.
PATIENCE, TRIES_THEN = 2, 1
#: New members of one kind looked for at once: far more than sessions between two fetches.
NEW = 30


@dataclass(frozen=True)
class Outcome:
    """What came of one file.

    Attributes
    ----------
    entry : Entry
        A member of a series is an entry of its own; a series as a whole stands for what was
        not asked for.
    filed : Filed or None
    error : UnshiftError or None
        One of the two is there, or both: a file that is here and that the server has no more.
    """

    entry: Entry
    filed: Filed | None = None
    error: UnshiftError | None = None


def collect(
    entries: Sequence[Entry],
    to: Path,
    bar: Bar | None = None,
    force: bool = False,
    limits: Limits | None = None,
) -> Iterator[Outcome]:
    """Fetch files one after the other, and tell of each when it is done.

    Of a series the known members are asked for, then the numbers after them until the server
    has no more. A server that fails twice at every try is left alone; one that cannot be
    reached ends the whole.

    Parameters
    ----------
    entries : sequence of Entry
        To be fetched, not downloaded by hand.
    to : Path
    bar : callable, optional
        Gives, for the name of a file, a context with what shows its progress.
    force : bool
        Download again what is there.
    limits : Limits, optional

    Yields
    ------
    Outcome
        A number after the known ones that the server does not have is no outcome.
    """
    bar = bar or (lambda name: nullcontext())
    limits = limits or Limits()
    failures: dict[str, int] = {}

    def one(entry: Entry) -> Outcome:
        host = _host(entry)
        tries = TRIES_THEN if failures.get(host) else limits.tries
        try:
            try:
                with bar(entry.name) as progress:
                    filed = fetch(entry, to, progress, force, replace(limits, tries=tries))
                return Outcome(entry, filed)
            except Missing as error:  # a file that vanished there stays here
                here = already_here(entry, to)
                return Outcome(entry, here and replace(here, status="kept"), error)
        except UnshiftError as error:
            if isinstance(error, Failing):
                failures[host] = failures.get(host, 0) + 1
            return Outcome(entry, None, error)

    for entry in entries:
        host, asked, outcomes = _host(entry), 0, _of(entry, one)
        while failures.get(host, 0) < PATIENCE:
            if (outcome := next(outcomes, None)) is None:
                break
            asked += 1
            yield outcome
            if isinstance(outcome.error, Offline):  # nothing else will be reached either
                return
        else:
            if entry.members or not asked:
                words = "the rest was not asked for" if asked else "not asked for"
                where = f"{entry.name}, {host}"
                error = UnshiftError(f"{words}, as the server fails", where, "try later")
                yield Outcome(entry, None, error)


def _host(entry: Entry) -> str:
    return urlsplit(entry.address).hostname or ""


def _of(entry: Entry, one: Callable[[Entry], Outcome]) -> Iterator[Outcome]:
    """Go through a series, or give the one file of an entry."""
    if not entry.members:
        yield one(entry)
        return
    for member in entry.members:
        yield one(entry.of(member))
    for prefix, first in entry.later():
        for number in range(first, first + NEW):
            outcome = one(entry.of(f"{prefix}{number}"))
            if isinstance(outcome.error, Missing) and outcome.filed is None:
                break  # as expected: it is not there yet
            yield outcome
            if outcome.filed is None:
                break
