"""How a text was treated the time before: voted on, adopted without a vote, or never seen.

Votes and adoptions without a vote are put in one order of time and linked as recurring texts
(`analysis.rollcalls.recurring.links`). What came before is looked for in the record alone:
adoptions without a vote are held from a certain day only, so that a text adopted without one
before that day, or one that recurs every four years, is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote
from analysis.rollcalls.recurring.links import link_texts

__all__ = ["Treatment", "treat"]

COLUMNS = ("recurring_text", "treated_last", "treated_id")


@dataclass(frozen=True, eq=False)
class Treatment:
    """What the order of time says of roll calls and of texts adopted without a vote.

    Attributes
    ----------
    calls : DataFrame, n_calls rows
        ``recurring_text`` (the id of the first roll call on the text; "" for one voted on once),
        ``chain`` (the same with the texts adopted without a vote), ``treated_last`` (``vote``,
        ``without a vote``, ``never seen``; "" for a paragraph, an amendment, the Council, and a
        roll call without a title) and ``treated_id``, the id of that roll call or the symbol of
        that text.
    texts : DataFrame
        The same for the texts adopted without a vote, by the index of those given, but that
        ``recurring_text`` is the first of the chain, roll call or text.
    """

    calls: pd.DataFrame
    texts: pd.DataFrame


def treat(
    calls: pd.DataFrame,
    votes: npt.NDArray[np.int8],
    texts: pd.DataFrame,
    matches: list[tuple[str, str]],
) -> Treatment:
    """Link roll calls and texts over time, and say how each was treated last.

    Parameters
    ----------
    calls : DataFrame, n_calls rows
        In order of date.
    votes : ndarray of int8, shape (n_states, n_calls)
    texts : DataFrame
        The columns of `analysis.record.texts.TEXT_COLUMNS`: of all texts, for the items of the
        agenda; those adopted without a vote are put among the roll calls.
    matches : list of (id, id)
        The publisher's pairs.

    Examples
    --------
    >>> from analysis.record.sheet import call_table
    >>> from analysis.record.texts import text_table
    >>> calls = call_table({"id": ["v"], "date": ["2025-12-01"], "session": ["80"],
    ...     "title": ["Peace in outer space"]}, 1)
    >>> texts = text_table({"symbol": ["A/RES/79/9"], "date": ["2024-12-01"], "session": ["79"],
    ...     "title": ["Peace in outer space"], "adopted": ["without a vote"]}, 1)
    >>> found = treat(calls, np.ones((30, 1), dtype=np.int8), texts, [])
    >>> found.calls["treated_last"].tolist(), found.texts["treated_last"].tolist()
    (['without a vote'], ['never seen'])
    """
    without = texts[(texts["adopted"] == "without a vote") & (texts["body"] == "GA")]
    item = dict(zip(texts["roll_call"], texts["agenda_item"], strict=True))
    columns = ["id", "body", "date", "session", "title", "paragraph", "amendment"]
    mine = calls[columns].assign(agenda_item=[item.get(i, "") for i in calls["id"]])
    other = pd.DataFrame(
        {
            "id": without["symbol"],
            **{name: without[name] for name in ("body", "date", "session", "title")},
            "paragraph": False,
            "amendment": False,
            "agenda_item": without["agenda_item"],
        }
    ).astype({"paragraph": "boolean", "amendment": "boolean"})
    events = pd.concat([mine, other], ignore_index=True)
    events["voted"] = np.arange(len(events)) < len(mine)
    order = events["date"].argsort(kind="stable").to_numpy()
    grid = np.full((len(votes), len(events)), Vote.NOT_RECORDED, dtype=np.int8)
    grid[:, : len(mine)] = votes
    events, grid = events.iloc[order].reset_index(drop=True), grid[:, order]
    events["recurring_text"] = link_texts(events, matches, grid).to_numpy()
    events[["treated_last", "treated_id"]] = _last(events)
    back = events.iloc[np.argsort(order)][list(COLUMNS)].astype("str")
    voted = back.iloc[: len(mine)].set_axis(calls.index)
    return Treatment(
        voted.assign(
            chain=voted["recurring_text"],
            recurring_text=_voted_on(voted["recurring_text"], calls["id"]),
        ),
        back.iloc[len(mine) :].set_axis(without.index),
    )


def _voted_on(chains: pd.Series, ids: pd.Series) -> pd.Series:
    """Name each chain by its first roll call; what was voted on once is no recurring text."""
    often = chains.map(chains.value_counts()).where(chains != "", 0) > 1
    first = ids.groupby(chains.to_numpy()).transform("first")
    return first.where(often, "").astype("str")


def _last(events: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Find the time before in each chain, shape (n, 2): how, and the id; of another session."""
    part = events["paragraph"].fillna(False) | events["amendment"].fillna(False)
    asked = (events["body"] == "GA") & ~part.astype(bool) & (events["title"] != "")
    out = np.full((len(events), 2), "", dtype=object)
    out[asked.to_numpy(), 0] = "never seen"
    chains = events[asked & (events["recurring_text"] != "")].groupby("recurring_text", sort=False)
    for _, chain in chains:
        seen: list[tuple[str, pd.Timestamp, str, str]] = []
        for i, row in zip(chain.index, chain.itertuples(), strict=True):
            special = not str(row.session).isdigit()
            before = [e for e in seen if e[1] < row.date and (special or e[0] != row.session)]
            if before:
                out[i] = before[-1][2:]
            how = "vote" if row.voted else "without a vote"
            seen.append((row.session, row.date, how, row.id))
    return out
