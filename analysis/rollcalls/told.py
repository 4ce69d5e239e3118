"""Roll calls in words: symbol and title, or where there is no title what else is known of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analysis.rollcalls.structure import RollCalls
from analysis.tables import shortened
from analysis.words import day_in_words

__all__ = ["own_title", "told"]

#: How the record begins where it has, for a title, what the President said on calling the vote.
SPEECH = re.compile(
    r"The ((Acting|Temporary) )?(Vice-)?(President|Chair(man|person)?)( \([^)]{0,40}\))?:|"
    r"(I|We) shall now (put|proceed|take|vote)\b"
)

BODIES = {"GA": "General Assembly", "SC": "Security Council"}


def own_title(title: str) -> str:
    """Return a title; empty where the record has, in its place, a speech from the chair.

    Examples
    --------
    >>> own_title("President of the Assembly: terms of office")
    'President of the Assembly: terms of office'
    >>> own_title("The President (spoke in French): I shall now put to the vote the motion")
    ''
    """
    return "" if SPEECH.match(title) else title


def told(rollcalls: RollCalls, ids: Sequence[str], width: int = 70) -> list[str]:
    """Describe roll calls, each so that a reader can find it; a number of a file is no description.

    Parameters
    ----------
    rollcalls : RollCalls
    ids : sequence of str
        Of roll calls in it.
    width : int
        Letters of a title at most.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"], id=["a", "b"],
    ...     dates=["1950-12-01", "1950-12-02"], title=["On cotton", ""])
    >>> told(rc, ["a", "b"])
    ['On cotton', 'Roll call of 2 December 1950 in the General Assembly, 1 yes, 1 no, 0 abstaining']
    """
    calls = rollcalls.calls.set_index("id")
    tally = rollcalls.tally().set_axis(calls.index)
    out = []
    for one in ids:
        call, votes = calls.loc[one], tally.loc[one]
        symbol, title = str(call["symbol"]), shortened(own_title(str(call["title"])), width)
        if title:
            out.append(f"{symbol}: {title}" if symbol else title)
            continue
        place = BODIES.get(str(call["body"]), "")
        said = f"oll call of {day_in_words(pd.Timestamp(call['date']).date())}"
        said += f" in the {place}" if place else ""
        counts = f"{votes['yes']} yes, {votes['no']} no, {votes['abstain']} abstaining"
        out.append(f"{symbol}: r{said}, {counts}" if symbol else f"R{said}, {counts}")
    return out
