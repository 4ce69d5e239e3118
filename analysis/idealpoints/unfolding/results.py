"""What an unfolding fit says beyond ideal points: where texts turn, and how much they bend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.summary import inserted
from analysis.idealpoints.unfolding.curve import turning
from analysis.idealpoints.unfolding.fit import UnfoldingFit

__all__ = ["TITLE", "UnfoldingResults", "curved_items", "curved_rows", "unfolded"]

#: What was fitted.
TITLE = "Dynamic ordinal unfolding: both ends may vote No, {how}"
METHOD = (
    "fast fit of the dynamic ordinal unfolding model; Laplace interval from the tridiagonal "
    "information of the slopes, correlations between periods included, conditional on the items"
)


@dataclass(frozen=True, eq=False, repr=False)
class UnfoldingResults(IdealPointResults):
    """Ideal points under z = βθ + κθ² + ε; made by `IdealPoints.fit` with ``response="unfolding"``.

    What `IdealPointResults` offers is here; ``items`` has columns for the bend of each text.

    Attributes
    ----------
    estimates : UnfoldingFit
    """

    estimates: UnfoldingFit

    @property
    def spread(self) -> float:
        """Standard deviation of κ over items, as estimated; near 0 every text is a line."""
        return self.estimates.spread

    @property
    def modes(self) -> pd.DataFrame:
        """What each start reached: ``start, objective, kept``.

        The model may order states in several ways, of which single steps of a fit or of chains
        reach only the one that they start from.
        """
        fit = self.estimates
        table = pd.DataFrame({"start": fit.starts, "objective": fit.objective})
        return table.assign(kept=table["objective"] == table["objective"].max())

    @property
    def items(self) -> pd.DataFrame:
        """Items as on the line, and ``kappa, kappa_se, turn``; see `curved_items`."""
        return curved_items(super().items, self.estimates)

    def _terms(self, item: Any) -> pd.DataFrame:
        return super()._terms(item).assign(kappa=self.estimates.kappa[item])

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a change of an ideal point rests on, in words."""
        return unfolded(super().assumptions)

    @property
    def _method(self) -> str:
        return METHOD + ("" if self.converged else "; THE FIT DID NOT CONVERGE")

    def _title(self) -> str:
        return TITLE.format(how="fast fit")

    def _rows(self) -> dict[str, str]:
        return inserted(super()._rows(), "log-likelihood", curved_rows(self))


def curved_items(items: pd.DataFrame, fit: UnfoldingFit) -> pd.DataFrame:
    """Return a table of items with ``kappa``, its standard error, and ``turn``.

    ``turn`` is the ideal point at which the text turns, −β/2κ: where κ > 0 states there are the
    likeliest to vote yes, and both ends vote no.
    """
    bend = {"kappa": fit.kappa, "kappa_se": fit.kappa_se}
    return items.assign(**bend, turn=turning(fit.beta, fit.kappa))


def unfolded(assumptions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the line's assumptions as they are where texts may bend."""
    return (
        "one dimension, the same for all texts, on which a text may lose both ends or the middle",
        *assumptions[1:],
    )


def curved_rows(results: IdealPointResults) -> dict[str, str]:
    """Say how much the texts bend, and at how many the two ends stand together.

    A text turns among the states where the turn lies between the 5th and the 95th percentile of
    all ideal points, counted by the estimates.
    """
    fit = results.estimates
    assert isinstance(fit, UnfoldingFit)
    low, high = np.quantile(fit.theta, [0.05, 0.95])
    turn = turning(fit.beta, fit.kappa)
    inside = (turn > low) & (turn < high)
    both, middle = int((inside & (fit.kappa > 0)).sum()), int((inside & (fit.kappa < 0)).sum())
    said = (
        f"sd of κ {fit.spread:.3f}; {both:,} of {len(turn):,} items turn among the states and lose "
        f"both ends, {middle:,} lose the middle"
    )
    if not fit.starts:
        return {"bend": said}
    best = max(fit.objective)
    others = ", ".join(
        f"{name} {value - best:,.0f}"
        for name, value in zip(fit.starts, fit.objective, strict=True)
        if value < best
    )
    start = fit.starts[fit.objective.index(best)]
    return {
        "bend": said,
        "order": f"from the start '{start}', the best by penalised log-likelihood (others after as "
        f"many sweeps: {others or 'none'}); correlation with the line's points {fit.along:.2f}",
    }
