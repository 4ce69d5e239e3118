"""Checks of lesson 5, is it a shift?

Every answer is computed anew from the shipped estimates, by another route than the lesson's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.course.exercise import Exercise, Verdict, number, passed, try_again
from analysis.course.lessons.scenarios import LETTERS, scenario_of
from analysis.course.lessons.shipped import ideal_point_draws, yearly_agreement
from analysis.estimate import Estimate
from analysis.prose.sentences import direction
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.methods.measurement_error import over_draws

__all__ = ["EVENT", "EVERY", "EXERCISES", "LAST", "WITHIN", "WORDS", "step_in_draw"]

EVENT = "2025-01-20"
#: Last year of the series: the next has not ended in the shipped estimates.
LAST = 2025
#: One draw in so many, and draws of the critical values for each, in exercise 5.5.
EVERY, WITHIN = 20, 200
WORDS = {"up": "rose", "down": "fell", "unclear": "not established"}


def step_in_draw(theta: pd.Series) -> Estimate:
    """Estimate the step at the event in one draw of the United States' ideal points.

    Parameters
    ----------
    theta : Series
        Ideal points from 1992 to 2025, indexed by year.

    Returns
    -------
    Estimate
        From `analysis.shift.designs.interrupted.interrupted`.
    """
    return interrupted(
        theta,
        EVENT,
        pre_trend=False,
        outcome="the ideal point of the United States",
        draws=WITHIN,
    )


# -- 5.1 -----------------------------------------------------------------------------------------
def _directions(since_1946: object, since_1992: object) -> Verdict:
    found = [
        interrupted(yearly_agreement("USA", "RUS", first=first, last=LAST), EVENT)
        for first in (1946, 1992)
    ]
    given = [str(word).strip().casefold() for word in (since_1946, since_1992)]
    for word in given:
        if word not in WORDS.values():
            return try_again(f"{word!r} is none of the three: {', '.join(WORDS.values())}.")
    right = [WORDS[direction(e)] for e in found]
    if given == right:
        return passed("Right: one series and one event, and two answers, by where it begins.")
    if given == ["rose" if e.estimate > 0 else "fell" for e in found]:
        return try_again(
            "You read the signs of the estimates. A point estimate is not a finding: look on "
            "which side of zero the two ends of each interval lie."
        )
    if given[1] == "not established" and right[1] != "not established":
        return try_again(
            "A p-value above 0.05 does not say that a 90% interval holds zero. Read the interval, "
            "at the level it states."
        )
    return try_again("Read the two ends of each interval: both above zero, both below, or neither?")


# -- 5.2 -----------------------------------------------------------------------------------------
def _worth(rho: object, worth: object) -> Verdict:
    values = yearly_agreement("USA", "RUS", last=LAST - 1)
    year, kappa = values.index.to_numpy(dtype=float), values.to_numpy()
    n = len(values)
    basis = np.column_stack([np.ones(n), year - year.mean()])
    residual = kappa - basis @ np.linalg.pinv(basis) @ kappa
    right = float(np.corrcoef(residual[1:], residual[:-1])[0, 1])
    r, w = number(rho), number(worth)
    if abs(r - np.corrcoef(kappa[1:], kappa[:-1])[0, 1]) < 0.006:
        return try_again(
            "rho is that of the series with its trend, which carries over from year to year by "
            "itself. Take the trend off first and use the residuals."
        )
    if abs(r - np.corrcoef(np.diff(kappa)[1:], np.diff(kappa)[:-1])[0, 1]) < 0.006:
        return try_again("rho is that of the differences from year to year. Use the residuals.")
    if abs(r - right) > 0.006:
        return try_again(
            "rho is not the autocorrelation of the residuals of 1946 to 2024 about their line. "
            "Did 2025 stay in, or is the line missing its slope?"
        )
    if abs(w - n * (1 - right) / (1 + right)) < 0.3:
        return passed(f"Right: {n} years, each much like the last, tell as much as {w:.0f} would.")
    if w > n:
        return try_again("worth is larger than the number of years. Turn the fraction over.")
    if abs(w - n * (1 - right)) < 0.3:
        return try_again("worth lacks the 1 + rho below the line.")
    return try_again("rho is right; worth is n (1 - rho) / (1 + rho), n the number of residuals.")


# -- 5.3 -----------------------------------------------------------------------------------------
def _placebo(rank: object, p: object) -> Verdict:
    values = yearly_agreement("USA", "RUS", last=LAST)
    kappa = values.to_numpy()
    jumps = np.array([kappa[k] - kappa[k - 4 : k].mean() for k in range(4, len(kappa))])
    mine, n = float(jumps[-1]), len(jumps)
    right = int((abs(jumps) >= abs(mine) - 1e-9).sum())
    upward = int((jumps >= mine - 1e-9).sum())
    r, share = number(rank), number(p)
    if share < 0 or share > 1:
        return try_again("p is a share of years, from 0 to 1.")
    if r == upward != right:
        return try_again(
            "You rank the rises alone. A fall as large would have been reported as well: rank "
            "by size, whatever the sign."
        )
    if r == right - 1:
        return try_again(
            "You leave 2025 out of its own ranking. If nothing had happened it would be one of "
            "the years like the others, so it counts itself."
        )
    if r != right:
        return try_again(
            "The rank is not that of 2025. Compare each year with the mean of the four years "
            "before it, not its own window, and count jumps at least as large as that of 2025."
        )
    if abs(share - right / n) < 0.006:
        if right > 1:
            return passed("Right. Among its own jumps that of 2025 is large, and not alone.")
        second = np.sort(abs(jumps))[-2]
        return passed(
            f"Right. The jump of 2025 is the largest, {abs(mine):.2f} against {second:.2f} for the "
            f"next; a ranking of {n} years cannot give a smaller p-value."
        )
    if share < right / n and abs(share - (right - 1) / n) < 0.006:
        return try_again("The rank is right; p counts 2025 among those at least as large.")
    return try_again("The rank is right; p is the rank over the number of years that have a jump.")


# -- 5.4 -----------------------------------------------------------------------------------------
def _records(which: object) -> Verdict:
    if not isinstance(which, Mapping) or set(which) != set(LETTERS):
        return try_again("Give a dictionary with the keys 'A', 'B' and 'C'.")
    given = {k: str(v).strip().casefold() for k, v in which.items()}
    right = {letter: scenario_of(letter) for letter in LETTERS}
    unknown = sorted(set(given.values()) - set(right.values()))
    if unknown:
        return try_again(
            f"{unknown[0]!r} is none of the three: {', '.join(sorted(right.values()))}."
        )
    if given == right:
        return passed("Right: no single reading tells the three apart, and the five together do.")
    if len(set(given.values())) < len(LETTERS):
        return try_again("Each of the three happened in one record.")
    if given == {**right, **_swapped(right, "realignment", "agenda flood")}:
        return try_again(
            "In both records kappa falls for allies less rival. In one it still falls on roll "
            "calls with four noes or more; in the other it was a matter of which texts were put."
        )
    if given == {**right, **_swapped(right, "isolation", "agenda flood")}:
        return try_again(
            "In both records the ideal point moves outward. In one, agreement hardly notices; "
            "ask in the other what is left on roll calls with four noes or more."
        )
    if given == {**right, **_swapped(right, "isolation", "realignment")}:
        return try_again(
            "In which direction does the ideal point go in each? The country stands on the "
            "positive side and the rival on the negative."
        )
    return try_again(
        "Begin with the sign of the ideal point, then compare the last two rows of each record."
    )


def _swapped(right: Mapping[str, str], one: str, other: str) -> dict[str, str]:
    """Give two records each other's scenario."""
    at = {scenario: letter for letter, scenario in right.items()}
    return {at[one]: other, at[other]: one}


# -- 5.5 -----------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def _repeated() -> tuple[float, pd.DataFrame]:
    """Pooled standard error by `over_draws`, and estimate and error of each draw."""
    wide = ideal_point_draws("USA", every=EVERY).loc[:, 1992:LAST]
    index = pd.MultiIndex.from_product([["USA"], wide.columns], names=["state", "period"])
    pooled = over_draws(wide.to_numpy(), index, lambda d: step_in_draw(d.droplevel("state")))
    return float(pooled.se or np.nan), pooled.table.iloc[1:]


def _rubin(estimate: object, se: object) -> Verdict:
    right, draws = _repeated()
    q, u = draws["estimate"].to_numpy(), draws["se"].to_numpy() ** 2
    e, s = number(estimate), number(se)
    near = 0.0006
    if abs(e - q.mean()) > near:
        return try_again("The pooled estimate is the mean of the estimates of all draws.")
    if abs(s - right) <= near:
        return passed(
            "Right. Most of it is how the series varies by itself; the ideal points being "
            "estimates adds a little."
        )
    if abs(s - right**2) <= near:
        return try_again("That is the variance. Its root is asked for.")
    if abs(s - np.sqrt(u.mean())) <= near or abs(s - np.sqrt(u).mean()) <= near:
        return try_again(
            "You pool the errors within the draws and leave out that the draws differ from each "
            "other, which is the measurement error."
        )
    if abs(s - q.std(ddof=1)) <= near or abs(s - q.std()) <= near:
        return try_again(
            "You take how the draws differ and leave out the error within each of them."
        )
    # The two slips lead to numbers too close to tell apart.
    without = (q.var(ddof=1), (1 + 1 / len(q)) * q.var(), q.var())
    if any(abs(s - np.sqrt(u.mean() + v)) <= near for v in without):
        return try_again(
            "A finite number of draws costs something: see to 1 + 1/m, and to m - 1 below the "
            "variance between draws (ddof=1)."
        )
    return try_again(
        "Add the mean of the squared standard errors and (1 + 1/m) times the variance of the "
        "estimates, and take the root; to three decimals."
    )


EXERCISES: dict[str, Exercise] = {
    e.key: e
    for e in (
        Exercise("5.1", _directions),
        Exercise("5.2", _worth),
        Exercise("5.3", _placebo),
        Exercise("5.4", _records),
        Exercise("5.5", _rubin),
    )
}
