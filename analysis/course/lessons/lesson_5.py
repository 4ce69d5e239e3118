"""Checks of lesson 5, is it a shift?

Every answer is computed anew from the shipped estimates, by another route than the lesson's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.course.exercise import Exercise, Verdict, matches, number, passed, try_again
from analysis.course.lessons.scenarios import HAPPENING, LETTERS, record_of
from analysis.course.lessons.shipped import ideal_point_draws, yearly_agreement
from analysis.estimate import Estimate
from analysis.prose.sentences import direction
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.methods.measurement_error import over_draws

__all__ = ["EVENT", "EVERY", "EXERCISES", "LAST", "WITHIN", "WORDS", "step_in_draw"]

Floats = npt.NDArray[np.float64]

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
def _residuals(values: pd.Series) -> Floats:
    """Return what is left of a series about its straight line, by projection."""
    year, kappa = values.index.to_numpy(dtype=float), values.to_numpy()
    basis = np.column_stack([np.ones(len(values)), year - year.mean()])
    return np.asarray(kappa - basis @ np.linalg.pinv(basis) @ kappa)


def _next(values: Floats) -> float:
    """Return the correlation of each value with the next."""
    return float(np.corrcoef(values[1:], values[:-1])[0, 1])


#: The autocorrelation of the lesson's simulated series, which the real one comes close to.
SIMULATED = 0.8


def _worth(rho: object, worth: object) -> Verdict:
    values = yearly_agreement("USA", "RUS", last=LAST - 1)
    kappa, residual = values.to_numpy(), _residuals(values)
    n, right = len(values), _next(residual)
    r, w = number(rho), number(worth)
    cent, tenth = 0.0051, 0.051  # three decimals of rho, two let pass, and one of worth
    if r == SIMULATED:  # as near as two decimals tell, and no result
        return try_again(
            "The simulation was made with this rho. Give that of the residuals of kappa, to three "
            "decimals, so that the two can be told apart."
        )
    if abs(r - right) > cent:
        return try_again(_slip_of_rho(r, right, kappa, residual))

    def like(count: float, turned: bool = False) -> bool:
        """Whether worth comes of so many years, with rho as it is or as it was written."""
        fractions = [(1 - x) / (1 + x) for x in (right, r)]
        return any(abs(w - count * (1 / f if turned else f)) < tenth for f in fractions)

    if like(n):
        return passed(f"Right: {n} years, each much like the last, tell as much as {w:.0f} would.")
    if like(n, turned=True) or w > n:
        return try_again("worth is larger than the number of years. Turn the fraction over.")
    if like(n + 1):
        return try_again("rho is right. In worth n counts one year too many: 2025 is not in.")
    if like(n - 1):
        return try_again("rho is right. In worth n is the number of residuals, not of pairs.")
    if abs(w - n * (1 - right)) < 0.3:
        return try_again("rho is right, and worth lacks the 1 + rho below the line.")
    if abs(w - n * (1 - right**2) / (1 + right**2)) < 0.3 or abs(w - n * (1 - right**2)) < 0.3:
        return try_again("rho is right, and enters worth as it is, not squared.")
    if abs(w - n * (1 - right) / (1 + right)) < 0.6:
        return try_again("Nearly: give worth to one decimal, from a rho that is not rounded.")
    return try_again("rho is right; worth is n (1 - rho) / (1 + rho), n the number of residuals.")


def _slip_of_rho(r: float, right: float, kappa: Floats, residual: Floats) -> str:
    """Name the slip that leads to a wrong autocorrelation."""
    if abs(r - _next(kappa)) < 0.0051 or abs(r - _next(kappa - kappa.mean())) < 0.0051:
        return (
            "rho is that of the series with its trend, which carries over from year to year by "
            "itself. Take the trend off first and use the residuals."
        )
    if abs(r - _next(np.diff(kappa))) < 0.0051:
        return "rho is that of the differences from year to year. Use the residuals."
    if abs(r - _next(_residuals(yearly_agreement("USA", "RUS", last=LAST)))) < 0.0051:
        return "The year 2025 stayed in. Fit the line to 1946 to 2024, and take those residuals."
    two = float(np.corrcoef(residual[2:], residual[:-2])[0, 1])
    if abs(r - two) < 0.0051:
        return "rho is that of residuals two years apart. Take each with the next one."
    if abs(r - right**2) < 0.0051:
        return "This is rho squared."
    if abs(r - right) < 0.06:
        return (
            "rho is near, and not that of the residuals to two decimals: round nothing before, and "
            "take the correlation as `Series.autocorr` does."
        )
    return (
        "rho is not the autocorrelation of the residuals of 1946 to 2024 about their line. Is the "
        "line missing its slope?"
    )


# -- 5.3 -----------------------------------------------------------------------------------------
def _made_up() -> pd.Series:
    """Make a series that ends in a rise, with larger falls and larger rises before it."""
    steps = [0.01 * (k % 5) for k in range(30)]
    for place, jump in ((6, -0.5), (9, 0.5), (13, -0.7), (18, 0.9), (22, -0.6), (29, 0.4)):
        steps[place] += jump
    years = [y for y in range(1990, 2021) if y != 2003]  # one year without a roll call
    return pd.Series(steps, index=years, dtype=float)


def _jumps(values: pd.Series, own: bool = False) -> Floats:
    """Return each year less the mean of the four before it, or of the four that it ends."""
    v = values.to_numpy()
    return np.array([v[k] - v[k - 4 + own : k + own].mean() for k in range(4 - own, len(v))])


def _ranked(jumps: Floats, series: pd.Series, how: str = "") -> tuple[float, float]:
    """Return rank and p-value of the last jump, in the right way or in one of the wrong ones."""
    last, n = jumps[-1], len(jumps)
    larger = int((abs(jumps[:-1]) > abs(last)).sum())
    ways = {
        "": (larger + 1, (larger + 1) / n),
        "rises": ((jumps >= last).sum(), (jumps >= last).sum() / n),
        "left out": (larger, larger / n),
        "p left out": (larger + 1, larger / n),
        "years": (larger + 1, (larger + 1) / len(series)),
        "others": (larger + 1, (larger + 1) / (n - 1)),
        "plus one": (larger + 1, (larger + 2) / (n + 1)),
        "percent": (larger + 1, 100 * (larger + 1) / n),
    }
    return float(ways[how][0]), float(ways[how][1])


PLACEBO_SLIPS = {
    "rises": "You rank the rises alone. A fall as large would have been reported as well: rank by "
    "size, whatever the sign.",
    "left out": "You leave the last year out of its own ranking. If nothing had happened it would "
    "be one of the years like the others, so it counts itself.",
    "p left out": "The rank is right; p counts the last year among those at least as large.",
    "years": "The rank is right; p is over the number of years that have a jump, which are fewer "
    "than the years of the series.",
    "others": "The rank is right; p is over all years that have a jump, the last among them.",
    "plus one": "The rank is right, and counts the last year already: nothing is to be added.",
    "percent": "p is a share of years, from 0 to 1.",
}


def _placebo(placebo: object) -> Verdict:
    if not callable(placebo):
        return try_again("`placebo` is to be a function of a series, which returns rank and p.")
    real = yearly_agreement("USA", "RUS", last=LAST)
    # The last rises all along, so that jumps have a mean, which is not to be taken off.
    rising = _made_up() + 0.12 * np.arange(30)
    tried = (real, _made_up(), -_made_up(), _made_up().iloc[:20], rising)
    given = []
    for series in tried:
        try:
            back = placebo(series.copy())
        except NotImplementedError:  # still to be written
            raise
        except Exception as error:
            what = " ".join(str(error).split())[:120]
            return try_again(f"Yours stops on a series ({type(error).__name__}: {what}).")
        if not isinstance(back, (tuple, list)) or len(back) != 2:
            return try_again("The function is to return two numbers: return rank, p.")
        given.append((number(back[0]), number(back[1])))

    def like(how: str = "", own: bool = False, within: float = 1e-9) -> bool:
        wanted = [_ranked(_jumps(s, own), s, how) for s in tried]
        return all(
            a == x and abs(b - y) < within for (a, b), (x, y) in zip(given, wanted, strict=True)
        )

    if like():
        jumps = abs(_jumps(real))
        if given[0][0] > 1:
            return passed("Right. Among its own jumps that of 2025 is large, and not alone.")
        return passed(
            f"Right. The jump of 2025 is the largest, {jumps[-1]:.2f} against "
            f"{np.sort(jumps)[-2]:.2f} for the next; a ranking of {len(jumps)} years cannot give a "
            "smaller p-value."
        )
    for how, hint in PLACEBO_SLIPS.items():
        if like(how):
            return try_again(hint)
    if any(like(how, own=True) for how in ("", "rises", "years")):
        return try_again("The four years before a year do not hold the year itself: shift them.")
    if like(within=0.0051):
        return try_again("Nearly: do not round p.")
    first = _ranked(_jumps(real), real)
    if given[0][0] == first[0] and abs(given[0][1] - first[1]) < 1e-9:
        return try_again(
            "Right for kappa, and not for other series: rank the last year of the series that is "
            "given, by the size of its jump, and do not name a year."
        )
    return try_again(
        "Compare each year with the mean of the four years before it, and count the jumps at least "
        "as large as that of the last year, whatever their sign."
    )


# -- 5.4 -----------------------------------------------------------------------------------------
#: Which story a shipped record tells, hashed with its name.
TOLD = {
    "1": "e3f9ae6941ed3450",
    "2": "fae28d2f49555995",
    "3": "65d172bf547effc1",
}


def _records(which: object, seed: object) -> Verdict:
    if not isinstance(which, Mapping) or set(which) != set(LETTERS):
        return try_again("Give a dictionary with the keys 'A', 'B' and 'C'.")
    given = {k: str(v).strip().casefold() for k, v in which.items()}
    unknown = sorted(set(given.values()) - set(HAPPENING))
    if unknown:
        return try_again(f"{unknown[0]!r} is none of the three: {', '.join(sorted(HAPPENING))}.")
    if len(set(given.values())) < len(LETTERS):
        return try_again("Each of the three happened in one record.")
    held = record_of(int(number(seed)))

    def right(stories: Mapping[str, str]) -> bool:
        return all(matches(f"5.4 {held[k]} {stories[k]}", TOLD[held[k]]) for k in LETTERS)

    if right(given):
        return passed("Right: no single reading tells the three apart, and the five together do.")
    if right(_swapped(given, "realignment", "agenda flood")):
        return try_again(
            "In both records kappa falls for allies less rival. In one it still falls on roll "
            "calls with four noes or more; in the other it was a matter of which texts were put."
        )
    if right(_swapped(given, "isolation", "agenda flood")):
        return try_again(
            "In both records the ideal point moves outward. In one, agreement hardly notices; "
            "ask in the other what is left on roll calls with four noes or more."
        )
    if right(_swapped(given, "isolation", "realignment")):
        return try_again(
            "In which direction does the ideal point go in each? The country stands on the "
            "positive side and the rival on the negative."
        )
    return try_again(
        "Begin with the sign of the ideal point, then compare the last two rows of each record."
    )


def _swapped(given: Mapping[str, str], one: str, other: str) -> dict[str, str]:
    """Give two records each other's story."""
    at = {story: letter for letter, story in given.items()}
    return {**given, at[one]: other, at[other]: one}


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
