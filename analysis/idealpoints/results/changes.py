"""How far a state moved between two windows of a fit: the one definition, for every estimator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.idealpoints.results.contrast import check_sides, span, window_weights
from analysis.idealpoints.results.intervals import LEVEL
from analysis.record.states import find_voter, state_name

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["change_of", "labels_of", "points_of", "weights_between"]

Floats = npt.NDArray[np.float64]


def weights_between(
    results: IdealPointResults,
    state: str,
    before_periods: Sequence[object],
    after_periods: Sequence[object],
) -> Floats:
    """Return the weights of a state's change between two windows, shape (n_points,).

    A window's level is the mean of the state's ideal points in its periods, each weighted by the
    votes fitted; every period with a vote counts, and no other. The change is the level
    after less the level before.

    Raises
    ------
    UsageError
        If a list is empty, a period is in both, or the state has no ideal point in a window.
    """
    before, after = list(before_periods), list(after_periods)
    check_sides(before, after)
    where = points_of(results, state)
    labels = labels_of(results, where)
    inside = [np.array([label in side for label in labels]) for side in (before, after)]
    for held, side in zip(inside, (before, after), strict=True):
        if not held.any():
            raise UsageError(
                f"{state} has no ideal point in {span(side)}",
                "period",
                f"it has {len(labels)}, from {labels[0]} to {labels[-1]}",
            )
    weight: Floats = np.zeros(results.ballots.n_points)
    weight[where] = window_weights(np.diff(results.ballots.point_ptr)[where], *inside)
    return weight


def points_of(results: IdealPointResults, state: str) -> slice:
    """Return where the points of a state stand, by its code or its name.

    Raises
    ------
    UsageError
        If it has none.
    """
    if state not in results.ballots.states:
        found = find_voter(state, {s: state_name(s) for s in results.ballots.states})
        if found is None:
            raise UsageError(
                f"no ideal point for {state!r}", "state", "it cast no vote that is fitted"
            )
        state = found
    row = results.ballots.states.index(state)
    return slice(*(int(p) for p in results.ballots.state_ptr[row : row + 2]))


def labels_of(results: IdealPointResults, where: slice) -> list[object]:
    """Return the periods of some points."""
    return [results.ballots.periods[p] for p in results.ballots.point_period[where]]


def change_of(
    results: IdealPointResults,
    state: str,
    before_periods: Sequence[object],
    after_periods: Sequence[object],
    level: float = LEVEL,
    against: Sequence[str] = (),
) -> Estimate:
    """Estimate how far a state moved: its level after less its level before.

    Parameters
    ----------
    results : IdealPointResults
    state : str
    before_periods, after_periods : sequence of period labels
        Of the two windows; see `weights_between`. Periods in which a state cast no vote that
        is fitted have no weight.
    level : float
    against : sequence of str
        States the mean of whose changes is subtracted, each by its own votes; those without
        an ideal point in both windows are left out, and are not among ``details["against"]``.

    Returns
    -------
    Estimate
        With the weights of the state's own periods as its table.

    Raises
    ------
    UsageError
        If a list is empty, a period is in both, the state has no ideal point in a window,
        or none of the states compared with has one in both.
    """
    sides = before_periods, after_periods
    weight = weights_between(results, state, *sides)
    others = tuple(s for s in against if _in_both(results, s, *sides))
    if against and not others:
        raise UsageError(
            "none of the states compared with has an ideal point in both windows",
            "against",
            "name others",
        )
    where = points_of(results, state)
    own = weight[where].copy()
    for other in others:
        weight -= weights_between(results, other, *sides) / len(others)
    found, method = results.contrast(weight, level)
    votes = np.diff(results.ballots.point_ptr)[where]
    used = own != 0
    table = pd.DataFrame(
        {
            "period": labels_of(results, where),
            "weight": own,
            "theta": results.estimates.theta[where],
            "n_votes": votes,
        }
    )[used].reset_index(drop=True)
    less = ", minus that of others" if others else ""
    return Estimate(
        name=f"global.idealpoint.{state}{'.relative' if others else ''}",
        estimand=f"change in the ideal point of {state}{less}, in sd of all state-periods",
        level=level,
        n=int(votes[used].sum()),
        unit="votes",
        method=method,
        rests_on=results.rests_on,
        comparison=f"{span(list(after_periods))} against {span(list(before_periods))}",
        assumptions=results.assumptions,
        table=table,
        details={"against": others},
        **vars(found),
    )


def _in_both(
    results: IdealPointResults, state: str, before: Sequence[object], after: Sequence[object]
) -> bool:
    """Say whether a state has an ideal point in both windows."""
    if state not in results.ballots.states:
        return False
    labels = labels_of(results, points_of(results, state))
    return any(p in labels for p in before) and any(p in labels for p in after)
