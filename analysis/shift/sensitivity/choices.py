"""The choices that one estimate rests on: which days, which roll calls, whose votes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.group import member_votes
from analysis.errors import UsageError
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.baselines import three_windows
from analysis.shift.counted.adoptions import adoptions_in
from analysis.shift.quantities import allies
from analysis.study import Study

__all__ = [
    "AGENDAS",
    "CHOICES",
    "LINKED_SINCE",
    "TREATED",
    "YEARS",
    "Before",
    "adopted",
    "befores",
    "groups_of",
    "linked_since",
    "restrictions",
]

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: Years before the event; the study's own window and the one before that are always among them.
YEARS = (1, 2, 4, 8)
#: With as many alliances or more, only all of them together are a definition of the allies.
MOST_GROUPS = 6
CHOICES = ("index", "window", "agenda", "texts", "allies", "adoptions")
#: Where a shorter record would begin: texts linked to no roll call since then do not come back.
LINKED_SINCE = pd.Timestamp("1992-01-01")
#: How the same text was treated last, as `RollCalls.calls` has it, and the words for it.
TREATED = {
    "vote": "voted on last time",
    "without a vote": "adopted last time",
    "never seen": "never seen before",
}

#: Agenda restrictions by name: which roll calls are kept.
AGENDAS: Mapping[str, Callable[[RollCalls], Mask]] = {
    "all": lambda rc: np.ones(rc.n_calls, dtype=bool),
    "4 Noes or more": lambda rc: (rc.tally()["no"] >= 4).to_numpy(),
    "whole texts": lambda rc: (
        ~(rc.calls["paragraph"].fillna(False) | rc.calls["amendment"].fillna(False))
    ).to_numpy(dtype=bool),
}


@dataclass(frozen=True)
class Before:
    """A window that the time since the event is compared with.

    Attributes
    ----------
    name : str
    start, end : Timestamp
        First day, and the day after the last.
    """

    name: str
    start: pd.Timestamp
    end: pd.Timestamp


def befores(study: Study, years: Sequence[int] = YEARS) -> list[Before]:
    """List the windows before: by years, the study's own, and the baseline before that.

    Examples
    --------
    >>> [(b.name, f"{b.start:%Y-%m-%d}") for b in befores(Study(), [1, 4])]
    [('1 year', '2024-01-20'), ('4 years', '2021-01-20'), ('Trump I', '2017-01-20')]
    """
    event = pd.Timestamp(study.event)
    found = [
        Before(f"{y} year{'s' * (y > 1)}", event - pd.DateOffset(years=y), event) for y in years
    ]
    own = pd.Timestamp(study.before)
    if own not in [b.start for b in found]:
        found.append(Before("the study's", own, event))
    earlier = three_windows(study)[2]
    first, last = earlier.window.ends()
    name = earlier.name or "the one before"
    return [*found, Before(name, first, last + pd.Timedelta(days=1))]


def restrictions(rollcalls: RollCalls, short: Mask) -> Iterator[tuple[str, str, Mask]]:
    """List restrictions of the agenda and of texts, and the roll calls that each keeps.

    Parameters
    ----------
    rollcalls : RollCalls
    short : ndarray of bool, shape (n_calls,)
        Which are on a text that comes back in a shorter record (`linked_since`).

    Yields
    ------
    agenda, texts : str
    keep : ndarray of bool, shape (n_calls,)
    """
    linked = (rollcalls.calls["recurring_text"].fillna("") != "").to_numpy(dtype=bool)
    for agenda, rule in AGENDAS.items():
        keep = rule(rollcalls)
        yield agenda, "all", keep
        yield agenda, "recurring", keep & linked
    yield "all", f"recurring since {LINKED_SINCE.year}", short
    treated = rollcalls.calls["treated_last"].fillna("").to_numpy(dtype=object)
    for value, words in TREATED.items():
        yield "all", words, np.asarray(treated == value, dtype=bool)


def linked_since(rollcalls: RollCalls, since: pd.Timestamp = LINKED_SINCE) -> Mask:
    """Say which roll calls are on a text that has another roll call in a record from a day on."""
    calls = rollcalls.calls
    text = calls["recurring_text"].fillna("")
    late = (calls["date"] >= since) & (text != "")
    many = text[late].value_counts()
    return (late & text.isin(many.index[many > 1])).to_numpy(dtype=bool)


def groups_of(
    held: RollCalls, study: Study, outcome: str, each: bool = True
) -> dict[str, npt.NDArray[np.int8]]:
    """Return the votes of the allies by each definition; one without members for the rival.

    Raises
    ------
    UsageError
        If an alliance is unknown, or no ally is in the record.
    """
    if outcome == "rival":
        return {"": np.empty((0, held.n_calls), dtype=np.int8)}
    names = {"+".join(study.allies): study.allies} if len(study.allies) > 1 else {}
    # States that are named one by one are a group together, and no definition each.
    if (each and len(study.allies) < MOST_GROUPS) or not names:
        names |= {a: (a,) for a in study.allies}
    out = {}
    for label, alliances in names.items():
        try:
            votes, _ = member_votes(held, study.country, allies(study.changed(allies=alliances)))
        except UsageError:  # no member is in the record
            allies(study.changed(allies=alliances))(study.event)  # an unknown alliance is said
            continue
        out["all" if label == "+".join(study.allies) and len(study.allies) > 1 else label] = votes
    if not out:
        raise UsageError(
            "no ally is in the record", "specification", "name an alliance with members in it"
        )
    return out


def adopted(
    resolutions: Resolutions | None, windows: Sequence[Window], last: pd.Timestamp
) -> list[float | None]:
    """Return how many texts were adopted without a vote in each window; None where unknown.

    Where the number is bounded the middle of the bounds stands.
    """
    if resolutions is None:
        return [None] * len(windows)
    found = adoptions_in(resolutions, windows, last)
    return [None if a.low is None or a.high is None else (a.low + a.high) / 2.0 for a in found]
