"""A simulated record beside its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.issues import ISSUES
from analysis.rollcalls import RollCalls
from analysis.simulate.votes import utilities

__all__ = ["SESSION_ZERO", "Simulated", "rollcalls_of"]

Floats = npt.NDArray[np.float64]
#: The first session was in 1946.
SESSION_ZERO = 1945


@dataclass(frozen=True, eq=False)
class Simulated:
    """A simulated record and what is true of it.

    Attributes
    ----------
    rollcalls : RollCalls
        ``recurring_text`` names texts that come back; issues are those of the house.
    theta : DataFrame, states x years
        True ideal points; NaN before a state joins. Mean 0 and standard deviation 1 over all
        state-years, before the effect is added.
    items : DataFrame
        Indexed by item: ``beta, gamma1, gamma2, centre, issue, recurring, flood``; ``centre`` is
        NaN but for texts that both ends oppose (`analysis.simulate.votes.utilities`).
    item : ndarray of str, shape (n_calls,)
        Item of each roll call.
    event : date
    effect : float
        Change of the country's ideal point at the event: 0 where preferences stay.
    scenario, words : str
        Its name, and what happens in it.
    country, rival : str
    affected : tuple of str
        States that move, stay away or join; the country where it moves.
    seed : int

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> sim = simulate("agenda flood", n_states=20, years=3, calls_per_year=10)
    >>> sim.effect, int(sim.items["flood"].sum()), int(sim.after.sum())
    (0.0, 10, 20)
    """

    rollcalls: RollCalls
    theta: pd.DataFrame
    items: pd.DataFrame
    item: npt.NDArray[np.str_]
    event: date
    effect: float
    scenario: str
    words: str
    country: str
    rival: str
    affected: tuple[str, ...]
    seed: int

    @property
    def after(self) -> npt.NDArray[np.bool_]:
        """Say which roll calls are held on the event or later, shape (n_calls,)."""
        return (self.rollcalls.calls["date"] >= pd.Timestamp(self.event)).to_numpy()

    def probabilities(self) -> Floats:
        """Return the true probabilities of each vote cast, shape (3, n_states, n_calls).

        In the order yes, abstain, no; NaN where a state is not a member.
        """
        from scipy.special import ndtr

        item = self.items.loc[self.item]
        years = self.rollcalls.calls["date"].dt.year
        eta = utilities(self.theta[years].to_numpy(), item)
        yes = ndtr(item["gamma1"].to_numpy() - eta)
        no = ndtr(eta - item["gamma2"].to_numpy())
        return np.stack([yes, 1 - yes - no, no])


def rollcalls_of(
    votes: npt.NDArray[np.int8],
    states: Sequence[str],
    items: pd.DataFrame,
    agenda: pd.DataFrame,
    day: pd.Timestamp | None = None,
    linked: int | None = None,
) -> RollCalls:
    """Make roll calls of simulated votes, with titles, sessions, issues and recurring texts.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    states : sequence of str
    items : DataFrame
        Indexed by item; columns ``issue, recurring``.
    agenda : DataFrame, n_calls rows
        Columns ``item, year, date``.
    day : Timestamp, optional
    linked : int, optional
        Texts that come back on this day or later and are known to be those from before, the first
        ones of `items`; by default all.

    Returns
    -------
    RollCalls
    """
    item = items.loc[agenda["item"]]
    names = agenda["item"].to_numpy(dtype=str)
    session = (agenda["year"] - SESSION_ZERO).astype(str)
    recurring = item["recurring"].to_numpy()
    texts = names
    if linked is not None:
        known = items.index[items["recurring"]][:linked]
        new = (agenda["date"] >= day).to_numpy() & ~np.isin(names, known.to_numpy(dtype=str))
        texts = np.where(new, np.char.add(names, "+"), names)
    return RollCalls.from_votes(
        votes,
        states=list(states),
        dates=[pd.Timestamp(d) for d in agenda["date"]],
        id=[f"{name}@{year}" for name, year in zip(names, agenda["year"], strict=True)],
        session=session.to_numpy(),
        title=[
            f"Simulated {name}, on {ISSUES[i]}"
            for name, i in zip(names, item["issue"], strict=True)
        ],
        issues=item["issue"].to_numpy(),
        recurring_text=np.where(recurring, texts, ""),
        source="simulated",
    )
