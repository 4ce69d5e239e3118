"""The global shift: movement of ideal points between the windows of a study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.idealpoints import IdealPointResults
from analysis.record.states import in_sentence
from analysis.rollcalls.window import Window
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["LEAST_VOTES", "global_shift", "moves_of_all_states", "study_periods"]

#: Votes of a state below which a period says nothing, where the window has others. Periods
#: count alike: the six roll calls that the record has of 2024 would weigh as much as 86.
LEAST_VOTES = 10


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
    before, after : list of Window
        Periods between ``study.before`` and the event, and from the event to
        ``study.until``, without those of fewer than `LEAST_VOTES` votes of the state, unless
        the window has no other. Either may be empty.
    """
    before, after = (_enough(votes) for votes in _votes_by_period(results, study, state))
    return before, after


def _votes_by_period(
    results: IdealPointResults, study: Study, state: str
) -> tuple[dict[Window, int], dict[Window, int]]:
    """Return the state's votes in each period of the window before, and of that after."""
    params = results.params
    earlier, later = study_windows(study)
    before: dict[Window, int] = {}
    after: dict[Window, int] = {}
    own = params.loc[params["state"] == state, ["period", "n_votes"]]
    for label, votes in own.itertuples(index=False):
        if not isinstance(label, Window):  # a year may straddle the event
            continue
        if label.first in later:
            after[label] = int(votes)
        elif label.first in earlier and label.last in earlier:
            before[label] = int(votes)
    return before, after


def _enough(votes: dict[Window, int]) -> list[Window]:
    return [label for label, n in votes.items() if n >= LEAST_VOTES] or list(votes)


def global_shift(results: IdealPointResults, study: Study) -> Estimate:
    """Estimate how far the country's ideal point moved, mean after less mean before.

    Returns
    -------
    Estimate
        See `analysis.idealpoints.IdealPointResults.between`. The assumptions name the
        periods left out for want of votes, as does ``details["left_out"]``, empty if none is.

    Raises
    ------
    UsageError
        If the country has no ideal point in one of the windows.
    """
    held = _votes_by_period(results, study, study.country)
    before, after = map(_enough, held)
    if not before or not after:
        side = "after" if before else "before"
        raise UsageError(
            f"{study.country} has no ideal point {side} {study.event}",
            "global shift",
            "choose another event, or a longer record",
        )
    name = in_sentence(study.country)
    found = results.between(study.country, before, after, study.level)
    thin = [
        f"{label} ({n} votes)"
        for votes in held
        for label, n in votes.items()
        if label not in (*before, *after)
    ]
    left_out = f"periods with fewer than {LEAST_VOTES} votes are left out: {', '.join(thin)}"
    if thin:
        first, second = map(list, held)
        whole = results.between(study.country, first, second, study.level)
        left_out += f"; with them the change is {whole.interval()}"
    quantity = Quantity(
        "change",
        "ideal point",
        study.country,
        form="change in the ideal point{of}, in standard deviations of all state-periods",
        state_name=name,
    )
    return replace(
        found,
        estimand=quantity.words(),
        assumptions=(*found.assumptions, left_out) if thin else found.assumptions,
        quantity=quantity,
        details={"left_out": left_out if thin else ""},
        gates=results.gates_of(study.country, study_windows(study)),
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
