"""What the lessons compute from simulated Assemblies: truth beside fit, drift, fits over a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import pairwise
from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.simulate import Simulated
from analysis.simulate.votes import draw_votes

__all__ = [
    "LEFT_OUT",
    "VARIANCES",
    "TightnessFits",
    "agenda_series",
    "left_out",
    "tightness_fits",
    "truth_table",
    "with_drift",
]

#: Variances of the walk that are fitted in advance, from hardly any movement to almost free.
VARIANCES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 1.0, 3.0)
#: What is left out of the agenda: words for a person, and the most Noes of a text left out.
LEFT_OUT: dict[str, int | None] = {
    "nothing": None,
    "unanimous texts": -1,
    "texts with at most 1 No": 1,
    "texts with at most 3 Noes": 3,
    "texts with at most 10 Noes": 10,
}


def truth_table(sim: Simulated) -> pd.DataFrame:
    """List the true ideal points on the scale that a fit has.

    A fit sets mean 0 and standard deviation 1 over all state-years, so that the truth can be set
    beside it only after the same has been done to the truth.

    Parameters
    ----------
    sim : Simulated

    Returns
    -------
    DataFrame
        Columns ``state, period, truth``; one row per state and year of membership.

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> truth = truth_table(simulate("isolation", n_states=20, years=3, calls_per_year=10))
    >>> len(truth), truth["truth"].mean().round(6) == 0, truth["truth"].std(ddof=0).round(6)
    (60, np.True_, np.float64(1.0))
    """
    long = sim.theta.stack().dropna().rename("truth").reset_index()
    long = long.rename(columns={"year": "period"})
    spread = long["truth"].std(ddof=0)
    return long.assign(truth=(long["truth"] - long["truth"].mean()) / spread)


def with_drift(sim: Simulated, per_year: float, seed: int = 0) -> Simulated:
    """Let every state move by the same amount each year, and let all vote again.

    Texts, days, absences and memberships stay; positions and votes do not. What moves all states
    alike changes no state's agreement with another's position, and only texts that come back show
    it.

    Parameters
    ----------
    sim : Simulated
    per_year : float
        Added to all ideal points for each year after the first.
    seed : int
        Of the votes drawn.

    Returns
    -------
    Simulated

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> sim = simulate(n_states=10, years=3, calls_per_year=10)
    >>> (with_drift(sim, 0.5).theta - sim.theta).iloc[0].round(6).tolist()
    [0.0, 0.5, 1.0]
    """
    theta = sim.theta + per_year * np.arange(sim.theta.shape[1])
    calls = sim.rollcalls.calls
    agenda = pd.DataFrame({"item": sim.item, "year": calls["date"].dt.year.to_numpy()})
    votes = draw_votes(theta, sim.items, agenda, 0.0, np.random.default_rng(seed))
    held = np.asarray(sim.rollcalls.votes)
    return replace(
        sim,
        theta=theta,
        rollcalls=replace(sim.rollcalls, votes=np.where(is_cast(held), votes, held)),
        words=f"{sim.words}; every state moves by {per_year:g} a year",
    )


@dataclass(frozen=True, eq=False)
class TightnessFits:
    """Fits of one record, one for each variance of the random walk.

    Attributes
    ----------
    country : str
    event : int
        Year from which on the country stands elsewhere.
    points : DataFrame
        Columns ``variance, period, theta, low, high`` (90% intervals), of the country.
    truth : Series
        True ideal points of the country on the scale of a fit, indexed by year.
    jumps : Series
        Estimated change from the year before the event to that of the event, indexed by variance.
    """

    country: str
    event: int
    points: pd.DataFrame
    truth: pd.Series
    jumps: pd.Series

    @property
    def true_jump(self) -> float:
        """The true change from the year before the event to that of the event."""
        return float(self.truth[self.event] - self.truth[self.event - 1])


def tightness_fits(sim: Simulated, variances: Sequence[float] = VARIANCES) -> TightnessFits:
    """Fit a record once for each variance of the random walk.

    Parameters
    ----------
    sim : Simulated
    variances : sequence of float
        In ascending order.

    Raises
    ------
    UsageError
        If there are none, or one is not positive.

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> sim = simulate("realignment", seed=1, n_states=20, years=4, calls_per_year=30)
    >>> fits = tightness_fits(sim, [0.001, 0.25])
    >>> bool(abs(fits.jumps[0.001]) < abs(fits.jumps[0.25]))
    True
    """
    if not len(variances):
        raise UsageError("no variance of the walk", "tightness_fits", "give at least one")
    points, jumps = [], {}
    for variance in variances:
        results = IdealPoints(sim.rollcalls, walk_variance=variance).fit()
        own = results.params[results.params["state"] == sim.country]
        points.append(own[["period", "theta", "low", "high"]].assign(variance=variance))
        by_year = own.set_index("period")["theta"]
        jumps[float(variance)] = float(by_year[sim.event.year] - by_year[sim.event.year - 1])
    truth = truth_table(sim)
    return TightnessFits(
        sim.country,
        sim.event.year,
        pd.concat(points, ignore_index=True).astype({"period": int}),
        truth[truth["state"] == sim.country].set_index("period")["truth"],
        pd.Series(jumps, name="jump"),
    )


def left_out(rollcalls: RollCalls, most_noes: int | None) -> npt.NDArray[np.bool_]:
    """Say which roll calls are left out of the agenda, shape (n_calls,).

    Parameters
    ----------
    rollcalls : RollCalls
    most_noes : int or None
        None leaves out nothing; below 0, the unanimous roll calls, on which one kind of vote was
        cast; otherwise these, and those with so many Noes or fewer.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3], [1, 1, 3], [1, 1, 1]], states=["A", "B", "C"])
    >>> [left_out(rc, k).tolist() for k in (-1, 1)]
    [[True, False, False], [True, True, False]]
    """
    if most_noes is None:
        return np.zeros(rollcalls.n_calls, dtype=bool)
    tally = rollcalls.tally()
    unanimous = (tally[["yes", "abstain", "no"]] > 0).sum(axis=1) < 2
    return (unanimous | (tally["no"] <= most_noes)).to_numpy()


def agenda_series(
    rollcalls: RollCalls, country: str, choices: Sequence[str] = tuple(LEFT_OUT)
) -> pd.DataFrame:
    """Measure how far one state stands from the others, by year, on parts of the agenda.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str
    choices : sequence of str
        Names from `LEFT_OUT`.

    Returns
    -------
    DataFrame
        Columns ``left_out, period, n`` (roll calls kept)``, agreement`` (mean ordinal agreement
        with every other state)``, theta, low, high``. Every choice is a fit with a scale of its
        own: mean 0 and standard deviation 1 over its state-years.

    Raises
    ------
    UsageError
        If a choice is unknown, or leaves no roll call.

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> sim = simulate("agenda flood", seed=1, n_states=20, years=3, calls_per_year=30)
    >>> series = agenda_series(sim.rollcalls, "USA", ["nothing", "texts with at most 3 Noes"])
    >>> series.groupby("left_out")["n"].sum()["nothing"]
    np.int64(120)
    """
    parts = []
    for choice in choices:
        if choice not in LEFT_OUT:
            raise UsageError(f"unknown choice {choice!r}", "agenda", f"use {', '.join(LEFT_OUT)}")
        kept = rollcalls.take(~left_out(rollcalls, LEFT_OUT[choice]))
        if not kept.n_calls:
            raise UsageError(f"without {choice} no roll call is left", "agenda", "leave out less")
        agreement = pairwise(kept, "ordinal", "year").of(country).mean(axis=1)
        points = IdealPoints(kept, anchor=country).fit().params
        own = points[points["state"] == country].set_index("period")[["theta", "low", "high"]]
        n = kept.periods("year").value_counts().rename("n")
        table = pd.concat([n, agreement.rename("agreement"), own], axis=1).sort_index()
        table.index = table.index.astype(int)
        parts.append(table.rename_axis("period").reset_index().assign(left_out=choice))
    columns = ["left_out", "period", "n", "agreement", "theta", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns]
