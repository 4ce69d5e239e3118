"""Loading the record: everything found on the search path, or the embedded facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import EMBEDDED, cache_folder, shown
from analysis.record.facts import read_assembly_facts, read_council_facts, read_partial_facts
from analysis.record.readers.discover import Found, discover, read_sheets
from analysis.record.sheet import Sheet
from analysis.resolutions.gather import gather_texts
from analysis.resolutions.structure import OWN, Resolutions, first_without
from analysis.rollcalls.cache import recall
from analysis.rollcalls.joining.coding import code_by_rule, headings_of
from analysis.rollcalls.joining.conflicts import CONFLICT_COLUMNS
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.recurring.links import contradicted, read_matches
from analysis.rollcalls.recurring.treatment import Treatment, treat
from analysis.rollcalls.structure import RollCalls

__all__ = ["list_conflicts", "load_resolutions", "load_rollcalls"]


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
    <RollCalls: 25 roll calls, 193 states, 4,233 votes, 2014-03-27 to 2025-12-18>
    """
    rollcalls: RollCalls = _load(record, search, cache, "record")
    return rollcalls if partial else rollcalls.whole()


def load_resolutions(
    record: str = "auto",
    search: Sequence[Path] | None = None,
    cache: Path | bool = True,
) -> Resolutions:
    """Load the resolutions that belong to the roll calls: by vote and without one.

    Parameters
    ----------
    record, search, cache
        As in `load_rollcalls`.

    Returns
    -------
    Resolutions

    Raises
    ------
    UsageError, RecordError
        As in `load_rollcalls`.

    Examples
    --------
    >>> load_resolutions("embedded").to_frame()["adopted"].unique().tolist()
    ['vote']
    """
    resolutions: Resolutions = _load(record, search, cache, "texts")
    return resolutions


def _load(record: str, search: Sequence[Path] | None, cache: Path | bool, part: str) -> Any:
    if record not in ("auto", "history", "embedded"):
        raise UsageError(f"unknown record {record!r}", "record", "use auto, history or embedded")
    found = [] if record == "embedded" else discover(search)
    folder = cache_folder() if cache is True else cache or None
    loaded = recall(found, lambda: _from_files(found), folder, part)
    if record == "history" and loaded.scope != "history":
        raise UsageError(
            "no files of votes found",
            "data search path",
            "run `unshift data fetch --all`, file your own with `unshift data import`, or set "
            "UNSHIFT_DATA",
        )
    return loaded


def list_conflicts(record: str = "auto", search: Sequence[Path] | None = None) -> pd.DataFrame:
    """List every vote of which two sources say different things, and whose word is kept.

    Parameters
    ----------
    record, search
        As in `load_rollcalls`; the files are read, not the cache.

    Returns
    -------
    DataFrame of str
        Columns `analysis.rollcalls.joining.conflicts.CONFLICT_COLUMNS`.

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


def _from_files(found: Sequence[Found]) -> dict[str, Any]:
    """Read, join and link: the parts of the record by their names in the cache."""
    sheets = read_sheets(found)
    broken = [shown(f.path) for f in found if f.kind == "unreadable"]
    if broken and not sheets:
        raise RecordError("this is not a table of text", ", ".join(broken), "download it again")
    scope = "history" if sheets else "embedded"
    sheets += _facts()
    ids: dict[str, str] = {}
    rollcalls = join_sheets(sheets, scope, ids=ids)
    matches = [
        pair for f in found if f.kind == "matches" and f.used for pair in read_matches(f.path)
    ]
    unread = tuple(
        f"{name} is not a table of text and was left out: download it again" for name in broken
    )
    texts = gather_texts(sheets, rollcalls.calls, ids)
    treatment = treat(rollcalls.calls, rollcalls.votes, texts, matches)
    linked = _linked(rollcalls, texts, treatment, matches, unread)
    # Texts adopted by vote are treated as their roll calls are.
    of_calls = treatment.calls.assign(recurring_text=treatment.calls["chain"])
    by_vote = (
        of_calls.set_axis(linked.calls["id"])[list(OWN)].reindex(texts["roll_call"]).fillna("")
    )
    table = texts.assign(**{name: by_vote[name].to_numpy() for name in OWN})
    table.loc[treatment.texts.index, list(OWN)] = treatment.texts[list(OWN)]
    table = table.astype(dict.fromkeys(OWN, "str"))
    return {"record": linked, "texts": Resolutions(table, first_without(table), scope)}


def _linked(
    rollcalls: RollCalls,
    texts: pd.DataFrame,
    treatment: Treatment,
    matches: list[tuple[str, str]],
    unread: tuple[str, ...],
) -> RollCalls:
    """Put into the roll calls what the texts say of them: links, treatment, issue codes."""
    calls = rollcalls.calls
    calls = calls.assign(**{name: treatment.calls[name] for name in OWN})
    calls["issues"], by_rule = code_by_rule(calls, headings_of(calls, texts))
    linked = calls["recurring_text"] != ""
    note = (
        f"{int(linked.sum()):,} roll calls are on {calls['recurring_text'][linked].nunique():,} "
        "recurring texts"
    )
    refused = [f"{a} with {b}" for a, b in contradicted(calls, matches)]
    wrong = f"published pairs refused, since their titles are those of two texts: {refused}"
    notes = (*unread, *rollcalls.notes, by_rule, note, wrong.replace("'", "") if refused else "")
    return RollCalls(
        rollcalls.votes,
        calls,
        rollcalls.states,
        rollcalls.sources,
        rollcalls.scope,
        tuple(n for n in notes if n),
    )
