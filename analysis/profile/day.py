"""How a state voted on some texts of one day, beside the tallies."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls

__all__ = ["votes_of_the_day"]


def votes_of_the_day(
    rollcalls: RollCalls, country: str, symbols: Sequence[str], names: dict[int, str]
) -> pd.DataFrame:
    """Set a state's votes on some texts beside the tallies.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str
        It need not be in the record.
    symbols : sequence of str
        Texts that are not in the record are passed over.
    names : dict of code to str
        How a vote is written.

    Returns
    -------
    DataFrame
        ``symbol, vote, tally`` (yes-no-abstentions) and ``same``, in words.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1], [3]], states=["USA", "FRA"], symbol=["A/1"])
    >>> votes_of_the_day(rc, "DDR", ["A/1", "A/2"], {9: "not a member"}).values.tolist()
    [['A/1', 'not a member', '1–1–0', '–']]
    """
    calls, tally = rollcalls.calls, rollcalls.tally()
    rows = []
    for symbol in symbols:
        found = calls.index[calls["symbol"] == symbol]
        if not len(found):
            continue
        j, t = int(found[0]), tally.loc[found[0]]
        known = country in rollcalls.states.index
        vote = int(rollcalls.of(country)[j]) if known else int(Vote.NOT_MEMBER)
        n = int((rollcalls.votes[:, j] == vote).sum()) - 1
        rows.append(
            {
                "symbol": symbol,
                "vote": names[vote],
                "tally": f"{t.yes}–{t.no}–{t.abstain}",
                "same": f"{n} others" if Vote.YES <= vote <= Vote.NO else "–",
            }
        )
    return pd.DataFrame(rows, columns=["symbol", "vote", "tally", "same"])
