"""A random walk that lets every state go at given days: what changes there the votes must tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.votes.ballots import Ballots
from analysis.rollcalls.window import Window

__all__ = ["WIDER", "BrokenWalk"]

#: By how much the variance of a step across such a day is multiplied. With steps of variance 0.25
#: its standard deviation is then 2, that of no prior to speak of.
WIDER = 16.0


@dataclass(frozen=True)
class BrokenWalk:
    """A random walk whose steps across some days are wide.

    A walk draws a change at a day towards none, of whichever state, and most where votes say
    least. Where the change at that day is what is asked, it has to come from the votes and from
    the texts that link both sides.

    Attributes
    ----------
    days : tuple of date
        First days of the periods that a step leads to.

    Examples
    --------
    >>> BrokenWalk((date(2025, 1, 20),)).says("variance 0.25")
    'variance 0.25 per period elapsed, 16 times as much across 2025-01-20'
    """

    days: tuple[date, ...]

    @property
    def name(self) -> str:
        """By which it is known."""
        return "broken walk"

    def spans(self, ballots: Ballots) -> npt.NDArray[np.float64]:
        """Return the periods elapsed since the state's point before, more across the days.

        Raises
        ------
        UsageError
            If periods are not windows, or a day lies within one.
        """
        spans = ballots.elapsed.copy()
        for day in self.days:
            late = np.array([_is_late(label, day) for label in ballots.periods])[
                ballots.point_period
            ]
            across = late & ~np.concatenate([[True], late[:-1]]) & (spans > 0)
            spans[across] *= WIDER
        return spans

    @property
    def label(self) -> str:
        """What it is."""
        return "random walk"

    def says(self, steps: str) -> str:
        """Say how it moves."""
        days = ", ".join(day.isoformat() for day in self.days)
        return f"{steps} per period elapsed, {WIDER:g} times as much across {days}"


def _is_late(label: object, day: date) -> bool:
    """Say whether a period begins on a day or later."""
    if not isinstance(label, Window) or (label.first or date.min) < day <= (label.last or date.max):
        raise UsageError(
            f"the period {label} does not keep apart what is before and after {day}",
            "prior",
            "cut periods there, as years_cut_at does",
        )
    return (label.first or date.min) >= day
