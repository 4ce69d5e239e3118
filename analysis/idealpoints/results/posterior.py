"""What the sampler says of ideal points: posterior means, quantiles, and whether to trust them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.results.contrast import Contrast, contrast_in_draws
from analysis.idealpoints.results.inference_data import inference_data
from analysis.idealpoints.results.intervals import LEVEL, tails_of
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.predict import chances_in_draw
from analysis.idealpoints.results.summary import MODEL
from analysis.idealpoints.sampler.draws import Draws, turned, with_items
from analysis.idealpoints.sampler.kernel import Kernel

__all__ = ["PosteriorResults", "posterior_of", "summarise"]

#: What chains must reach before a number is reported without a warning.
MOST_R_HAT, LEAST_ESS = 1.01, 400.0


@dataclass(frozen=True, eq=False, repr=False)
class PosteriorResults(IdealPointResults):
    """Draws of ideal points; made by `IdealPoints.sample`.

    Point estimates are posterior means and intervals posterior quantiles. What
    `IdealPointResults` offers is here too.

    Attributes
    ----------
    draws : Draws
    kernel : Kernel
        By which they were made.
    """

    draws: Draws
    kernel: Kernel

    @property
    def converged(self) -> bool:
        """Whether the run is complete, and R-hat and ESS of every anchor's point suffice."""
        where = self._points(self.anchor)
        quality = self.quality.iloc[where]
        return bool(
            self.draws.complete
            and quality["r_hat"].max() <= MOST_R_HAT
            and quality["ess"].min() >= LEAST_ESS
        )

    def _drawn(self, where: slice) -> npt.NDArray[np.float64]:
        """Return draws of some points, shape (chains × draws, n)."""
        part = self.draws.theta[:, :, where]
        return part.reshape(-1, part.shape[2]).astype(np.float64)

    def conf_int(self, level: float = LEVEL) -> pd.DataFrame:
        """Return equal-tailed posterior intervals, as `IdealPointResults.conf_int`."""
        ends = self.quantiles(tails_of(level))
        ends.columns = pd.Index(["low", "high"])
        return ends

    def quantiles(self, at: Sequence[float]) -> pd.DataFrame:
        """Return posterior quantiles of every ideal point, a column for each probability."""
        flat = self.draws.theta.reshape(-1, self.ballots.n_points)
        values = np.quantile(flat, list(at), axis=0).astype(np.float64)
        return pd.DataFrame(values.T, index=self._index, columns=list(at))

    @cached_property
    def quality(self) -> pd.DataFrame:
        """R-hat (rank-normalised, split) and bulk ESS of every ideal point.

        A point that is the same in every draw, as both are where there are but two, has 1 and
        the number of draws. Source: Vehtari et al. (2021), Bayesian Analysis 16(2); computed by
        arviz.
        """
        az = arviz()

        theta = self.draws.theta
        varies = np.ptp(theta, axis=(0, 1)) > 0
        table = pd.DataFrame({"r_hat": 1.0, "ess": float(theta[..., 0].size)}, index=self._index)
        if varies.any():
            data = az.convert_to_dataset({"theta": theta[..., varies].astype(np.float64)})
            table.loc[varies, "r_hat"] = az.rhat(data)["theta"].values
            table.loc[varies, "ess"] = az.ess(data)["theta"].values
        return table

    def drawn(self, state: str) -> pd.DataFrame:
        """Return the draws of one state's ideal points: a row per draw, a column per period.

        Raises
        ------
        UsageError
            If the state has no ideal point.
        """
        where = self._points(state)
        chains, n = self.draws.theta.shape[:2]
        index = pd.MultiIndex.from_product([range(chains), range(n)], names=["chain", "draw"])
        columns = pd.Index(self._labels(where), name="period")
        return pd.DataFrame(self._drawn(where), index=index, columns=columns)

    def covariance(self, state: str) -> pd.DataFrame:
        """Return the posterior covariance of one state's ideal points, periods by periods."""
        return self.drawn(state).cov()

    @property
    def item_names(self) -> tuple[str, ...]:
        """What `Draws.items` holds of each item, by the names of the columns of ``items``."""
        return ("beta", "gamma1", "gamma2")

    @property
    def kept(self) -> tuple[tuple[int, int], ...]:
        """Chain and position of every draw of which the items are kept too."""
        return with_items(self.draws.items)

    def chances(
        self, point: Any, item: Any, draw: tuple[int, int] | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the probabilities of votes, in one draw or at the posterior means.

        See `IdealPointResults.chances`.
        """
        if draw is None:
            return super().chances(point, item)
        chain, k = draw
        theta = self.draws.theta[chain, self.draws.item_draws[k]].astype(np.float64)
        values = self.draws.items[chain, k].astype(np.float64)
        items = dict(zip(self.item_names, values, strict=True))
        return chances_in_draw({"theta": theta}, items, self.ballots.missing, point, item)

    @property
    def kept_parameters(self) -> Any:
        """The parameters in the draws of which the items are kept, as an arviz data set."""
        return self.to_inference_data(items=True).posterior

    def contrast(
        self, weight: npt.NDArray[np.float64], level: float = LEVEL
    ) -> tuple[Contrast, str]:
        """Return a weighted sum of ideal points in every draw, and how well its chains mixed.

        See `IdealPointResults.contrast`.
        """
        moved = self.draws_of(weight)
        quality = _quality(moved)
        means = self.kernel.describe().method
        method = f"{means}; R-hat {quality['r_hat']:.3f}, ESS {quality['ess']:.0f}"
        if not self.draws.complete:
            method += "; THE RUN WAS INTERRUPTED"
        elif quality["r_hat"] > MOST_R_HAT or quality["ess"] < LEAST_ESS:
            method += "; THE CHAINS HAVE NOT MIXED ENOUGH"
        return contrast_in_draws(moved.ravel(), level), method

    def draws_of(self, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return a weighted sum of ideal points in every draw, shape (chains, draws)."""
        at = np.flatnonzero(weight)
        moved: npt.NDArray[np.float64] = self.draws.theta[:, :, at].astype(np.float64) @ weight[at]
        return moved

    def contrast_covariance(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the posterior covariance of weighted sums of ideal points, shape (k, k)."""
        moved = np.stack([self.draws_of(weight).ravel() for weight in weights])
        return np.atleast_2d(np.cov(moved))

    def to_inference_data(self, **options: Any) -> Any:
        """Return the draws as arviz InferenceData, for ``az.summary, az.loo, az.plot_ppc``.

        Parameters
        ----------
        **options
            ``items, log_likelihood, predictive, states, periods, seed, limit``; see
            `analysis.idealpoints.results.inference_data.inference_data`.
        """
        return inference_data(self, **options)

    def to_parquet(self, path: str | Path, draws: int | None = None) -> None:
        """Write draws to a Parquet file: ``chain, draw`` and a column per state and period.

        Parameters
        ----------
        path : path
        draws : int, optional
            Evenly spaced draws per chain; all by default.
        """
        chains, n = self.draws.theta.shape[:2]
        chosen = np.unique(np.linspace(0, n - 1, min(draws or n, n)).round().astype(int))
        index = pd.MultiIndex.from_product([range(chains), chosen], names=["chain", "draw"])
        table = pd.DataFrame(
            self.draws.theta[:, chosen].reshape(-1, self.ballots.n_points),
            index=index,
            columns=[f"{s} {p}" for s, p in self._index],
        )
        table.reset_index().to_parquet(path, index=False)

    def _title(self) -> str:
        return MODEL.format(what="ideal points", how=self.kernel.describe().draws)

    def _rows(self) -> dict[str, str]:
        rows, said = super()._rows(), self.kernel.describe()
        del rows["log-likelihood"], rows["fit"]
        if said.walk is not None:
            rows[self.assumed.prior.label] = said.walk
        d, q = self.draws, self.quality
        chains, n = d.theta.shape[:2]
        own = q.iloc[self._points(self.anchor)]
        rows |= {
            "kernel": said.kernel,
            "chains": f"{chains} of {n:,} draws kept, one in {d.plan.thin} sweeps, after "
            f"{d.plan.warmup:,} sweeps of warm-up; seed {d.plan.seed}",
            "mixing": f"{self.anchor}: R-hat up to {own['r_hat'].max():.3f}, ESS from "
            f"{own['ess'].min():,.0f}; all points: 99 in 100 have R-hat below "
            f"{q['r_hat'].quantile(0.99):.3f}",
        }
        for name, estimated, drawn in (
            ("walk variance", self.assumed.estimate_walk, d.walk_variance),
            ("item variance", self.assumed.estimate_items, d.item_variance),
        ):
            if estimated:
                rows[name] = f"{drawn.mean():.3g} (sd {drawn.std():.2g}), estimated"
        if not d.complete:
            rows["NOT COMPLETE"] = "the run was interrupted: do not report these numbers"
        elif not self.converged:
            rows["NOT CONVERGED"] = (
                f"R-hat above {MOST_R_HAT} or ESS below {LEAST_ESS:.0f}: "
                "use more draws before you report these numbers"
            )
        return rows


def summarise(fit: Fit, draws: Draws) -> Fit:
    """Return posterior means and variances in the place of the fast fit's estimates."""
    flat = draws.theta.reshape(-1, draws.theta.shape[2])
    # float64 sums: the mean of many float32 numbers loses digits
    beta, g1, g2 = draws.items.mean(axis=(0, 1), dtype=np.float64)
    return replace(
        fit,
        theta=flat.mean(axis=0, dtype=np.float64),
        variance=flat.var(axis=0, dtype=np.float64, ddof=1),
        beta=beta,
        g1=g1,
        g2=g2,
    )


def posterior_of(
    fast: IdealPointResults, draws: Draws, assumed: Assumptions, kernel: Kernel
) -> PosteriorResults:
    """Make results of draws, turned to the side on which the anchor is positive.

    Parameters
    ----------
    fast : IdealPointResults
        The fit that the chains started from.
    draws : Draws
    assumed : Assumptions
        By the sampler.
    kernel : Kernel
    """
    b = fast.ballots
    own = b.point_state == b.states.index(fast.anchor)
    if draws.theta[:, :, own].mean(dtype=np.float64) < 0:
        draws = turned(draws)
    return PosteriorResults(
        b,
        summarise(fast.estimates, draws),
        fast.anchor,
        assumed,
        fast.rests_on,
        fast.tol,
        draws,
        kernel,
    )


def _quality(x: npt.NDArray[np.float64]) -> dict[str, float]:
    az = arviz()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {"r_hat": float(az.rhat(x)), "ess": float(az.ess(x))}
