"""What a fit of two latents per state-period says: a plane, or ideal points with attendance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.idealpoints.results.contrast import covariance_by_state
from analysis.idealpoints.results.intervals import LEVEL, reach_of
from analysis.idealpoints.results.points import HELD, IdealPointResults
from analysis.idealpoints.results.summary import MODEL, inserted
from analysis.idealpoints.variants.attendance import PREFIX
from analysis.idealpoints.variants.joint import Joint
from analysis.idealpoints.variants.joint_covariance import block_covariance
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["HurdleResults", "PlaneResults"]


@dataclass(frozen=True, eq=False, repr=False)
class _JointResults(IdealPointResults):
    """Results of which the first latent is the ideal point.

    Attributes
    ----------
    joint : Joint
        Arrays of both latents.
    """

    joint: Joint

    def covariance(self, state: str) -> pd.DataFrame:
        """Return the Laplace covariance of one state's points, the other latent uncertain too.

        Raises
        ------
        UsageError
            If the state has no ideal point.
        """
        where = self._points(state)
        one, two = self.joint.first, self.joint.second
        arrays = (one.diagonal, two.diagonal, one.off, two.off, self.joint.cross)
        whole = block_covariance(*(x[where] for x in arrays))
        labels = pd.Index(self._labels(where), name="period")
        n = len(labels)
        return pd.DataFrame(whole[:n, :n], index=labels, columns=labels)

    def contrast_covariance(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the covariance of weighted sums with the items held: states are independent."""
        return covariance_by_state(weights, self.ballots.state_ptr, self._block)

    def _block(self, row: int) -> npt.NDArray[np.float64]:
        return self.covariance(self.ballots.states[row]).to_numpy()

    @property
    def _method(self) -> str:
        return self._with_warning(HELD)


@dataclass(frozen=True, eq=False, repr=False)
class PlaneResults(_JointResults):
    """Ideal points in two dimensions; made by `IdealPoints.fit` with ``dimensions=2``.

    What `IdealPointResults` offers is here for the first dimension, and for the second in
    `second`. Predictions rest on both.

    Attributes
    ----------
    second_anchor : str
        State whose mean second coordinate is positive.
    """

    second_anchor: str

    @property
    def second(self) -> PlaneResults:
        """The same plane with its dimensions exchanged."""
        swapped = replace(self.joint, first=self.joint.second, second=self.joint.first)
        return replace(
            self,
            joint=swapped,
            estimates=swapped.first,
            anchor=self.second_anchor,
            second_anchor=self.anchor,
        )

    @property
    def params(self) -> pd.DataFrame:
        """Ideal points as in one dimension, then ``theta2, se2, low2, high2``."""
        table, two = super().params, self.joint.second
        se = np.sqrt(two.variance)
        reach = reach_of(LEVEL) * se
        return table.assign(
            theta2=two.theta, se2=se, low2=two.theta - reach, high2=two.theta + reach
        )

    @property
    def items(self) -> pd.DataFrame:
        """Items as in one dimension, and ``beta2``."""
        return super().items.assign(beta2=self.joint.second.beta)

    def _coordinates(self, point: Any) -> pd.DataFrame:
        return super()._coordinates(point).assign(theta2=self.joint.second.theta[point])

    def _terms(self, item: Any) -> pd.DataFrame:
        return super()._terms(item).assign(beta2=self.joint.second.beta[item])

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change along the first dimension rests on."""
        return (
            "two dimensions, the same for all texts; the first is the direction that the fit "
            "in one dimension follows most closely, the second has no correlation with that fit",
            *super().assumptions[1:],
        )

    def _title(self) -> str:
        return MODEL.format(what="ideal points in two dimensions", how="fast fit")

    def _rows(self) -> dict[str, str]:
        said = (
            "no correlation between the dimensions, nor of the second with the "
            f"fit in one; {self.second_anchor} positive on the second; sd of loadings "
            f"{self.estimates.beta.std():.2f} and {self.joint.second.beta.std():.2f}"
        )
        return inserted(super()._rows(), "log-likelihood", {"plane": said})


@dataclass(frozen=True, eq=False, repr=False)
class HurdleResults(_JointResults):
    """Ideal points of which absence is a part; made with ``absence="hurdle"``.

    Attributes
    ----------
    both : Ballots
        Votes and attendance, as they were fitted; ``ballots`` holds the votes.
    """

    both: Ballots

    @property
    def spread(self) -> float:
        """Standard deviation of the loadings of attendance on θ; near 0, absence says nothing."""
        return self.joint.spread

    @property
    def attendance(self) -> pd.DataFrame:
        """How readily each state attends: ``state, period, n_calls, attended, attend, se``.

        ``attend`` is in standard deviations of ε, 0 on average over state-periods; ``n_calls``
        counts roll calls whose attendance is known and not the same for all.
        """
        of_item = np.arange(len(self.both.items)) >= len(self.ballots.items)
        point = np.repeat(np.arange(self.both.n_points), np.diff(self.both.point_ptr))
        asked = of_item[self.both.by_point_item]
        here = asked & (self.both.by_point_kind == 2)
        n = self.both.n_points
        table = self._index.to_frame(index=False)
        table["n_calls"] = np.bincount(point[asked], minlength=n)
        table["attended"] = np.bincount(point[here], minlength=n)
        table["attend"] = self.joint.second.theta
        table["se"] = np.sqrt(self.joint.second.variance)
        return table

    @property
    def hurdles(self) -> pd.DataFrame:
        """Roll calls: ``call, loading, se, threshold``.

        A state attends where its propensity plus loading times θ plus ε exceeds the threshold.
        """
        from_ = len(self.ballots.items)
        one = self.joint.first
        return pd.DataFrame(
            {
                "call": [name.removeprefix(PREFIX) for name in self.both.items[from_:]],
                "loading": one.beta[from_:],
                "se": np.sqrt(one.cov_beta[from_:, 0]),
                "threshold": one.g1[from_:],
            }
        )

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change of an ideal point rests on."""
        return (
            *super().assumptions,
            "whether a state attends depends on a propensity of its own and, from roll call to "
            "roll call, in a straight line on its ideal point",
        )

    def _rows(self) -> dict[str, str]:
        n = self.both.n_votes - self.ballots.n_votes
        said = (
            f"a hurdle: {n:,} times here or away at "
            f"{len(self.both.items) - len(self.ballots.items):,} roll calls; sd of loadings on "
            f"the ideal point {self.spread:.2f}"
        )
        return inserted(super()._rows(), "log-likelihood", {"absence": said})
