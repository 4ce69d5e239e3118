"""Which roll calls the published estimates rest on, chosen from the record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.errors import RecordError
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls

__all__ = ["LATE", "final_passage", "published_selection"]

#: The last year in which the published series "All" counts paragraphs and amendments.
LATE = 1989
#: The sessions of the published series "All" of April 2020.
FIRST_SESSION, LAST_SESSION = 1, 74
#: Left out by the authors: the one vote of session 19, held while the Assembly agreed not to
#: vote; Zanzibar, which voted for some days; and South Africa's return in session 48.
NO_SESSION, NO_STATE, NOT_IN = "19", "ZAN", ("ZAF", "48")
#: Their release codes Zimbabwe absent for a block of December 2016; the facts on Ukraine hold
#: its vote of that day on A/RES/71/205.
NOT_ON = ("ZWE", "2016-12-19")


def final_passage(rollcalls: RollCalls, after: int = 0) -> RollCalls:
    """Drop votes on paragraphs and amendments, keep those on whole texts.

    A roll call is dropped if the record says that it is on a part; what is not said is kept.
    The public files leave the flags empty for most roll calls since 1985 and for all since
    2018.

    Parameters
    ----------
    rollcalls : RollCalls
    after : int
        Drop only in years later than this. The published series by year drops in all years,
        the one by session after 1989 (`LATE`).

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 1], [3, 3, 3]], states=["A", "B"],
    ...                           dates=["1980-10-01", "2000-10-01", "2000-10-02"],
    ...                           paragraph=[True, True, False])
    >>> final_passage(rc).calls["id"].tolist(), final_passage(rc, after=LATE).n_calls
    (['call-2'], 2)
    """
    calls = rollcalls.calls
    part = np.zeros(len(calls), dtype=bool)
    for column in ("paragraph", "amendment"):
        part |= calls[column].fillna(False).to_numpy(dtype=bool)
    return rollcalls.take(~(part & (calls["date"].dt.year > after).to_numpy()))


def published_selection(rollcalls: RollCalls, matches: Sequence[tuple[str, str]]) -> RollCalls:
    """Rebuild what the published series "All" (April 2020) was fitted to.

    Sessions 1 to 74 without paragraphs and amendments after 1989, without session 19,
    Zanzibar, and South Africa in session 48. Roll calls are linked by the authors' own pairs
    alone, not by title. Unanimous items are dropped by the fit, after linking.

    Parameters
    ----------
    rollcalls : RollCalls
        The history, as `analysis.rollcalls.load.load_rollcalls` returns it.
    matches : sequence of (id, id)
        As `analysis.rollcalls.recurring.links.read_matches` returns it; chains are followed to the
        roll call with the smallest number.

    Returns
    -------
    RollCalls
        ``recurring_text`` names the first roll call of the chain.

    Raises
    ------
    RecordError
        If no roll call of the record is in the published series.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 1], [3, 1, 3]], states=["A", "ZAN"],
    ...     id=["rcid-3", "rcid-4", "rcid-5"], session=["1", "19", "2"])
    >>> part = published_selection(rc, [("rcid-3", "rcid-5")])
    >>> part.calls["recurring_text"].tolist(), part.states.index.tolist()
    (['rcid-3', 'rcid-3'], ['A'])
    """
    calls = rollcalls.calls
    series = [str(s) for s in range(FIRST_SESSION, LAST_SESSION + 1) if str(s) != NO_SESSION]
    keep = calls["id"].str.fullmatch(r"rcid-\d+") & calls["session"].isin(series)
    part = final_passage(rollcalls.take(keep.to_numpy()), after=LATE)
    if not part.n_calls:
        raise RecordError("no roll call of the published series", "record", "bring the history")
    part = part.only(s for s in part.states.index if s != NO_STATE)
    calls, votes = part.calls, np.array(part.votes)
    for state, out in (
        (NOT_IN[0], calls["session"] == NOT_IN[1]),
        (NOT_ON[0], calls["date"] == NOT_ON[1]),
    ):
        if state in part.states.index:
            votes[part.row(state), out.to_numpy()] = Vote.NOT_RECORDED
    calls["recurring_text"] = _chains(calls["id"].tolist(), matches)
    return RollCalls(votes, calls, part.states, part.sources, part.scope, part.notes)


def _chains(ids: Sequence[str], matches: Sequence[tuple[str, str]]) -> list[str]:
    """Name the chain of each roll call by its smallest number; "" for one that is in no pair."""
    names = sorted({name for pair in matches for name in pair}, key=lambda n: (len(n), n))
    position = {name: k for k, name in enumerate(names)}
    ends = np.array([[position[a], position[b]] for a, b in matches], dtype=int).reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), ends.T), shape=(len(names),) * 2)
    chain = connected_components(links, directed=False)[1]
    smallest = dict(zip(chain[::-1].tolist(), names[::-1], strict=True))
    return [smallest[chain[position[name]]] if name in position else "" for name in ids]
