"""An Assembly as large as the real one: its states, days, texts and links, with simulated votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.study import Study

__all__ = ["FIRST", "WALK", "Assembly", "assembly_of"]

Floats = npt.NDArray[np.float64]

#: The roll calls simulated begin here, so that there are windows of four years before the two of
#: the default study.
FIRST = "2009-01-20"
#: Standard deviation of the walk of every ideal point in a year, in those of all states.
WALK = 0.1


@dataclass(frozen=True, eq=False)
class Assembly:
    """What votes are simulated from.

    Attributes
    ----------
    rollcalls : RollCalls
        The real ones: their days, texts, links and issues, and who was absent, are kept.
    theta : ndarray, shape (n_states,)
        Ideal points of the states, in standard deviations, as one fit of all years has them.
    beta, gamma1, gamma2 : ndarray, shape (n_calls,)
        Of the text of each roll call, from the same fit. A text on which all voted Yes stays so.
    study : Study
    """

    rollcalls: RollCalls
    theta: Floats
    beta: Floats
    gamma1: Floats
    gamma2: Floats
    study: Study

    def simulate(self, effect: float, seed: int) -> RollCalls:
        """Draw the votes of all states, the country having moved towards the rival.

        Parameters
        ----------
        effect : float
            By so many standard deviations, from the event on. Whatever the effect, all states
            walk from year to year, and the texts put to the vote since the event are those that
            were: the flood of 2025 is in every record.
        seed : int
        """
        rng = np.random.default_rng(seed)
        calls = self.rollcalls.calls
        year = calls["date"].dt.year.to_numpy()
        years, at = np.unique(year, return_inverse=True)
        steps = rng.normal(scale=WALK, size=(len(self.theta), len(years)))
        path = np.cumsum(steps, axis=1)
        # The walk begins and ends anywhere about the ideal point that the fit has for all years.
        theta = self.theta[:, None] + path - path.mean(axis=1, keepdims=True)
        eta = theta[:, at]
        own, rival = (self.rollcalls.row(s) for s in (self.study.country, self.study.rival))
        late = (calls["date"] >= pd.Timestamp(self.study.event)).to_numpy()
        way = np.sign(self.theta[rival] - self.theta[own])
        eta[own, late] += way * effect
        z = eta * self.beta + rng.normal(size=eta.shape)
        votes = (1 + (z > self.gamma1) + (z > self.gamma2)).astype(np.int8)
        votes = np.where(is_cast(self.rollcalls.votes), votes, self.rollcalls.votes)
        return RollCalls(votes, calls, self.rollcalls.states, scope="simulated")


def assembly_of(rollcalls: RollCalls, study: Study, first: str = FIRST) -> Assembly:
    """Fit the real record once, for votes to be simulated from.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    first : str
        First day of the roll calls simulated.

    Raises
    ------
    UsageError
        If there are no roll calls, or the country or the rival has no ideal point.
    """
    part = rollcalls.select(body="GA", start=first, end=study.until).whole()
    held = np.flatnonzero(is_cast(part.votes).any(axis=1))
    part = part.only(part.states.index[held].tolist())
    fit = IdealPoints(part, by="all").fit()
    point = fit.params.set_index("state")["theta"]
    for state in (study.country, study.rival):
        if state not in point.index:
            raise UsageError(f"{state} has no ideal point", "power", "choose another state")
    theta = point.reindex(part.states.index).fillna(0.0).to_numpy()
    items = fit.items.set_index("item")
    text = part.calls["recurring_text"].fillna("").astype(str)
    item = items.reindex(text.where(text != "", part.calls["id"].astype(str)))
    # What the fit leaves out is unanimous: a cut point that nobody passes.
    beta, gamma1, gamma2 = (
        item[c].fillna(v).to_numpy()
        for c, v in (("beta", 0.0), ("gamma1", np.inf), ("gamma2", np.inf))
    )
    return Assembly(part, theta / theta.std(), beta * theta.std(), gamma1, gamma2, study)
