"""The country's ideal points interrupted at the event, over draws of the study's own fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.idealpoints import IdealPointResults
from analysis.idealpoints.results.linking import ties_between
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.idealpoints.results.printing import Printing
from analysis.kept import Kept
from analysis.paths import cache_folder
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.global_shift import study_model, study_periods
from analysis.shift.methods.measurement_error import over_draws
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["DESIGN", "ideal_point_design", "interrupted_points"]

#: Draws of ideal points that a design is run over, and of its critical values in each.
OVER, WITHIN = 50, 199


def ideal_point_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Interrupt the country's ideal points at the event, over draws of the study's own fit.

    Periods are cut at the study's days, as in every number of the study; the change between the
    windows itself is `analysis.shift.global_shift.global_shift`. What forbids printing that change
    forbids this one: its gates are the same.
    """
    results = study_model(rollcalls, study, Kept(cache_folder())).fit()
    found = interrupted_points(results, study)
    try:
        ties = ties_between(results, study.country, *study_periods(results, study))
    except UsageError:  # no ideal point in one of the windows: nothing to compare
        return [found]
    check = Printing(study.country, study_windows(study)[1], ties)
    return [replace(found, gates=(*found.gates, check))]


def interrupted_points(results: IdealPointResults, study: Study) -> Estimate:
    """Interrupt the country's ideal points, over draws of a fit (Rubin's rules).

    Parameters
    ----------
    results : IdealPointResults
        Of `analysis.shift.global_shift.study_model`. Those with posterior draws give these; of the
        fast fit, draws are normal, by its Laplace covariance with the items as fitted, and so
        somewhat too narrow.
    study : Study

    Returns
    -------
    Estimate
        ``details["draws"]`` is ``posterior`` or ``normal, items held``.

    Raises
    ------
    UsageError
        If the country has no ideal point, or too few periods before or after the event.
    """
    state = study.country
    if state not in results.ballots.states:
        raise UsageError(
            f"{state} has no ideal point", "ideal points", "it cast no vote that counts"
        )
    own = results.params[results.params["state"] == state]
    held = own["period"].map(lambda w: w.first is not None and w.first <= study.until).to_numpy()
    at = own.index.to_numpy()[held]
    if isinstance(results, PosteriorResults):
        kind, drawn = "posterior", results.drawn(state).to_numpy()[:, held]
        drawn = drawn[np.linspace(0, len(drawn) - 1, OVER).round().astype(int)]
    else:
        kind = "normal, items held"
        rng = np.random.default_rng(study.seed)
        covariance = results.covariance(state).to_numpy()[np.ix_(held, held)]
        drawn = rng.multivariate_normal(results.estimates.theta[at], covariance, OVER)
    index = pd.MultiIndex.from_product([[state], own["period"][held]], names=["state", "period"])

    def design(theta: pd.Series) -> Estimate:
        return interrupted(
            theta.droplevel("state"),
            study.event,
            pre_trend=False,
            outcome="the ideal point{of}",
            quantity=Quantity(measure="ideal point", state=state, state_name=in_sentence(state)),
            name="interrupted.idealpoint",
            level=study.level,
            draws=WITHIN,
            seed=study.seed,
        )

    point = pd.Series(results.estimates.theta[at], index=index)
    pooled = over_draws(drawn, index, design, point=point)
    return replace(
        pooled,
        unit="draws",
        rests_on=results.rests_on,
        gates=results.gates_of(state, study_windows(study)),
        details={**pooled.details, "draws": kind},
    )


DESIGN = Design("idealpoint", ideal_point_design)
