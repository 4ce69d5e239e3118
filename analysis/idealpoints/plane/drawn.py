"""Draws in the plane as coordinates and levels: what `results` takes distances of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.plane.distances import weighted
from analysis.idealpoints.plane.draws import PlaneDraws, turned_along
from analysis.idealpoints.results.intervals import LEVEL, tails_of
from analysis.idealpoints.results.predict import chances_in_draw
from analysis.idealpoints.sampler.draws import with_items
from analysis.idealpoints.variants.joint_results import PlaneResults

__all__ = ["PlaneDrawn", "States", "several", "summarised"]

Floats = npt.NDArray[np.float64]
#: Whose level: a state's, or the mean of several.
States = str | Sequence[str]


@dataclass(frozen=True, eq=False, repr=False)
class PlaneDrawn(PlaneResults):
    """Draws of points in the plane, with axes nearest to the fast fit or along two states.

    Attributes
    ----------
    draws : PlaneDraws
    """

    draws: PlaneDraws

    def along(self, first: str, second: str) -> Self:
        """Return the same draws with axes that two states' mean points choose, draw by draw.

        The first state's mean point lies on the positive first axis, and the second state's
        mean second coordinate is positive. No distance, angle or prediction of a draw changes.
        """
        own = [self._mask(s) for s in (first, second)]
        self._check_apart(first, second)
        draws = turned_along(self.draws, *own)
        joint = summarised(self.joint.first, self.joint.second, draws)
        whole = replace(self.joint, first=joint[0], second=joint[1])
        return replace(
            self, draws=draws, joint=whole, estimates=joint[0], anchor=first, second_anchor=second
        )

    @property
    def second(self) -> Self:
        """The same draws with their dimensions exchanged."""
        swapped = replace(self.joint, first=self.joint.second, second=self.joint.first)
        items = self.draws.items[:, :, [1, 0, 2, 3]]
        return replace(
            self,
            draws=replace(self.draws, theta=self.draws.theta[..., ::-1], items=items),
            joint=swapped,
            estimates=swapped.first,
            anchor=self.second_anchor,
            second_anchor=self.anchor,
        )

    def conf_int(self, level: float = LEVEL) -> pd.DataFrame:
        """Return equal-tailed posterior intervals of the first coordinate."""
        return self._ends(0, level)

    @property
    def params(self) -> pd.DataFrame:
        """Coordinates as of `PlaneResults`, with posterior means and quantiles."""
        two = self._ends(1, LEVEL).reset_index(drop=True)
        return super().params.assign(low2=two["low"], high2=two["high"])

    def drawn(self, state: str) -> pd.DataFrame:
        """Return the draws of one state's points: a row per draw, columns by period and axis."""
        where = self._points(state)
        chains, n = self.draws.theta.shape[:2]
        index = pd.MultiIndex.from_product([range(chains), range(n)], names=["chain", "draw"])
        columns = pd.MultiIndex.from_product(
            [self._labels(where), [1, 2]], names=["period", "axis"]
        )
        flat = self.draws.theta[:, :, where].reshape(chains * n, -1).astype(np.float64)
        return pd.DataFrame(flat, index=index, columns=columns)

    def covariance(self, state: str) -> pd.DataFrame:
        """Return the posterior covariance of one state's first coordinates, periods by periods."""
        return self.drawn(state).xs(1, axis=1, level="axis").cov()

    def to_inference_data(self) -> Any:
        """Return the draws as arviz InferenceData, with points and axes as coordinates.

        R-hat of coordinates depends on the axes chosen; `quality` has that of distances.
        """
        az = arviz()

        coords = {"point": [f"{s} {p}" for s, p in self._index], "axis": [1, 2]}
        return az.from_dict(
            posterior={"theta": self.draws.theta},
            coords=coords,
            dims={"theta": ["point", "axis"]},
            attrs={
                "rests_on": self.rests_on,
                "anchor": self.anchor,
                "second_anchor": self.second_anchor,
            },
        )

    # -- one draw at a time: what LOO and the log-likelihood ask ---------------------------------
    @property
    def kept(self) -> tuple[tuple[int, int], ...]:
        """Chain and position of every draw of which the items are kept too."""
        return with_items(self.draws.items)

    def chances(
        self, point: Any, item: Any, draw: tuple[int, int] | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the probabilities of votes, in one draw or at the posterior means.

        See `IdealPointResults.chances`; of a draw no choice of axes changes them.
        """
        if draw is None:
            return super().chances(point, item)
        chain, k = draw
        theta = self.draws.theta[chain, self.draws.item_draws[k]].astype(np.float64)
        values = self.draws.items[chain, k].astype(np.float64)
        points = {"theta": theta[:, 0], "theta2": theta[:, 1]}
        items = dict(zip(("beta", "beta2", "gamma1", "gamma2"), values, strict=True))
        return chances_in_draw(points, items, self.ballots.missing, point, item)

    @property
    def kept_parameters(self) -> Any:
        """What no choice of axes changes, in the draws of which the items are kept.

        Lengths of points and of loadings, and cutpoints, as an arviz data set: coordinates
        would say more of the axes than of the chains.
        """
        theta = self.draws.theta[:, self.draws.item_draws].astype(np.float64)
        items = self.draws.items.astype(np.float64)
        return arviz().convert_to_dataset(
            {
                "point": np.linalg.norm(theta, axis=-1),
                "loading": np.linalg.norm(items[:, :, :2], axis=2),
                "gamma1": items[:, :, 2],
                "gamma2": items[:, :, 3],
            }
        )

    # -- within ----------------------------------------------------------------------------------
    def _check_apart(self, a: str, b: States) -> None:
        if a in several(b):
            raise UsageError(f"{a} is at no distance from itself", "distance", "name two states")

    def _has(self, state: str, period: object) -> bool:
        return state in self.ballots.states and period in self._labels(self._points(state))

    def _mask(self, state: str) -> npt.NDArray[np.bool_]:
        where = self._points(state)
        index = np.arange(self.ballots.n_points)
        return (where.start <= index) & (index < where.stop)

    def _level(self, state: str, periods: Sequence[object]) -> Floats:
        """Return draws of a state's level, shape (chains, draws, 2): weighted by its votes."""
        labels = self._labels(self._points(state))
        there = [p for p in periods if p in labels]
        if not there:
            self._point(state, periods[0])  # raises, and says which there are
        points = [self._point(state, p) for p in there]
        votes = np.diff(self.ballots.point_ptr)[points]
        return weighted(self.draws.theta[:, :, points], votes.astype(np.float64))

    def _mean_level(self, states: States, periods: Sequence[object]) -> Floats:
        """Return draws of the mean of several states' levels, members alike."""
        total: Floats = np.mean([self._level(s, periods) for s in several(states)], axis=0)
        return total

    def _ends(self, axis: int, level: float) -> pd.DataFrame:
        flat = self.draws.theta[..., axis].reshape(-1, self.ballots.n_points)
        low, high = np.quantile(flat, tails_of(level), axis=0).astype(np.float64)
        return pd.DataFrame({"low": low, "high": high}, index=self._index)


def several(states: States) -> list[str]:
    """Return the codes of one state or several as a list.

    Examples
    --------
    >>> several("USA"), several(("GBR", "FRA"))
    (['USA'], ['GBR', 'FRA'])
    """
    return [states] if isinstance(states, str) else list(states)


def summarised(first: Fit, second: Fit, draws: PlaneDraws) -> tuple[Fit, Fit]:
    """Return posterior means and variances in the place of the fast fit's estimates."""
    flat = draws.theta.reshape(-1, *draws.theta.shape[2:])
    # float64 sums: the mean of many float32 numbers loses digits
    mean = flat.mean(axis=0, dtype=np.float64)
    variance = flat.var(axis=0, dtype=np.float64, ddof=1)
    beta1, beta2, g1, g2 = draws.items.mean(axis=(0, 1), dtype=np.float64)
    one, two = (
        replace(fit, theta=mean[:, d], variance=variance[:, d], beta=beta, g1=g1, g2=g2)
        for d, (fit, beta) in enumerate(((first, beta1), (second, beta2)))
    )
    return one, two
