"""Lesson 2: right answers, and wrong ones with the hint that each of them gets."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import joint_table
from analysis.agreement.chance import attainable
from analysis.agreement.indices import identical, kappa, ordinal, s
from analysis.course import check
from analysis.course.lessons.lesson_2 import (
    EXERCISES,
    HAND,
    JOINT,
    chance_table,
    correlated_days,
    joint_votes,
    yearly_agreement,
)
from analysis.errors import UsageError
from analysis.rollcalls.load import load_rollcalls

from ..conftest import hint

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


def each(index):
    return {k: float(index(joint_votes(*k).to_numpy())) for k in KEYS}


RIGHT = {
    "2.1": [(3.5 / 6,), (0.583,)],
    "2.2": [(own,), (lambda t: float(ordinal(t)),)],
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
        ((2.5 / 6,), "one less that"),
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
        ((1 - float(P @ WEIGHTS @ Q),), "one less that"),
        ((float(WEIGHTS.mean()),), "equally likely"),
        ((192 * float(P @ WEIGHTS @ Q),), "You multiplied counts"),
        ((0.5,), "margins"),
    ],
    "2.4": [
        ((-RAW, -KAPPA, "b"), "from the earlier"),
        ((KAPPA, RAW, "b"), "exchanged"),
        ((*FROM_2024, "b"), "six roll calls"),
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


def test_every_exercise_has_answers_here():
    assert set(RIGHT) == set(WRONG) == set(EXERCISES)


@pytest.mark.parametrize(("key", "answers"), [(k, a) for k in RIGHT for a in RIGHT[k]])
def test_right_answers_pass(key, answers):
    assert check(key, *answers).passed


@pytest.mark.parametrize(
    ("key", "answers", "part"), [(k, a, p) for k in WRONG for a, p in WRONG[k]]
)
def test_wrong_answers_get_their_hint(key, answers, part):
    assert part in hint(key, *answers)


def test_the_votes_of_2_1_by_hand():
    # YY YA NY AA X- -X YN NN: 1, 1/2, 0, 1, left out, left out, 0, 1.
    assert [a + b for a, b in zip(HAND[0].split(), HAND[1].split(), strict=True)] == [
        *["YY", "YA", "NY", "AA", "XY", "NX", "YN", "NN"]
    ]


def test_the_joint_votes_are_those_of_the_record():
    try:
        assembly = load_rollcalls("history").select(body="GA")
    except UsageError as error:
        pytest.skip(f"the history is not here: {error}")
    for other, year in JOINT:
        part = assembly.select(start=f"{year}-01-01", end=f"{year}-12-31")
        counted = joint_table(part, "USA", other)
        assert counted.equals(joint_votes(other, year)), (other, year)


@pytest.mark.parametrize(("other", "year"), KEYS)
def test_the_joint_votes_agree_with_the_shipped_agreement(other, year):
    shipped = yearly_agreement().query("other == @other and year == @year").iloc[0]
    table = joint_votes(other, year)
    assert table.to_numpy().sum() == shipped["n"]
    # The shipped values have four decimals, kept in single precision.
    assert float(ordinal(table)) == pytest.approx(shipped["ordinal"], abs=5.1e-5)
    assert float(kappa(table)) == pytest.approx(shipped["kappa"], abs=5.1e-5)


def test_by_chance_kappa_is_nothing():
    rng = np.random.default_rng(3)
    for table in rng.integers(1, 30, size=(20, 3, 3)):
        chance = chance_table(table.sum(axis=1), table.sum(axis=0))
        assert chance.sum() == pytest.approx(1)
        assert float(kappa(chance)) == pytest.approx(0, abs=1e-12)
        assert chance.sum(axis=1) == pytest.approx(table.sum(axis=1) / table.sum())


def test_days_of_one_mind():
    votes, dates = correlated_days(4000, 3, seed=5)
    same = (votes[0] == votes[1]).reshape(4000, 3)
    assert dates.nunique() == 4000
    assert same.mean() == pytest.approx(0.58, abs=0.02)
    # Texts of one day: cov = 0.24 * 0.8 ** 2, over the variance of one text.
    together = np.corrcoef(same[:, 0], same[:, 1])[0, 1]
    assert together == pytest.approx(0.24 * 0.64 / (0.58 * 0.42), abs=0.04)
