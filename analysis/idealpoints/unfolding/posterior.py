"""What the sampler says of ideal points where both ends may vote No."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.results.posterior import PosteriorResults, posterior_of
from analysis.idealpoints.results.summary import inserted
from analysis.idealpoints.sampler.draws import Draws
from analysis.idealpoints.sampler.kernel import Kernel
from analysis.idealpoints.unfolding.fit import UnfoldingFit
from analysis.idealpoints.unfolding.results import (
    TITLE,
    UnfoldingResults,
    curved_items,
    curved_rows,
    unfolded,
)

__all__ = ["UnfoldingPosterior", "unfolding_posterior"]

#: Where κ stands among the parameters of items in draws: after β, γ1 and γ2.
KAPPA = 3


@dataclass(frozen=True, eq=False, repr=False)
class UnfoldingPosterior(PosteriorResults):
    """Draws of ideal points and curves; made by `IdealPoints.sample` with ``response="unfolding"``.

    What `PosteriorResults` offers is here. ``draws.items`` holds β, γ1, γ2 and κ;
    ``draws.item_variance`` is the variance of κ.

    Attributes
    ----------
    estimates : UnfoldingFit
    """

    estimates: UnfoldingFit

    @property
    def spread(self) -> float:
        """Posterior mean of the standard deviation of κ over items."""
        return self.estimates.spread

    @property
    def item_names(self) -> tuple[str, ...]:
        """Names of the parameters of an item that are kept."""
        return (*super().item_names, "kappa")

    @property
    def items(self) -> pd.DataFrame:
        """Items as on the line, and ``kappa, kappa_se, turn``; see `results.curved_items`."""
        return curved_items(super().items, self.estimates)

    def _terms(self, item: Any) -> pd.DataFrame:
        return super()._terms(item).assign(kappa=self.estimates.kappa[item])

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change of an ideal point rests on, in words."""
        return unfolded(super().assumptions)

    def flank(self, state: str) -> pd.Series:
        """Return how often a state's point lies on the anchor's side of the mean, by period.

        Near 0 or 1 the draws agree on which flank of the texts the state stands; between, the
        posterior has a mode on either, and its mean is a place where the state hardly ever is.
        """
        return (self.drawn(state) > 0).mean().rename("flank")

    def _title(self) -> str:
        return TITLE.format(how=self.kernel.describe().draws)

    def _rows(self) -> dict[str, str]:
        return inserted(super()._rows(), "kernel", curved_rows(self))


def unfolding_posterior(
    fast: UnfoldingResults, draws: Draws, assumed: Assumptions, kernel: Kernel
) -> UnfoldingPosterior:
    """Make results of draws, turned to the side on which the anchor is positive.

    Parameters
    ----------
    fast : UnfoldingResults
        The fit that the chains started from.
    draws : Draws
        With four parameters an item.
    assumed : Assumptions
        By the sampler.
    kernel : Kernel
    """
    plain = posterior_of(fast, replace(draws, items=draws.items[:, :, :KAPPA]), assumed, kernel)
    # the same draws turned alike, with κ, which no reflection changes
    items = np.concatenate([plain.draws.items, draws.items[:, :, KAPPA:]], axis=2)
    bent: npt.NDArray[np.float64] = items[:, :, KAPPA].astype(np.float64)
    spread = float(np.sqrt(draws.item_variance).mean())
    fit = plain.estimates
    assert isinstance(fit, UnfoldingFit)
    estimates = replace(
        fit,
        kappa=bent.mean(axis=(0, 1)),
        kappa_se=bent.reshape(-1, bent.shape[2]).std(axis=0),
        spread=spread,
    )
    return UnfoldingPosterior(
        plain.ballots,
        estimates,
        plain.anchor,
        assumed,
        plain.rests_on,
        plain.tol,
        replace(plain.draws, items=items),
        kernel,
    )
