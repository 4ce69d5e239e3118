"""Checks of lesson 4, time and bridging."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analysis.course.exercise import Exercise, Verdict, matches, number, passed, try_again
from analysis.course.lessons.assemblies import with_drift
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.derived import read_derived, shift_in_draws
from analysis.shift.methods.decomposition import split
from analysis.simulate import simulate

__all__ = ["EXERCISES"]

#: Two digits are asked for; a unit of the last is let pass, for processors that round otherwise.
TWO, THREE = 0.0101, 0.00101


def _near(a: float, b: float, within: float = TWO) -> bool:
    return abs(a - b) <= within


# -- 4.1 -----------------------------------------------------------------------------------------
#: Hashes of the answer and of those that common misconceptions give, written to two decimals.
SPREAD = "b9d8f0a4c70558fc"
SLIPS = {
    "fc77dd227f959072": "This is the standard deviation of a single step. The walk goes on "
    "in years without a vote of the state.",
    "724b6e3df44946e4": "This is a variance. Asked is the standard deviation.",
    "600da9f58686851e": "Variances of independent steps add up; standard deviations do not.",
    "b9654704826de20a": "Count the steps, not the years without a vote: the last one "
    "leads into 2023.",
}


def _gap(sd: object) -> Verdict:
    written = f"{number(sd):.2f}"
    if matches(written, SPREAD):
        return passed("Right: the longer the absence, the less the past holds a state.")
    for hashed, hint in SLIPS.items():
        if matches(written, hashed):
            return try_again(hint)
    return try_again(
        "How many yearly steps lead from 2019 to 2023? Each has variance 0.09, and they are "
        "independent."
    )


# -- 4.2 -----------------------------------------------------------------------------------------
@cache
def _jumps() -> dict[str, tuple[float, float]]:
    """Compute the change wanted, and that between the means of all years on each side."""
    sim = simulate("realignment", seed=7, n_states=60, years=8, after=3, calls_per_year=100)
    pairs, means = [], []
    for variance in (0.25, 0.01):
        results = IdealPoints(sim.rollcalls, walk_variance=variance).fit()
        years = [int(str(p)) for p in results.ballots.periods]
        labels = dict(zip(years, results.ballots.periods, strict=True))
        early, late = [y for y in years if y < 2025], [y for y in years if y >= 2025]
        pairs.append(results.between("USA", [labels[2024]], [labels[2025]]).estimate)
        means.append(
            results.between("USA", [labels[y] for y in early], [labels[y] for y in late]).estimate
        )
    return {"pair": (pairs[0], pairs[1]), "means": (means[0], means[1])}


def _tightness(loose: object, tight: object) -> Verdict:
    a, b = number(loose), number(tight)
    x, y = _jumps()["pair"]
    if _near(a, x) and _near(b, y):
        return passed("Right. The votes are the same; only the prior differs.")
    if _near(a, y) and _near(b, x):
        return try_again("The two are interchanged: the smaller variance is the tighter walk.")
    if _near(a, -x) and _near(b, -y):
        return try_again("A change is later less earlier: 2025 less 2024.")
    if all(_near(*z) for z in zip((a, b), _jumps()["means"], strict=True)):
        return try_again("These are means of all years on each side. Take 2025 less 2024 alone.")
    if _near(a, x) or _near(b, y):
        return try_again("One of the two is right. Mind walk_variance in the other.")
    return try_again(
        "Fit twice, with walk_variance=0.25 and walk_variance=0.01, and take the ideal point of "
        "USA in 2025 minus that in 2024."
    )


# -- 4.3 -----------------------------------------------------------------------------------------
@cache
def _drifts() -> dict[str, tuple[float, float]]:
    """Change from the first year to the last with links and without: of all states, of one."""
    sim = simulate("null", seed=7, n_states=40, years=8, calls_per_year=60)
    drifting = with_drift(sim, -0.2, seed=7)
    every, one = [], []
    for link in (True, False):
        params = IdealPoints(drifting.rollcalls, link=link).fit().params
        wide = params.pivot(index="state", columns="period", values="theta")
        moved = wide.iloc[:, -1] - wide.iloc[:, 0]
        every.append(float(moved.mean()))
        one.append(float(moved["USA"]))
    return {"all": (every[0], every[1]), "USA": (one[0], one[1])}


def _bridges(linked: object, unlinked: object) -> Verdict:
    a, b = number(linked), number(unlinked)
    x, y = _drifts()["all"]
    if _near(a, x) and _near(b, y):
        return passed(
            "Right. Without texts in common each year is set to the mean of the year before, "
            "and what moves all states alike is not seen."
        )
    if _near(a, y) and _near(b, x):
        return try_again("The two are interchanged: link=False takes the bridges away.")
    if _near(a, -x) and _near(abs(b), abs(y)):
        return try_again("A drift is the last year less the first.")
    if all(_near(*z) for z in zip((a, b), _drifts()["USA"], strict=True)):
        return try_again("This is one state. Take the mean over all states in each year.")
    if _near(a, -1.4) or _near(b, -1.4):
        return try_again(
            "This is the drift that was put in, on the scale of the simulation. Asked is what "
            "the two fits find."
        )
    return try_again(
        "Group params by period, take the mean of theta, and subtract that of the first year "
        "from that of the last; once for link=True, once for link=False."
    )


# -- 4.4 -----------------------------------------------------------------------------------------
def _parts(agenda: object, preference: object) -> Verdict:
    a, p = number(agenda), number(preference)
    n, level = np.array([[30.0, 10.0], [30.0, 70.0]]), np.array([[0.50, 0.30], [0.44, 0.26]])
    found = split(np.stack([n * level, n], axis=-1))
    want_a, want_p, total = float(found.agenda), float(found.preference), float(found.total)
    if _near(a, want_a, THREE) and _near(p, want_p, THREE):
        return passed(
            "Right: they add up to the whole change, and the larger part is not a change of votes."
        )
    if _near(a, want_p, THREE) and _near(p, want_a, THREE):
        return try_again(
            "The two are interchanged: a change of shares is the agenda, a change of agreement "
            "within a class is the votes."
        )
    if _near(a, -want_a, THREE) and _near(p, -want_p, THREE):
        return try_again("A change is after less before.")
    if all(_near(x, round(y, 2), 1e-9) for x, y in ((a, want_a), (p, want_p))):
        return try_again(
            "Nearly: give three decimals. If agenda has no third, you weighted the changes of "
            "share with the agreement of one window; take the mean of the two."
        )
    share = n / n.sum(axis=1, keepdims=True)
    moved = level[1] - level[0]
    if _near(p, want_p, THREE):
        for weights in level:
            if _near(a, float((share[1] - share[0]) @ weights), THREE):
                return try_again(
                    "votes is right. In agenda you weighted the changes of share with the "
                    "agreement of one window; take the mean of the two."
                )
        if _near(a, float((n[1] - n[0]) @ level.mean(axis=0)), 10 * THREE):
            return try_again("votes is right. In agenda you took numbers of roll calls for shares.")
        return try_again(
            "votes is right. agenda is the change of each class's share times its mean agreement, "
            "and the two add up to the whole change."
        )
    for weights in share:
        if _near(p, float(weights @ moved), THREE):
            return try_again(
                "You weighted the changes of agreement with the shares of one window. Take the "
                "mean of the two, so that neither window counts for more."
            )
    if _near(p, float(moved.sum()), THREE) or _near(p, float(moved.mean()), THREE):
        return try_again("Weight each class's change by its share of the roll calls.")
    if _near(a, want_a, THREE):
        return try_again(
            "agenda is right. votes is the mean share of each class times its change of agreement."
        )
    if not _near(a + p, total, 2 * THREE):
        return try_again("The two parts must add up to the change of the overall mean.")
    return try_again(
        "preference: mean share of a class times its change of agreement, added up. agenda: "
        "change of its share times its mean agreement, added up."
    )


# -- 4.5 -----------------------------------------------------------------------------------------
@cache
def _real() -> dict[str, tuple[float, float, float]]:
    draws = read_derived("draws")
    points = read_derived()
    own = points[points["state"] == "USA"].astype({"period": int}).set_index("period")
    out = {"want": _interval(draws, [2023], [2025]), "other": _interval(draws, [2024], [2025])}
    a, b = own.loc[2023], own.loc[2025]
    out["ends"] = (b["mean"] - a["mean"], b["q05"] - a["q95"], b["q95"] - a["q05"])
    out["like"] = (b["mean"] - a["mean"], b["q05"] - a["q05"], b["q95"] - a["q95"])
    own = draws[draws["state"] == "USA"].astype({"period": int})
    q = own.groupby("period")["theta"].quantile([0.05, 0.95]).unstack()
    out["drawn ends"] = (
        out["want"][0],
        q.loc[2025, 0.05] - q.loc[2023, 0.95],
        q.loc[2025, 0.95] - q.loc[2023, 0.05],
    )
    return {k: (float(v[0]), float(v[1]), float(v[2])) for k, v in out.items()}


def _interval(
    draws: pd.DataFrame, before: list[int], after: list[int]
) -> tuple[float, float, float]:
    found = shift_in_draws(draws, "USA", before, after)
    return found.estimate, number(found.low), number(found.high)


def _from_draws(change: object, low: object, high: object) -> Verdict:
    given = (number(change), number(low), number(high))

    def like(which: str, wide: float = 0.0201) -> bool:
        return all(_near(*pair, wide) for pair in zip(given, _real()[which], strict=True))

    if like("want"):
        low, high = _real()["want"][1:]
        zero = "holds zero" if low <= 0 <= high else "excludes zero"
        near = min(abs(low), abs(high)) < 0.1 * (high - low)
        return passed(
            f"Right. The interval {zero}{', though not by much' if near else ''}. It rests on all "
            "roll calls of both years, and their agendas differ. It is no finding: the model does "
            "not predict the votes of the United States in 2025."
        )
    if like("ends") or like("drawn ends"):
        return try_again(
            "The ends of two intervals cannot be subtracted: both years would have to be at their "
            "extremes at once. Subtract within each draw, then take quantiles."
        )
    if like("like"):
        return try_again(
            "Differences of quantiles are not quantiles of differences. Subtract within each draw."
        )
    if like("other"):
        return try_again("This starts from 2024. The question is of 2023 and 2025.")
    if all(
        _near(-x, y) for x, y in zip((given[0], given[2], given[1]), _real()["want"], strict=True)
    ):
        return try_again("A change is later less earlier: 2025 less 2023.")
    if given[1] > given[2]:
        return try_again("low is above high.")
    return try_again(
        "Pivot the draws of USA to one row a draw and one column a year, subtract 2023 from 2025, "
        "and take the mean and the quantiles 0.05 and 0.95."
    )


EXERCISES: dict[str, Exercise] = {
    key: Exercise(key, verify)
    for key, verify in (
        ("4.1", _gap),
        ("4.2", _tightness),
        ("4.3", _bridges),
        ("4.4", _parts),
        ("4.5", _from_draws),
    )
}
