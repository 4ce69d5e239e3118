"""Lesson 2: joint votes, agreement by chance, and days of one mind."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import joint_table
from analysis.agreement.indices import kappa, ordinal
from analysis.course.lessons.lesson_2 import (
    HAND,
    JOINT,
    chance_table,
    correlated_days,
    joint_votes,
    yearly_agreement,
)


def test_the_votes_of_2_1_by_hand():
    # YY YA NY AA X- -X YN NN: 1, 1/2, 0, 1, left out, left out, 0, 1.
    assert [a + b for a, b in zip(HAND[0].split(), HAND[1].split(), strict=True)] == [
        *["YY", "YA", "NY", "AA", "XY", "NX", "YN", "NN"]
    ]


def test_the_joint_votes_are_those_of_the_record(history):
    assembly = history.select(body="GA")
    for other, year in JOINT:
        part = assembly.select(start=f"{year}-01-01", end=f"{year}-12-31")
        counted = joint_table(part, "USA", other)
        assert counted.equals(joint_votes(other, year)), (other, year)


@pytest.mark.parametrize(("other", "year"), list(JOINT))
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
