"""An issue's ideal points drawn towards those of another fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.fast.fit import Expected
from analysis.idealpoints.maths.tridiagonal import solve_walk
from analysis.idealpoints.priors import FIRST_VARIANCE
from analysis.idealpoints.results.contrast import covariance_by_state
from analysis.idealpoints.results.points import HELD, IdealPointResults
from analysis.idealpoints.results.scores import Scores, difference
from analysis.idealpoints.results.summary import inserted
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["DEFAULT_SD", "SDS", "LEAST_VOTES", "ShrunkResults", "chosen_sd", "prior_from"]

Floats = npt.NDArray[np.float64]
#: Standard deviations of an issue's points round the global ones among which held-out votes
#: choose, and the one that is used where there are too few votes to hide some.
SDS, DEFAULT_SD = (0.1, 0.2, 0.4, 0.8, 1.6), 0.4
#: Fewer votes than this choose nothing.
LEAST_VOTES = 300


def prior_from(
    ballots: Ballots, results: IdealPointResults, sd: float, walk_variance: float
) -> tuple[Expected, npt.NDArray[np.bool_]]:
    """Make a prior for a record's ideal points of the ideal points of another fit.

    The deviation from the other fit's point has mean 0 and, in every period, the variance sd²
    plus the squared standard error of that point. Divided by its standard deviation it is an
    Ornstein-Uhlenbeck process, with the correlation exp(−we/2) between points e periods
    apart: from one period to the next a random walk of variance about w, which does not lead
    away from the other fit in the long run. A state-period that the other fit lacks takes its
    mean from the state's nearest period, with the walk's variance w for each period between
    added; a state it lacks has mean 0, and the variance 1 of a first point is added.

    Parameters
    ----------
    ballots : Ballots
        The issue's votes.
    results : IdealPointResults
        The other fit, by the same periods.
    sd, walk_variance : float

    Returns
    -------
    expected : Expected
    lacking : ndarray of bool, shape (n_points,)
        State-periods that the other fit lacks.

    Raises
    ------
    UsageError
        If the other fit did not converge, holds NaN, or shares no state-period.
    """
    params = results.params
    if not results.converged:
        raise UsageError("the prior's fit did not converge", "prior", "fit it with more sweeps")
    if not np.isfinite(params[["theta", "se"]].to_numpy(dtype=float)).all():
        raise UsageError("the prior's fit holds NaN", "prior", "give a fit without")
    place = {p: float(k) for k, p in enumerate(_in_order(ballots, results))}
    known = {
        s: (part["period"].map(place).to_numpy(float), part["theta"].to_numpy(), part["se"])
        for s, part in params.groupby("state")
    }
    mean, variance = np.zeros(ballots.n_points), np.full(ballots.n_points, FIRST_VARIANCE)
    lacking = np.ones(ballots.n_points, dtype=bool)
    for i, (s, p) in enumerate(zip(ballots.point_state, ballots.point_period, strict=True)):
        if ballots.states[s] not in known:
            continue
        when, theta, se = known[ballots.states[s]]
        apart = np.abs(when - place[ballots.periods[p]])
        k = int(apart.argmin())
        mean[i] = theta[k]
        variance[i] = float(se.iloc[k]) ** 2 + walk_variance * float(apart[k])
        lacking[i] = apart[k] > 0
    if lacking.all():
        raise UsageError(
            "the prior's fit has none of the state-periods", "prior", "fit it by the same periods"
        )
    diagonal, off = _reverting(ballots.elapsed, walk_variance)
    spread = np.sqrt(sd**2 + variance)
    before = np.concatenate([spread[:1], spread[:-1]])
    return Expected(mean, diagonal / spread**2, off / (spread * before)), lacking


def _reverting(elapsed: Floats, walk_variance: float) -> tuple[Floats, Floats]:
    """Return the tridiagonal precision of a process of variance 1 and correlation exp(−we/2)."""
    later = elapsed > 0
    r = np.where(later, np.exp(-0.5 * walk_variance * elapsed), 0.0)
    share = 1.0 / (1.0 - r**2)
    diagonal = share.copy()
    diagonal[:-1] += (r**2 * share)[1:]
    return diagonal, -r * share


def _in_order(ballots: Ballots, results: IdealPointResults) -> list[object]:
    """Return the periods of both in order of time; of sessions, in that of their numbers."""
    both: set[Any] = {*ballots.periods, *results.ballots.periods}
    # Of one kind they are ordered among themselves; of two, such as years and sessions, by kind.
    return sorted(both, key=lambda p: (type(p).__name__, len(p) if isinstance(p, str) else 0, p))


def chosen_sd(scores: Sequence[Scores]) -> tuple[float, pd.DataFrame]:
    """Choose the smallest of `SDS` not worse than the best by more than one standard error.

    A wide prior fits an issue of few roll calls on a scale of its own, and the votes say little
    about that; so in doubt the issue stays near the other fit.

    Parameters
    ----------
    scores : sequence of Scores
        One for each, of the same hidden votes.

    Returns
    -------
    float
    DataFrame
        ``sd, bits, more, se``: log-loss, how much it is above the best, and the standard
        error of that over roll calls.

    Examples
    --------
    >>> votes = pd.DataFrame({"call": [0, 1, 2], "correct": True, "modal_correct": True})
    >>> scores = [Scores.of_votes(votes.assign(bits=[2.0, 2.0, 2.1])),
    ...           *[Scores.of_votes(votes.assign(bits=[1.0, 1.1, 1.3]))] * 3,
    ...           Scores.of_votes(votes.assign(bits=[1.0, 1.2, 1.1]))]
    >>> chosen_sd(scores)[0]
    0.2
    """
    bits = np.array([s.log_loss.estimate for s in scores])
    best = scores[int(bits.argmin())]
    gaps = [difference(s, best) for s in scores]
    tried = pd.DataFrame(
        {"sd": SDS, "bits": bits, "more": [g for g, _ in gaps], "se": [se for _, se in gaps]}
    )
    near = tried["more"] <= tried["se"]
    return float(tried.loc[near, "sd"].min()), tried


@dataclass(frozen=True, eq=False, repr=False)
class ShrunkResults(IdealPointResults):
    """An issue's ideal points, drawn towards those of another fit, on the scale of that fit.

    Attributes
    ----------
    expected : Expected
    prior_sd : float
        Standard deviation of the issue's points round the other fit's.
    chosen_by : DataFrame or None
        As `chosen_sd` returns it; None where the standard deviation was given.
    lacking : ndarray of bool, shape (n_points,)
        State-periods that the other fit lacks.
    n_shared : int
        Items that the other fit saw too, so that their votes count twice.
    """

    expected: Expected
    prior_sd: float
    chosen_by: pd.DataFrame | None
    lacking: npt.NDArray[np.bool_]
    n_shared: int

    def contrast_covariance(self, weights: Floats) -> Floats:
        """Return the covariance of weighted sums with the items held: states are independent."""
        return covariance_by_state(weights, self.ballots.state_ptr, self._block)

    def _block(self, row: int) -> npt.NDArray[np.float64]:
        return self.covariance(self.ballots.states[row]).to_numpy()

    @property
    def _method(self) -> str:
        return self._with_warning(HELD)

    @property
    def shrunk(self) -> Floats:
        """How much of the prior's variance is left, 0 to 1; at 1 the votes say nothing."""
        none = np.zeros((0, self.expected.mean.size))
        before = solve_walk(
            self.expected.diagonal, self.expected.off, none, self.ballots.state_ptr
        )[1]
        share: Floats = self.estimates.variance / before
        return share

    @property
    def params(self) -> pd.DataFrame:
        """Ideal points as usual, then ``prior`` (the other fit's), ``shrunk`` and ``lacking``."""
        return super().params.assign(
            prior=self.expected.mean, shrunk=self.shrunk, lacking=self.lacking
        )

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change of an issue's ideal point rests on."""
        return (
            *super().assumptions[:2],
            "on the issue a state stands near its place on other texts, give or take a standard "
            f"deviation of {self.prior_sd:g}",
        )

    def _rows(self) -> dict[str, str]:
        rows = super()._rows()
        del rows["scale"], rows[self.assumed.prior.label]
        how = "not chosen by hidden votes" if self.chosen_by is None else "chosen by hidden votes"
        notes = {
            "prior": f"points of another fit, sd {self.prior_sd:g} ({how}); of its "
            f"variance {np.median(self.shrunk):.0%} is left at the median state-period"
        }
        if self.lacking.any():
            notes["lacking"] = (
                f"{self.lacking.sum():,} state-periods not in that fit: the "
                "state's nearest period, or 0 where it has none"
            )
        if self.n_shared:
            notes["twice"] = (
                f"{self.n_shared:,} items are in that fit too: their votes count "
                "twice, and intervals are too narrow"
            )
        notes["scale"] = "that of the other fit"
        return inserted(rows, "log-likelihood", notes)
