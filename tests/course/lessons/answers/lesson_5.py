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
RHO = residual_rho(EARLIER)
WORTH = N * (1 - RHO) / (1 + RHO)
JUMPS = (KAPPA - KAPPA.rolling(4).mean().shift(1)).dropna()
RANK = int((JUMPS.abs() >= abs(JUMPS[2025])).sum())
STORIES = {"A": "agenda flood", "B": "realignment", "C": "isolation"}
STEPS = [step_in_draw(d) for _, d in ideal_point_draws("USA", EVERY).loc[:, 1992:2025].iterrows()]
Q = np.array([e.estimate for e in STEPS])
SE = np.array([e.se for e in STEPS])
POOLED = float(np.sqrt((SE**2).mean() + (1 + 1 / len(Q)) * Q.var(ddof=1)))

#: Each as computed, and as the lesson allows it to be written.
RIGHT: dict[str, list[tuple[object, ...]]] = {
    "5.1": [("not established", "rose"), (" Not established", "ROSE")],
    "5.2": [(RHO, WORTH), (round(RHO, 2), round(WORTH, 1))],
    "5.3": [
        (RANK, RANK / len(JUMPS)),
        (np.int64(RANK), round(RANK / len(JUMPS), 2)),
    ],
    "5.4": [(STORIES,), ({k: v.upper() for k, v in STORIES.items()},)],
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
        ((residual_rho(KAPPA), 10.0), "Did 2025 stay in"),
        (((EARLIER - EARLIER.mean()).autocorr(), 5.0), "Take the trend off"),
        ((RHO, N * (1 + RHO) / (1 - RHO)), "Turn the fraction over"),
        ((RHO, N * (1 - RHO)), "below the line"),
        ((RHO, 2.0), "rho is right"),
        (("0.77", WORTH), "what type"),
    ],
    "5.3": [
        ((RANK - 1, (RANK - 1) / len(JUMPS)), "out of its own ranking"),
        ((RANK, (RANK - 1) / len(JUMPS)), "p counts 2025"),
        ((RANK, 0.5), "over the number of years"),
        ((RANK + 3, (RANK + 3) / len(JUMPS)), "not that of 2025"),
        ((RANK, 100 * RANK / len(JUMPS)), "from 0 to 1"),
    ],
    "5.4": [
        (({"A": "realignment", "B": "agenda flood", "C": "isolation"},), "four noes or more"),
        (({"A": "isolation", "B": "realignment", "C": "agenda flood"},), "agreement hardly"),
        (({"A": "agenda flood", "B": "isolation", "C": "realignment"},), "which direction"),
        (({"A": "realignment", "B": "isolation", "C": "agenda flood"},), "Begin with the sign"),
        (({"A": "isolation", "B": "isolation", "C": "isolation"},), "in one record"),
        (({"A": "flood", "B": "realignment", "C": "isolation"},), "none of the three"),
        ((["agenda flood", "realignment", "isolation"],), "dictionary"),
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
