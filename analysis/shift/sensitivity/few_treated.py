"""One treated state: its change against the distribution of the other states' changes.

With one state that changed, errors of its own days say how sure its change is, not how unusual
a change of that size is among states. Conley and Taber (2011, Review of Economics and Statistics
93) take the distribution from the states that were not treated; Ferman and Pinto (2019, Review
of Economics and Statistics 101) allow for states that vary more than others, such as those that
cast few votes.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import headlines, index_names
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.scores import quantity_with
from analysis.shift.methods.state_changes import state_changes
from analysis.study import Study

__all__ = ["DESIGN", "few_treated", "few_treated_design", "variances"]

Floats = npt.NDArray[np.float64]
#: Other states that must have a change.
LEAST_STATES = 20


def variances(squares: Floats, precision: Floats) -> Floats:
    """Fit the variance of a change to what the number of votes gives.

    Parameters
    ----------
    squares : ndarray, shape (n,)
        Squared differences from the mean change.
    precision : ndarray, shape (n,)
        1 / votes before + 1 / votes after.

    Returns
    -------
    ndarray, shape (n,)
        a + b * precision by least squares, with a and b not below 0, so that every state has a
        variance.

    Examples
    --------
    >>> variances(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])).round(6).tolist()
    [1.0, 2.0, 3.0]
    >>> variances(np.array([3.0, 2.0, 1.0]), np.array([1.0, 2.0, 3.0])).tolist()
    [2.0, 2.0, 2.0]
    """
    from scipy.optimize import nnls

    x = np.column_stack([np.ones(len(squares)), precision])
    scale = x.max(axis=0)
    fit = nnls(x / scale, squares)[0] / scale
    return np.asarray(x @ fit)


def few_treated(
    changes: pd.DataFrame,
    country: str,
    *,
    name: str,
    quantity: Quantity = UNSAID,
    level: float = Study.level,
    rests_on: str = "",
) -> Estimate:
    """Set one state's change against those of the others.

    Parameters
    ----------
    changes : DataFrame
        From `analysis.shift.methods.state_changes.state_changes`.
    country : str
    name : str
    quantity : Quantity
    level : float
    rests_on : str

    Returns
    -------
    Estimate
        The state's change minus the mean of the other states. The others' differences from that
        mean, each brought to the variance that the country's number of votes gives, are the
        distribution of what would have been without the event: the interval takes their quantile,
        and `p_value` is the share of states, the state itself among them, that differ at least
        as much, with `p_floor` the least that it can be and `rank` its place. ``details`` has
        ``direction``, ``up`` or ``down``, and ``same_direction``, the place among differences in
        that direction. The table has ``state, change, n_before, n_after, ratio`` (difference from
        the mean in units of the state's standard deviation), largest first.

    Raises
    ------
    UsageError
        If the state has no change, or fewer than 20 others have one.
    """
    known = changes.dropna(subset=["change"])
    if country not in known.index:
        raise UsageError(
            f"{country} has no change", name, "it needs votes before and after the event"
        )
    others = known.drop(country)
    if len(others) < LEAST_STATES:
        raise UsageError(
            f"only {len(others)} other states have a change",
            name,
            f"at least {LEAST_STATES} are needed",
        )
    mean = float(others["change"].mean())
    gap = (known["change"] - mean).to_numpy()
    precision = (1 / known["n_before"] + 1 / known["n_after"]).to_numpy()
    mine = known.index == country
    # The variance is learnt from the others alone: the country's own change is what is asked about.
    x = np.where(mine, np.nan, gap**2)
    fitted = np.empty(len(known))
    fitted[~mine] = variances(x[~mine], precision[~mine])
    fitted[mine] = np.interp(precision[mine], *_line(precision[~mine], fitted[~mine]))
    if not (fitted > 0).all():
        raise UsageError("no state moved against the others", name, "choose another event")
    ratio = gap / np.sqrt(fitted)
    own, spread = float(ratio[mine].item()), float(np.sqrt(fitted[mine].item()))
    size = np.abs(ratio).round(9)
    at_least = int((size >= round(abs(own), 9)).sum())
    # The quantile that leaves so many of the others outside, at both ends together.
    reach = float(np.quantile(np.abs(ratio[~mine]), level, method="higher")) * spread
    value = float(gap[mine].item())
    table = known.assign(ratio=ratio).rename_axis("state").reset_index()
    table = table.reindex(table["ratio"].abs().sort_values(ascending=False).index)
    asked = quantity.asked("gap", quantity.form + ", minus that of the mean state")
    return Estimate(
        name,
        asked.words(),
        value,
        low=value - reach,
        high=value + reach,
        level=level,
        p_value=at_least / len(known),
        n=len(known),
        unit="states",
        method=f"difference from the mean of {len(others)} states, against their differences, each "
        "brought to the variance that the number of votes gives (Ferman and Pinto 2019)",
        rests_on=rests_on,
        comparison=f"the same change in {len(others)} other states",
        assumptions=(
            "the event did not change how other states vote",
            "without the event the state's change would have been drawn as the others' are, with "
            "a variance that depends on the number of votes alone",
        ),
        table=table[["state", "change", "n_before", "n_after", "ratio"]].reset_index(drop=True),
        quantity=asked,
        rank=at_least,
        p_floor=1 / len(known),
        details={
            "direction": "up" if value > 0 else "down",
            "same_direction": int((ratio * np.sign(own) >= abs(own) - 1e-9).sum()),
        },
    )


def _line(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Two points of the fitted line, far enough apart to hold any number of votes."""
    slope = float(np.ptp(y) / np.ptp(x)) if np.ptp(x) > 0 else 0.0
    start = float(y.min() - slope * x.min())
    return np.array([0.0, 2.0]), np.array([start, start + 2 * slope])


def few_treated_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set the country's change of agreement with the rival against those of all other states."""
    part = rollcalls.select(body="GA")

    def one(index: str) -> Estimate:
        return few_treated(
            state_changes(part, study, index),
            study.country,
            name=f"few_treated.{index}",
            quantity=quantity_with(
                study, study.rival, f"change in agreement ({index}){{of}} with {{partner}}", index
            ),
            level=study.level,
            rests_on=part.select(start=study.before, end=study.until).rests_on(),
        )

    return gathered(partial(one, index) for index in index_names(headlines()))


DESIGN = Design(
    "few_treated", few_treated_design, power={"few_treated.ordinal": 0.71, "few_treated.kappa": 0.0}
)
