"""Lesson 4: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

from functools import cache

from analysis.course.lessons import lesson_4
from analysis.course.lessons.assemblies import with_drift
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.derived import read_derived
from analysis.simulate import simulate

#: What the shipped draws give, right and by the slips that have a hint of their own; computed,
#: so that a remake of the draws changes no test.
REAL = lesson_4._real()
WANT = REAL["want"]
#: Wrong answers that a student is likely to give, and part of the hint to each.
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "4.1": [
        ((0.3,), "single step"),
        ((0.36,), "a variance"),
        ((1.2,), "do not"),
        ((0.52,), "Count the steps"),
        ((0.09,), "How many"),
        (("0.6",), "what type"),
    ],
    "4.2": [
        ((-0.16, -0.82), "interchanged"),
        ((0.82, 0.16), "later less earlier"),
        ((-0.82, -0.82), "One of the two"),
        ((-1.02, -1.02), "Fit twice"),
    ],
    "4.3": [
        ((0.0, -1.03), "interchanged"),
        ((1.03, 0.0), "last year less the first"),
        ((-1.4, 0.0), "put in"),
        ((-0.5, -0.5), "Group params"),
    ],
    "4.4": [
        ((-0.050, -0.086), "interchanged"),
        ((0.086, 0.050), "after less before"),
        ((-0.081, -0.055), "shares of one window"),
        ((-0.090, -0.046), "shares of one window"),
        ((-0.036, -0.100), "Weight each"),
        ((-0.2, -0.2), "add up to"),
        ((-0.13, -0.006), "mean share"),
        ((-0.09, -0.05), "Nearly: give three decimals"),
        ((-0.081, -0.0505), "agreement of one window"),
        ((-0.0900, -0.0505), "agreement of one window"),
        ((16.8, -0.0505), "roll calls for shares"),
        ((-0.2, -0.0505), "votes is right"),
        ((-0.086, -0.02), "agenda is right"),
    ],
    "4.5": [
        (REAL["ends"], "ends of two intervals"),
        (REAL["drawn ends"], "ends of two intervals"),
        (REAL["like"], "quantiles of differences"),
        ((-WANT[0], -WANT[2], -WANT[1]), "later less earlier"),
        ((WANT[0] + 1, WANT[2] + 1, WANT[1] + 1), "above high"),
        ((WANT[0] + 1, WANT[1] + 1, WANT[2] + 1), "Pivot"),
    ],
}


@cache
def right() -> dict[str, list[tuple[object, ...]]]:
    """Solve the exercises as the lesson asks."""
    moved = simulate("realignment", seed=7, n_states=60, years=8, after=3, calls_per_year=100)
    jumps = []
    for variance in (0.25, 0.01):
        params = IdealPoints(moved.rollcalls, walk_variance=variance).fit().params
        own = params[params["state"] == "USA"].astype({"period": int}).set_index("period")["theta"]
        jumps.append(round(own[2025] - own[2024], 2))
    calm = simulate("null", seed=7, n_states=40, years=8, calls_per_year=60)
    drifting = with_drift(calm, -0.2, seed=7)
    drifts = []
    for link in (True, False):
        params = IdealPoints(drifting.rollcalls, link=link).fit().params
        level = params.groupby("period")["theta"].mean()
        drifts.append(round(level.iloc[-1] - level.iloc[0], 2))
    draws = read_derived("draws")
    draws = draws[draws["state"] == "USA"].astype({"period": int})
    wide = draws.pivot(index="draw", columns="period", values="theta")
    change = wide[2025] - wide[2023]
    return {
        "4.1": [(round((0.09 * 4) ** 0.5, 2),)],
        "4.2": [tuple(jumps)],
        "4.3": [tuple(drifts)],
        "4.4": [(-0.086, -0.050)],
        "4.5": [tuple(round(float(x), 2) for x in (change.mean(), *change.quantile([0.05, 0.95])))],
    }
