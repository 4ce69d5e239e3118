"""Votes on which few others voted as a state did, and votes its position did not foretell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.results.points import IdealPointResults
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls

__all__ = ["least_expected", "most_alone"]


def most_alone(rollcalls: RollCalls, country: str) -> pd.DataFrame:
    """Order a state's votes by how few others voted the same way.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str

    Returns
    -------
    DataFrame
        One row per vote cast by the state: ``id, date, symbol, title, vote`` (code), ``with``
        (other states that voted the same), ``cast`` (votes of all states) and ``share`` of the
        others' votes; the loneliest first, later ones before earlier. A count, not an estimate.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[3, 1], [1, 1], [1, 8]], states=["USA", "RUS", "CHN"])
    >>> most_alone(rc, "USA")[["id", "with", "cast", "share"]].values.tolist()
    [['call-0', 0, 3, 0.0], ['call-1', 1, 2, 1.0]]
    """
    mine = rollcalls.of(country)
    voted = is_cast(mine)
    same = (rollcalls.votes == mine).sum(axis=0) - 1
    cast = is_cast(rollcalls.votes).sum(axis=0)
    table = rollcalls.calls[["id", "date", "symbol", "title"]].copy()
    table["vote"], table["with"], table["cast"] = mine, same, cast
    table["share"] = same / np.maximum(cast - 1, 1)
    table = table[voted & (cast > 1)]
    return table.sort_values(
        ["share", "date", "id"], ascending=[True, False, True], ignore_index=True
    )


def least_expected(results: IdealPointResults, rollcalls: RollCalls, country: str) -> pd.DataFrame:
    """Order a state's votes by how improbable its position in the year makes them.

    The probability is the fitted one: the vote itself helped to place the state and the text,
    so that it is somewhat too high. It says what one line of states does not explain, and not
    why.

    Parameters
    ----------
    results : IdealPointResults
        A fit to `rollcalls`.
    rollcalls : RollCalls
    country : str

    Returns
    -------
    DataFrame
        Columns ``id, date, symbol, title, vote`` (code), ``p`` (of the vote cast) and ``bits``;
        the least probable first. Unanimous roll calls are not fitted and not among them.

    Raises
    ------
    UsageError
        If the state cast no vote that is fitted.
    """
    if country not in results.ballots.states:
        raise UsageError(f"no ideal point for {country!r}", "state", "it cast no vote that divides")
    own = rollcalls.only([country])
    found = results.predict(own)
    found = found.dropna(subset=["yes", "abstain", "no"])
    chances = found[["yes", "abstain", "no"]].to_numpy()
    vote = found["vote"].to_numpy().astype(int)
    table = own.calls.iloc[found["call"].to_numpy()][["id", "date", "symbol", "title"]]
    table = table.reset_index(drop=True)
    table["vote"] = vote
    table["p"] = chances[np.arange(len(vote)), vote - Vote.YES]
    table["bits"] = -np.log2(table["p"].clip(lower=1e-12))
    return table.sort_values(["p", "date", "id"], ascending=[True, False, True], ignore_index=True)
