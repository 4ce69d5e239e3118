"""Lesson 5: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.course.lessons.lesson_5 import EVERY, step_in_draw
from analysis.course.lessons.shipped import ideal_point_draws, yearly_agreement


def residual_rho(values: pd.Series) -> float:
    line = np.polyfit(values.index, values, 1)
    return (values - np.polyval(line, values.index)).autocorr()


KAPPA = yearly_agreement("USA", "RUS").loc[:2025]
EARLIER = KAPPA.loc[:2024]
N = len(EARLIER)
residual = EARLIER - np.polyval(np.polyfit(EARLIER.index, EARLIER, 1), EARLIER.index)
RHO = residual_rho(EARLIER)
WORTH = N * (1 - RHO) / (1 + RHO)
JUMPS = (KAPPA - KAPPA.rolling(4).mean().shift(1)).dropna()
RANK = int((JUMPS.abs() >= abs(JUMPS[2025])).sum())
STORIES = {"A": "realignment", "B": "agenda flood", "C": "isolation"}
SEED = 20250224
STEPS = [step_in_draw(d) for _, d in ideal_point_draws("USA", EVERY).loc[:, 1992:2025].iterrows()]
Q = np.array([e.estimate for e in STEPS])
SE = np.array([e.se for e in STEPS])
POOLED = float(np.sqrt((SE**2).mean() + (1 + 1 / len(Q)) * Q.var(ddof=1)))


def jumps_of(series, shift=1):
    return (series - series.rolling(4).mean().shift(shift)).dropna()


def placebo(series):
    jump = jumps_of(series)
    rank = int((jump.abs() >= abs(jump.iloc[-1])).sum())
    return rank, rank / len(jump)


def by_loops(series):
    values = list(series)
    jumps = [values[k] - sum(values[k - 4 : k]) / 4 for k in range(4, len(values))]
    order = sorted(jumps, key=abs, reverse=True)
    rank = order.index(jumps[-1]) + 1
    return [np.int64(rank), rank / len(jumps)]


def ranked(series, count, of=len, jumps=jumps_of):
    """Rank and p of a student whose count of jumps, or of years, is another."""
    jump = jumps(series)
    rank = int(count(jump))
    return rank, rank / of(jump)


def about_their_mean(series):
    jump = jumps_of(series)
    return jump - jump.mean()


def rises(jump):
    return (jump >= jump.iloc[-1]).sum()


def others(jump):
    return (jump.abs() > abs(jump.iloc[-1])).sum()


def sizes(jump):
    return (jump.abs() >= abs(jump.iloc[-1])).sum()


def of_2025(series):
    return (RANK, RANK / len(JUMPS)) if 2025 in series.index else (1, 0.5)


#: Each as computed, and as the lesson allows it to be written.
RIGHT: dict[str, list[tuple[object, ...]]] = {
    "5.1": [("not established", "rose"), (" Not established", "ROSE")],
    "5.2": [(RHO, WORTH), (round(RHO, 3), round(WORTH, 1))],
    "5.3": [(placebo,), (by_loops,)],
    "5.4": [(STORIES, SEED), ({k: v.upper() for k, v in STORIES.items()}, SEED)],
    "5.5": [(Q.mean(), POOLED), (round(Q.mean(), 3), round(POOLED, 3))],
}
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "5.1": [
        (("fell", "rose"), "signs of the estimates"),
        (("not established", "not established"), "does not say that a 90% interval"),
        (("rose", "fell"), "two ends of each interval"),
        (("up", "rose"), "none of the three"),
        ((-0.14, 0.21), "none of the three"),
    ],
    "5.2": [
        ((EARLIER.autocorr(), 5.0), "Take the trend off"),
        ((EARLIER.diff().autocorr(), 5.0), "differences from year to year"),
        ((residual_rho(KAPPA), 10.0), "The year 2025 stayed in"),
        (((EARLIER - EARLIER.mean()).autocorr(), 5.0), "Take the trend off"),
        ((RHO, N * (1 + RHO) / (1 - RHO)), "Turn the fraction over"),
        ((RHO, N * (1 - RHO)), "below the line"),
        ((RHO, 2.0), "rho is right"),
        ((0.8, N * 0.2 / 1.8), "simulation was made with"),
        ((0.8, round(N / 9, 1)), "simulation was made with"),
        ((RHO, WORTH + 0.5), "Nearly: give worth to one decimal"),
        ((RHO, round(WORTH) + 0.0), "Nearly"),
        ((RHO, (N + 1) * (1 - RHO) / (1 + RHO)), "2025 is not in"),
        ((RHO, (N - 1) * (1 - RHO) / (1 + RHO)), "not of pairs"),
        ((RHO, N * (1 - RHO**2) / (1 + RHO**2)), "not squared"),
        ((RHO**2, 5.0), "rho squared"),
        ((residual.autocorr(2), 5.0), "two years apart"),
        ((RHO + 0.02, WORTH), "rho is near"),
        (("0.77", WORTH), "what type"),
    ],
    "5.3": [
        ((lambda s: ranked(s, rises),), "rank the rises alone"),
        ((lambda s: ranked(s, others),), "out of its own ranking"),
        ((lambda s: (placebo(s)[0], (placebo(s)[0] - 1) / len(jumps_of(s))),), "p counts the last"),
        ((lambda s: ranked(s, sizes, lambda j: len(s)),), "fewer than"),
        ((lambda s: ranked(s, sizes, lambda j: len(j) - 1),), "the last among them"),
        ((lambda s: (placebo(s)[0], (placebo(s)[0] + 1) / (len(jumps_of(s)) + 1)),), "to be added"),
        ((lambda s: (placebo(s)[0], 100 * placebo(s)[1]),), "from 0 to 1"),
        ((lambda s: (placebo(s)[0], round(placebo(s)[1], 2)),), "do not round"),
        ((lambda s: ranked(s, sizes, len, lambda x: jumps_of(x, 0)),), "do not hold the year"),
        ((lambda s: ranked(s, sizes, len, about_their_mean),), "by the size of its jump"),
        ((of_2025,), "not for other series"),
        ((lambda s: (RANK, RANK / len(JUMPS)),), "not for other series"),
        ((lambda s: (5, 0.5),), "mean of the four years"),
        ((lambda s: placebo(s)[0],), "two numbers"),
        ((lambda s: None,), "two numbers"),
        ((lambda s: s.loc[1776],), "Yours stops on a series (KeyError"),
        ((0.5,), "a function of a series"),
    ],
    "5.4": [
        (({**STORIES, "A": STORIES["B"], "B": STORIES["A"]}, SEED), "four noes or more"),
        (({**STORIES, "B": STORIES["C"], "C": STORIES["B"]}, SEED), "agreement hardly"),
        (({**STORIES, "A": STORIES["C"], "C": STORIES["A"]}, SEED), "which direction"),
        (
            (dict(zip("ABC", [STORIES[k] for k in "BCA"], strict=True)), SEED),
            "Begin with the sign",
        ),
        (({k: "isolation" for k in STORIES}, SEED), "in one record"),
        ((STORIES | {"A": "flood"}, SEED), "none of the three"),
        ((list(STORIES.values()), SEED), "dictionary"),
        ((STORIES, SEED + 1), "n"),
    ],
    "5.5": [
        ((Q.mean(), POOLED**2), "That is the variance"),
        ((Q.mean(), np.sqrt((SE**2).mean())), "leave out that the draws differ"),
        ((Q.mean(), SE.mean()), "leave out that the draws differ"),
        ((Q.mean(), Q.std(ddof=1)), "within each of them"),
        ((Q.mean(), Q.std()), "within each of them"),
        ((Q.mean(), np.sqrt((SE**2).mean() + Q.var(ddof=1))), "1 + 1/m"),
        ((Q.mean(), np.sqrt((SE**2).mean() + 1.1 * Q.var())), "m - 1"),
        ((Q[0], POOLED), "mean of the estimates"),
        ((Q.mean(), 0.5), "Add the mean"),
    ],
}


def right() -> dict[str, list[tuple[object, ...]]]:
    return RIGHT
