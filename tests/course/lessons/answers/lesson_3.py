"""Lesson 3: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

from functools import cache

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.results.predict import probabilities
from analysis.simulate import simulate

#: Wrong answers that a student is likely to give, and part of the hint to each.
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "3.1": [
        ((0.6, 1.4, "left"), "scale of z"),
        ((0.3, 0.7, "left"), "β is negative"),
        ((-0.3, -0.7, "right"), "above γ2"),
        ((-0.7, -0.3, "left"), "interchanged"),
        ((-1.2, -2.8, "left"), "equals the cutpoint"),
        ((-0.3, -0.7, "west"), '"left" or "right"'),
        (("left", -0.7, -0.3), "what type"),
    ],
    "3.2": [
        ((7,), "were cast"),
        ((6,), "more likely than not"),
        ((22.9,), "in this order"),
        ((9.3,), "in this order"),
        ((0.20,), "mean probability"),
        ((8,), "one decimal"),
        ((7.5,), "another year"),
        ((7.7,), "another year"),
        ((12.5,), "Assembly of the lesson"),
        ((10.0,), "add up"),
        (("7.8",), "what type"),
        (([7.8],), "of type list"),
    ],
    "3.3": [
        ((92.5,), "not a percentage"),
        ((0.07,), "miss the truth"),
        ((0.69,), "One standard error"),
        ((0.98,), "correlation"),
        ((222,), "between 0 and 1"),
        ((0.5,), "240 rows"),
        ((True,), "what type"),
    ],
    "3.4": [
        ((-2.4, 0.4, 1.0), "not β that stretches"),
        ((2.4, 0.4, 1.0), "not β that stretches"),
        ((0.6, -0.2, 0.4), "the other way"),
        ((-0.6, 0.4, 1.0), "into the cutpoints"),
        ((-0.6, 1.0, 1.6), "the wrong way"),
        ((-0.6, 0.2, 0.5), "β is right"),
        ((-0.6, 0.4, -0.2), "below γ2"),
        ((1.2, 0.4, 1.0), "Solve"),
    ],
    "3.5": [
        ((3.15, 1.02), "interchanged"),
        ((0.98, 0.32), "θ = 3 over"),
        ((0.02, 0.34), "differences"),
        ((0.06, 0.59), "probability of a yes"),
        ((1.02, 3.14), "three decimals"),
        ((1.0, 3.1), "three decimals"),
        ((1.02, 1.0), "mind the sign of γ"),
        ((1.02, 1.5), "The first is right. In the second both cutpoints are 3"),
        ((1.2, 3.15), "The second is right. In the first both cutpoints are 0"),
        ((0.08, 1.65), "ratios of the density"),
        ((0.5, 1.0), "Φ(θ − γ)"),
    ],
}


@cache
def right() -> dict[str, list[tuple[object, ...]]]:
    """Solve the exercises as the lesson asks."""
    mine = simulate("null", seed=11, n_states=40, years=6, calls_per_year=60)
    item = mine.items.loc["text-019"]
    p = probabilities(mine.theta[2020], item["beta"], item["gamma1"], item["gamma2"])
    params = IdealPoints(mine.rollcalls).fit().params.astype({"period": int})
    truth = mine.theta.stack().rename("truth").rename_axis(["state", "period"]).reset_index()
    both = params.merge(truth, on=["state", "period"])
    inside = (both["truth"] >= both["low"]) & (both["truth"] <= both["high"])
    no = [probabilities([2.0, 3.0], 1.0, g, g)[:, 2] for g in (0.0, 3.0)]
    return {
        "3.1": [(-0.3, -0.7, "left")],
        "3.2": [(round(p[:, 2].sum(), 1),)],
        "3.3": [(round(inside.mean(), 2),)],
        "3.4": [(-0.6, -0.2, 0.4)],
        "3.5": [tuple(round(float(x[1] / x[0]), 2) for x in no)],
    }
