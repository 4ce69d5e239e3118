"""The global shift: movement of ideal points between the windows of a study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.idealpoints import IdealPointResults
from analysis.record.states import in_sentence
from analysis.rollcalls.periods import window_days
from analysis.study import Study

__all__ = ["global_shift", "moves_of_all_states", "study_periods"]


def study_periods(results: IdealPointResults, study: Study, state: str) -> tuple[list, list]:
    """Find the periods before and after the event in which a state has an ideal point.

    Parameters
    ----------
    results : IdealPointResults
        Fitted by the cuts of `analysis.rollcalls.periods.years_cut_at`.
    study : Study
    state : str

    Returns
    -------
    before, after : list of str
        Labels of periods between ``study.before`` and the event, and from the event to
        ``study.until``. Either may be empty.
    """
    params = results.params
    before, after = [], []
    for label in params.loc[params["state"] == state, "period"]:
        start, end = window_days(str(label))
        if pd.Timestamp(study.event) <= start <= pd.Timestamp(study.until):
            after.append(label)
        elif start >= pd.Timestamp(study.before) and end < pd.Timestamp(study.event):
            before.append(label)
    return before, after


def global_shift(results: IdealPointResults, study: Study) -> Estimate:
    """Estimate how far the country's ideal point moved, mean after less mean before.

    Returns
    -------
    Estimate
        See `analysis.idealpoints.results.IdealPointResults.between`.

    Raises
    ------
    UsageError
        If the country has no ideal point in one of the windows.
    """
    before, after = study_periods(results, study, study.country)
    if not before or not after:
        side = "after" if before else "before"
        raise UsageError(
            f"{study.country} has no ideal point {side} {study.event}",
            "global shift",
            "choose another event, or a longer record",
        )
    name = in_sentence(study.country)
    return replace(
        results.between(study.country, before, after, study.level),
        estimand=f"change in the ideal point of {name}, in standard deviations of all "
        "state-periods",
    )


def moves_of_all_states(results: IdealPointResults, study: Study) -> pd.Series:
    """Compute the same movement for every state, for the placebo in space.

    Returns
    -------
    Series
        Mean ideal point after less before, indexed by state code; NaN without both.
    """
    params = results.params.set_index(["state", "period"])["theta"]
    moved = {}
    for state in results.ballots.states:
        before, after = study_periods(results, study, state)
        both = bool(before and after)
        theta = params[state]
        moved[state] = float(theta[after].mean() - theta[before].mean()) if both else float(np.nan)
    return pd.Series(moved, name="change")
