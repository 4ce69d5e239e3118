"""Loading the record: everything found on the search path, or the embedded facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import EMBEDDED, cache_folder, shown
from analysis.record.facts import read_assembly_facts, read_council_facts, read_partial_facts
from analysis.record.readers.discover import Found, discover, read_sheets
from analysis.record.sheet import Sheet
from analysis.rollcalls.cache import recall
from analysis.rollcalls.coding import code_by_rule
from analysis.rollcalls.conflicts import CONFLICT_COLUMNS
from analysis.rollcalls.join import join_sheets
from analysis.rollcalls.recurring import link_texts, read_matches
from analysis.rollcalls.structure import RollCalls

__all__ = ["list_conflicts", "load_rollcalls"]


def load_rollcalls(
    record: str = "auto",
    search: Sequence[Path] | None = None,
    cache: Path | bool = True,
    partial: bool = False,
) -> RollCalls:
    """Load the roll calls: from the cache if nothing has changed, else from the files.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}
        ``history`` joins all files of votes on the search path with the embedded facts;
        ``embedded`` uses the facts alone; ``auto`` takes the history if any file is found.
    search : sequence of Path, optional
        Folders; default `analysis.paths.data_search_path`.
    cache : Path or bool
        Folder of the cache; True for `analysis.paths.cache_folder`, False to read the files.
    partial : bool
        Whether to give back also the roll calls of which only some votes are known: for what
        lists roll calls or counts named states, and for nothing else (see `RollCalls.whole`).

    Returns
    -------
    RollCalls
        With scope ``"history"`` or ``"embedded"``.

    Raises
    ------
    UsageError
        If `record` is unknown, or ``history`` is asked for and no file of votes is found.
    RecordError
        If a file cannot be read, or what is found is no table and there is nothing else.

    Examples
    --------
    >>> load_rollcalls("embedded").select(body="GA")
    <RollCalls: 25 roll calls, 193 states, 4,246 votes, 2014-03-27 to 2025-12-18>
    """
    if record not in ("auto", "history", "embedded"):
        raise UsageError(f"unknown record {record!r}", "record", "use auto, history or embedded")
    found = [] if record == "embedded" else discover(search)
    folder = cache_folder() if cache is True else cache or None
    rollcalls = recall(found, lambda: _from_files(found), folder)
    if record == "history" and rollcalls.scope != "history":
        raise UsageError(
            "no files of votes found",
            "data search path",
            "put them into data/raw or set UNSHIFT_DATA; data/README.md says where to get them",
        )
    return rollcalls if partial else rollcalls.whole()


def list_conflicts(record: str = "auto", search: Sequence[Path] | None = None) -> pd.DataFrame:
    """List every vote of which two sources say different things, and whose word is kept.

    Parameters
    ----------
    record, search
        As in `load_rollcalls`; the files are read, not the cache.

    Returns
    -------
    DataFrame of str
        Columns `analysis.rollcalls.conflicts.CONFLICT_COLUMNS`.

    Examples
    --------
    >>> len(list_conflicts("embedded"))
    0
    """
    found = [] if record == "embedded" else discover(search)
    sheets = [*read_sheets(found), *_facts()]
    rows: list[dict[str, str]] = []
    join_sheets(sheets, "part", rows)
    return pd.DataFrame(rows, columns=list(CONFLICT_COLUMNS), dtype="str")


def _facts() -> list[Sheet]:
    return [
        read_assembly_facts(EMBEDDED),
        read_council_facts(EMBEDDED),
        read_partial_facts(EMBEDDED),
    ]


def _from_files(found: Sequence[Found]) -> RollCalls:
    sheets = read_sheets(found)
    broken = [shown(f.path) for f in found if f.kind == "unreadable"]
    if broken and not sheets:
        raise RecordError("this is not a table of text", ", ".join(broken), "download it again")
    scope = "history" if sheets else "embedded"
    sheets += _facts()
    rollcalls = join_sheets(sheets, scope)
    matches = [
        pair for f in found if f.kind == "matches" and f.used for pair in read_matches(f.path)
    ]
    unread = tuple(
        f"{name} is not a table of text and was left out: download it again" for name in broken
    )
    return _with_texts(rollcalls, matches, unread)


def _with_texts(
    rollcalls: RollCalls, matches: list[tuple[str, str]], unread: tuple[str, ...]
) -> RollCalls:
    calls = rollcalls.calls
    calls["recurring_text"] = link_texts(calls, matches, rollcalls.votes)
    linked = calls["recurring_text"] != ""
    calls["issues"], by_rule = code_by_rule(calls)
    note = (
        f"{int(linked.sum())} roll calls are on {calls['recurring_text'][linked].nunique()} "
        "recurring texts"
    )
    return RollCalls(
        rollcalls.votes,
        calls,
        rollcalls.states,
        rollcalls.sources,
        rollcalls.scope,
        (*unread, *rollcalls.notes, *([by_rule] if by_rule else []), note),
    )
