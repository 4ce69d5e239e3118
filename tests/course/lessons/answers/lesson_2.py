"""Lesson 2: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

import numpy as np

from analysis.agreement.chance import attainable
from analysis.agreement.indices import identical, kappa, ordinal, s
from analysis.course.lessons.lesson_2 import JOINT, joint_votes, yearly_agreement

WEIGHTS = np.array([[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])
RUSSIA = joint_votes("RUS", 2025).to_numpy()
P, Q = RUSSIA.sum(axis=1) / 192, RUSSIA.sum(axis=0) / 192
WITH_RUSSIA = yearly_agreement().query("other == 'RUS'").set_index("year")
RAW, KAPPA = (
    float(WITH_RUSSIA.loc[2025, c] - WITH_RUSSIA.loc[2023, c]) for c in ("ordinal", "kappa")
)
FROM_2024 = [
    float(WITH_RUSSIA.loc[2025, c] - WITH_RUSSIA.loc[2024, c]) for c in ("ordinal", "kappa")
]
KEYS = list(JOINT)
#: Worked out with the tables on paper: the least and the most overlap of the two margins.
POSITIONS = {("RUS", 2023): 0.21, ("RUS", 2025): 0.36, ("GBR", 2023): 0.98, ("GBR", 2025): 0.96}


def own(table):
    counts = np.asarray(table)
    return (WEIGHTS * counts).sum() / counts.sum()


def by_loops(table):
    counts = np.array(table).tolist()
    cells = [(i, j) for i in range(3) for j in range(3)]
    total = sum(counts[i][j] for i, j in cells)
    return sum((1 - abs(i - j) / 2) * counts[i][j] for i, j in cells) / total


def by_the_suite(table):
    from analysis.agreement import indices

    return float(getattr(indices, "ordi" + "nal")(np.asarray(table)))


def each(index):
    return {k: float(index(joint_votes(*k).to_numpy())) for k in KEYS}


RIGHT: dict[str, list[tuple[object, ...]]] = {
    "2.1": [(3.5 / 6,), (0.583,)],
    "2.2": [(own,), (lambda t: own(t).item(),), (by_loops,)],
    "2.3": [(float(P @ WEIGHTS @ Q),), (0.255,)],
    "2.4": [(RAW, KAPPA, "b"), (round(RAW, 2), round(KAPPA, 2), " (B) ")],
    "2.5": [(POSITIONS,), ({k: np.float64(v) for k, v in POSITIONS.items()},)],
}
WRONG = {
    "2.1": [
        ((0.5,), "share of identical votes"),
        ((4.5 / 8,), "absence for an abstention"),
        ((3.5 / 8,), "not over all eight"),
        ((1 / 6,), "This is S"),
        ((2.5 / 6,), "one minus that"),
        ((3.5,), "the sum"),
        ((0.9,), "write 1, 0.5 or 0"),
        ((0.6,), "write 1, 0.5 or 0"),
    ],
    "2.2": [
        ((lambda t: float(identical(t)),), "give half"),
        ((lambda t: float(s(t)),), "Yours is S"),
        ((lambda t: 1 - float(ordinal(t)),), "mean distance"),
        ((lambda t: (WEIGHTS * np.asarray(t)).sum(),), "Yours is a sum"),
        ((lambda t: (WEIGHTS * np.asarray(t)).sum() / 100,), "divide by n"),
        ((lambda t: float(kappa(t)),), "Multiply each count"),
        ((lambda t: float(ordinal(t)),), "the suite's own functions"),
        ((lambda t: 0.5 + float(s(t)) / 2,), "the suite's own functions"),
        ((ordinal,), "the suite's own functions"),
        ((by_the_suite,), "the suite's own functions"),
        ((lambda t: None,), "returns nothing"),
        ((lambda t: WEIGHTS * t,), "one number"),
        ((0.5,), "a function"),
        ((lambda t: (WEIGHTS * t.values).sum() / t.values.sum(),), "stops on an array (Attrib"),
        (
            (lambda t: (WEIGHTS * t).sum() / (t[0, 0] + t[0, 1:].sum() + t[1:].sum()),),
            "stops on a DataFrame (KeyError",
        ),
    ],
    "2.3": [
        ((float(ordinal(RUSSIA)),), "agreement observed"),
        ((float(P @ Q),), "identical votes only"),
        ((1 - float(P @ WEIGHTS @ Q),), "one minus that"),
        ((float(WEIGHTS.mean()),), "equally likely"),
        ((192 * float(P @ WEIGHTS @ Q),), "You multiplied counts"),
        ((0.5,), "margins"),
        ((round(float(P @ WEIGHTS @ Q), 2),), "Nearly: give three decimals"),
        ((float(P @ WEIGHTS @ Q) + 0.004,), "Nearly"),
        ((float(P @ WEIGHTS @ P),), "one state's shares for both"),
        ((float(Q @ WEIGHTS @ Q),), "one state's shares for both"),
        ((2 * float(P @ WEIGHTS @ Q) - 1,), "This is S"),
        ((float(kappa(RUSSIA)),), "This is kappa"),
    ],
    "2.4": [
        ((-RAW, -KAPPA, "b"), "from the earlier"),
        ((KAPPA, RAW, "b"), "exchanged"),
        ((*FROM_2024, "b"), "change from 2024"),
        ((0.1, 0.1, "b"), "column by column"),
        ((RAW, KAPPA, "a"), "sign of the change"),
        ((RAW, KAPPA, "c"), "thinks of the texts"),
        ((RAW, KAPPA, "d"), "one letter"),
    ],
    "2.5": [
        (({k: 1 - v for k, v in POSITIONS.items()},), "from the upper bound"),
        (({k: (v + 1) / 2 for k, v in each(kappa).items()},), "cannot reach"),
        ((each(ordinal),), "This is the agreement itself"),
        (
            (
                {
                    k: (v - low) / (high - low)
                    for k, v in each(kappa).items()
                    for low, high in [attainable(joint_votes(*k))]
                },
            ),
            "not of kappa",
        ),
        (({k: 0.5 for k in KEYS},), "(observed - lowest)"),
        (({"RUS": 0.2},), "keys"),
        (([0.2] * 4,), "keys"),
    ],
}


def right() -> dict[str, list[tuple[object, ...]]]:
    return RIGHT
