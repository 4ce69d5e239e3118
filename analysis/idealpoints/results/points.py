"""What a fit of ideal points says, with its uncertainty and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Check, Estimate
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.fast.joint import Joint
from analysis.idealpoints.published.estimates import compare, read_published
from analysis.idealpoints.results.changes import (
    change_of,
    labels_of,
    points_of,
    weights_between,
)
from analysis.idealpoints.results.contrast import Contrast, contrast_of_points
from analysis.idealpoints.results.distance import distance_between
from analysis.idealpoints.results.frames import shown_as_html, summary_frame
from analysis.idealpoints.results.intervals import LEVEL, reach_of
from analysis.idealpoints.results.linking import kept_of
from analysis.idealpoints.results.predict import (
    fitted_probabilities,
    predict_table,
    predict_votes,
    score_votes,
)
from analysis.idealpoints.results.scores import Scores
from analysis.idealpoints.results.summary import MODEL, gate_rows, rendered, summary_rows
from analysis.idealpoints.votes.ballots import NO_NO, NO_YES, Ballots
from analysis.kept import Kept
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["HELD", "IdealPointResults", "Model"]

Floats = npt.NDArray[np.float64]

#: What intervals of single points rest on, and of variants: items as fitted.
HELD = (
    "fast fit of the dynamic ordinal model; Laplace interval from the observed tridiagonal "
    "information, correlations between periods included, conditional on the items"
)
METHOD = (
    "fast fit of the dynamic ordinal model; Laplace interval from the curvature in ideal points, "
    "items and scale together"
)


class Model(Protocol):
    """What results ask of the model that made them."""

    @property
    def rollcalls(self) -> RollCalls:
        """The roll calls to which it was fitted."""

    @property
    def kept(self) -> Kept:
        """Where what takes long is kept between runs."""

    def gates(
        self, states: Sequence[str], windows: Sequence[Window], **options: Any
    ) -> tuple[Check, ...]:
        """Try it on hidden votes; see `analysis.idealpoints.IdealPoints.gates`."""


@dataclass(frozen=True, eq=False)
class IdealPointResults:
    """Ideal points of states in periods; made by `IdealPoints.fit`.

    Attributes
    ----------
    ballots : Ballots
        The votes fitted.
    estimates : Fit
        The loop's arrays.
    anchor : str
        State whose side is positive.
    assumed : Assumptions
        What the fit assumes beyond the votes.
    rests_on : str
        Which roll calls, in words.
    tol : float
        Change of an ideal point in a sweep at which the fit stops.
    gates : tuple of Check
        Whether the model predicts hidden votes of states in windows: what `gated` was asked.
    model : Model or None
        What made them.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> rc = RollCalls.from_votes(
    ...     [[1, 1, 3, 1], [1, 1, 3, 2], [3, 2, 1, 3], [3, 3, 1, 3]],
    ...     states=["USA", "GBR", "RUS", "PRK"],
    ...     dates=["2023-11-01", "2023-12-01", "2024-11-01", "2024-12-01"])
    >>> results = IdealPoints(rc).fit()
    >>> results
    <IdealPointResults: 4 states, 8 state-periods, 16 votes, converged>
    >>> results.between("USA", [2023], [2024]).comparison
    '2024 against 2023'
    """

    ballots: Ballots
    estimates: Fit
    anchor: str
    assumed: Assumptions
    rests_on: str
    tol: float
    gates: tuple[Check, ...] = field(default=(), kw_only=True)
    model: Model | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        state = "converged" if self.converged else "NOT converged"
        return (
            f"<{type(self).__name__}: {len(self.ballots.states)} states, {self.ballots.n_points:,} "
            f"state-periods, {self.ballots.n_votes:,} votes, {state}>"
        )

    @property
    def converged(self) -> bool:
        """Whether the fit stopped because nothing moved any more."""
        return self.estimates.converged

    @property
    def walk_variance(self) -> float:
        """Variance of the prior's steps over one span, as given or as estimated."""
        found = self.estimates.walk_variance
        return self.assumed.walk_variance if found is None else found

    @property
    def tails(self) -> float | None:
        """Degrees of freedom of the steps; None where they are normal."""
        return self.assumed.tails

    @property
    def n_iter(self) -> int:
        """Sweeps made."""
        return self.estimates.n_iter

    @property
    def loglik(self) -> float:
        """Log-likelihood of the votes fitted, at the estimates."""
        return self.estimates.loglik

    @cached_property
    def _index(self) -> pd.MultiIndex:
        b = self.ballots
        return pd.MultiIndex.from_arrays(
            [
                [b.states[s] for s in b.point_state],
                pd.Index([b.periods[p] for p in b.point_period]),
            ],
            names=["state", "period"],
        )

    @property
    def bse(self) -> pd.Series:
        """Laplace standard errors, indexed by state and period."""
        return pd.Series(np.sqrt(self.estimates.variance), index=self._index, name="se")

    def conf_int(self, level: float = LEVEL) -> pd.DataFrame:
        """Return Laplace intervals.

        Parameters
        ----------
        level : float
            Coverage aimed at.

        Returns
        -------
        DataFrame, n_points rows
            Columns ``low, high``, indexed by state and period.

        Raises
        ------
        UsageError
            If the level is not between 0 and 1.
        """
        reach = reach_of(level) * np.sqrt(self.estimates.variance)
        theta = self.estimates.theta
        return pd.DataFrame({"low": theta - reach, "high": theta + reach}, index=self._index)

    @property
    def params(self) -> pd.DataFrame:
        """Ideal points, one row per state-period, with 90% intervals.

        Columns ``state, period, n_votes, theta, se, low, high``; ``n_votes`` counts votes
        cast on items that are not unanimous. A state-period without one has no row.
        """
        table = self._index.to_frame(index=False)
        table["n_votes"] = np.diff(self.ballots.point_ptr)
        table["theta"] = self.estimates.theta
        table["se"] = np.sqrt(self.estimates.variance)
        return table.join(self.conf_int().reset_index(drop=True))

    @property
    def items(self) -> pd.DataFrame:
        """Items: ``item, n_calls, beta, gamma1, gamma2, date, symbol, title``.

        A yes falls below γ1, a no above γ2. An item without yes votes has γ1 = −inf, one
        without noes γ2 = inf, one without abstentions γ1 = γ2. Day, symbol and title are those
        of the last roll call on it.
        """
        named = {"item": list(self.ballots.items), "n_calls": self.ballots.n_calls}
        table = pd.DataFrame(named | self._numbers())
        return table if self.ballots.about is None else table.join(self.ballots.about)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change of an ideal point rests on, in words."""
        prior, steps = self.assumed.prior, self.assumed.steps(self.estimates.walk_variance)
        return (
            "one dimension, the same for all texts",
            "recurring texts mean the same in every period",
            f"a {prior.label} with {prior.says(steps)}",
        )

    @property
    def _method(self) -> str:
        return self._with_warning(METHOD)

    def _with_warning(self, method: str) -> str:
        return method + ("" if self.converged else "; THE FIT DID NOT CONVERGE")

    # -- one state -----------------------------------------------------------------------------
    def _points(self, state: str) -> slice:
        return points_of(self, state)

    def _point(self, state: str, period: object) -> int:
        where = self._points(state)
        labels = self._labels(where)
        if period not in labels:
            raise UsageError(
                f"{state} has no ideal point in {period}",
                "period",
                f"it has {len(labels)}, from {labels[0]} to {labels[-1]}",
            )
        return where.start + labels.index(period)

    def _labels(self, where: slice) -> list[object]:
        return labels_of(self, where)

    def probabilities(self, state: str, period: object, item: str) -> pd.Series:
        """Return the fitted probabilities that a state votes yes, abstain and no on an item.

        Raises
        ------
        UsageError
            If the state has no ideal point in the period, or the item is unknown.
        """
        point = self._point(state, period)
        if item not in self.ballots.items:
            raise UsageError(f"unknown item {item!r}", "items", "unanimous items are not fitted")
        at = self.ballots.items.index(item)
        return fitted_probabilities(self.params.iloc[[point]], self.items.iloc[[at]]).iloc[0]

    def covariance(self, state: str) -> pd.DataFrame:
        """Return the Laplace covariance of one state's ideal points, periods by periods.

        The inverse of the observed information plus the walk's precision, items held fixed.

        Raises
        ------
        UsageError
            If the state has no ideal point.
        """
        where = self._points(state)
        off = self.estimates.off[where][1:]
        precision = np.diag(self.estimates.diagonal[where]) + np.diag(off, 1) + np.diag(off, -1)
        labels = pd.Index(self._labels(where), name="period")
        return pd.DataFrame(np.linalg.inv(precision), index=labels, columns=labels)

    def window_weights(
        self, state: str, before_periods: Sequence[object], after_periods: Sequence[object]
    ) -> Floats:
        """Return the weights of a state's change between windows; see `changes.weights_between`."""
        return weights_between(self, state, before_periods, after_periods)

    def contrast(
        self, weight: npt.NDArray[np.float64], level: float = LEVEL
    ) -> tuple[Contrast, str]:
        """Return a weighted sum of ideal points with its interval, and how it was found.

        Parameters
        ----------
        weight : ndarray, shape (n_points,)
            Of one state or of several.
        level : float
        """
        se = float(np.sqrt(self.contrast_covariance(weight[None, :])[0, 0]))
        return contrast_of_points(float(weight @ self.estimates.theta), se, level), self._method

    def contrast_covariance(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the covariance of weighted sums of ideal points, items and scale uncertain too.

        Parameters
        ----------
        weights : ndarray, shape (k, n_points)

        Returns
        -------
        ndarray, shape (k, k)
        """
        return self._joint.covariance(weights)

    @cached_property
    def _joint(self) -> Joint:
        return Joint(self.ballots, self.estimates, kept_of(self))

    def between(
        self,
        state: str,
        before_periods: Sequence[object],
        after_periods: Sequence[object],
        level: float = LEVEL,
        against: Sequence[str] = (),
    ) -> Estimate:
        """Estimate how far a state moved, by itself or against others; see `changes.change_of`."""
        return change_of(self, state, before_periods, after_periods, level, against)

    def distance(self, a: str, b: str, period: object, level: float = LEVEL) -> Estimate:
        """Estimate how far two states stand apart; see `distance.distance_between`.

        Raises
        ------
        UsageError
            If they are one state, or one of them has no ideal point in the period.
        """
        points = self.params.iloc[[self._point(a, period), self._point(b, period)]]
        method = self._with_warning(HELD)
        return distance_between(points, reach_of(level), level, method, self.rests_on)

    # -- votes ---------------------------------------------------------------------------------
    def predict(self, votes: RollCalls | pd.DataFrame) -> pd.DataFrame:
        """Predict votes: the probabilities of yes, abstain and no, one row per vote.

        Parameters
        ----------
        votes : RollCalls or DataFrame
            Roll calls, of which every vote cast is predicted, by the periods and items of this
            fit (`predict.predict_votes`); or columns ``state, period, item``
            (`predict.predict_table`).
        """
        if isinstance(votes, RollCalls):
            return predict_votes(self, votes)
        return predict_table(self, votes)

    def score(self, rollcalls: RollCalls) -> Scores:
        """Score the predicted against the votes cast; see `predict.score_votes`.

        For votes that the fit has seen the scores are too good; `hold_out` hides some.
        """
        return score_votes(self, rollcalls)

    def chances(self, point: Any, item: Any, draw: tuple[int, int] | None = None) -> Floats:
        """Return the probabilities of yes, abstain and no of state-periods on items.

        What simulates votes or scores them asks this alone: results of another model give
        their own.

        Parameters
        ----------
        point, item : ndarray of int, shape (n,)
            Positions in the ballots.
        draw : tuple of int, optional
            One of ``kept``; here there are none, and the estimates count.

        Returns
        -------
        ndarray, shape (n, 3)
            A kind of vote that an item lacks has the probability 0.
        """
        found: Floats = fitted_probabilities(self._coordinates(point), self._terms(item)).to_numpy()
        return found

    def _coordinates(self, point: Any) -> pd.DataFrame:
        """Return what probabilities need of rows of ``params``, which is slow to put together."""
        return pd.DataFrame({"theta": self.estimates.theta[point]})

    def _terms(self, item: Any) -> pd.DataFrame:
        """Return what probabilities need of rows of ``items``."""
        return pd.DataFrame({name: values[item] for name, values in self._numbers().items()})

    def _numbers(self) -> dict[str, Floats]:
        fit, missing = self.estimates, self.ballots.missing
        return {
            "beta": fit.beta,
            "gamma1": np.where(missing == NO_YES, -np.inf, fit.g1),
            "gamma2": np.where(missing == NO_NO, np.inf, fit.g2),
        }

    @property
    def kept(self) -> tuple[tuple[int, int], ...]:
        """Chain and position of every draw that `chances` knows; none of a fit without draws."""
        return ()

    def gate(self, state: str, window: Window, **options: Any) -> Check:
        """Say whether the model predicts hidden votes of a state in a window.

        Parameters
        ----------
        state : str
        window : Window
        **options
            ``folds`` and ``seed``; see `analysis.idealpoints.IdealPoints.gates`.

        Returns
        -------
        Gate
            `analysis.idealpoints.prediction.gate.Gate`.

        Raises
        ------
        UsageError
            If these results do not know which model made them.
        """
        return self.gated([state], [window], **options).gates[-1]

    def gated(self, states: Sequence[str], windows: Sequence[Window], **options: Any) -> Self:
        """Return these results with a gate for every state in every window.

        One that is there already is replaced. Posterior results are judged by the
        fast fit of the same model.

        Raises
        ------
        UsageError
            As `gate`.
        """
        if self.model is None:
            raise UsageError("these results do not know their model", "gate", "make them by fit")
        given: dict[str, Any] = {
            "tails": self.assumed.tails,
            "estimate_walk": self.assumed.estimate_walk,
            "near": None if "draws" in vars(self) else self,
        }
        found = self.model.gates(states, windows, **(given | options))
        asked = {(g.state, g.window) for g in found}
        return replace(
            self, gates=tuple(g for g in self.gates if (g.state, g.window) not in asked) + found
        )

    def gates_of(self, state: str, windows: Sequence[Window]) -> tuple[Check, ...]:
        """Return the gates of a state in windows that have been tried.

        For the field ``gates`` of an estimate of a change between the windows.
        """
        return tuple(g for g in self.gates if g.state == state and g.window in windows)

    # -- the whole -----------------------------------------------------------------------------
    def compare(self, published: pd.DataFrame | str | Path) -> dict[str, float]:
        """Compare with published ideal points; see `analysis.idealpoints.published.compare`."""
        if not isinstance(published, pd.DataFrame):
            published = read_published(published)
        return compare(self.params, published)

    def plot(self, states: Sequence[str] | None = None, period: object = None) -> Figure:
        """Draw trajectories of some states with their intervals, or all states in one period.

        Parameters
        ----------
        states : sequence of str, optional
            At most five to name; default the permanent members of the Security Council.
        period : optional
            One period of the fit: a line of states, or a plane if there are two dimensions.
            A fit of one period is drawn so by itself.

        Returns
        -------
        matplotlib Figure
            A notebook shows it; ``savefig`` writes it.

        Raises
        ------
        UsageError
            If there are more than five states, or the fit lacks one, or the period.
        """
        # Figures are downstream: the door opens only when it is used.
        from analysis.figures.results import results_figure

        return results_figure(self.params, states, period)

    def summary_frame(self) -> pd.DataFrame:
        """Return a row for each state, lowest first; see `frames.summary_frame`."""
        return summary_frame(self)

    def _repr_html_(self) -> str:
        return shown_as_html(self)

    def _title(self) -> str:
        return MODEL.format(what="ideal points", how="fast fit")

    def _rows(self) -> dict[str, str]:
        return summary_rows(self)

    def summary(self) -> str:
        """Describe the fit in a few lines of text, with what the gates found."""
        return rendered(self._title(), self._rows() | gate_rows(self.gates))
