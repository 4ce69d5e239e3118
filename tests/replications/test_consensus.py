"""Similarity with adoptions without a vote."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement.counts import joint_table
from analysis.agreement.indices import kappa, pi, s
from analysis.record.texts import text_table
from analysis.replications.consensus import compare_decades, replicate
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls


@pytest.fixture
def record():
    rc = RollCalls.from_votes(
        [[1, 3, 1, 2], [1, 1, 3, 3], [1, 8, 2, 3]],
        states=["USA", "RUS", "FRA"],
        dates=["2020-10-01", "2020-10-02", "2020-10-03", "2021-12-01"],
    )
    n = 7
    table = text_table(
        {
            "symbol": [f"A/RES/75/{k + 1}" for k in range(n)],
            "date": ["2020-01-01", *["2020-10-05"] * 4, "2021-10-05", "2020-10-01"],
            "adopted": ["without a vote"] * 6 + ["vote"],
            "session": ["75"] * n,
        },
        n,
    )
    return rc, Resolutions.of(table)


def test_a_year_by_hand(record):
    rc, resolutions = record
    table = replicate(rc, resolutions, first=2020, last=2020).iloc[0]
    assert table["adoptions_low"] == table["adoptions_high"] == 5
    assert table["share_low"] == 5 / 8
    part = rc.take([0, 1, 2])
    for name, index in (("s", s), ("kappa", kappa), ("pi", pi)):
        pairs = [joint_table(part, a, b).to_numpy(float) for a, b in
                 (("USA", "RUS"), ("USA", "FRA"), ("RUS", "FRA"))]  # fmt: skip
        for column, extra in (("votes", 0.0), ("low", 5.0)):
            added = [p + np.diag([extra, 0, 0]) for p in pairs]
            values = [float(index(p)) for p in added]
            assert table[f"{name}_{column}"] == pytest.approx(np.nanmean(values))


def test_adoptions_raise_what_is_not_corrected_for_chance(record):
    table = replicate(*record, first=2020, last=2021)
    assert (table["s_low"] > table["s_votes"]).all()


def test_years_without_bounds_are_left_out(record):
    assert replicate(*record, first=2018, last=2020)["year"].tolist() == [2020]


def test_decades_with_bounds_at_their_worst():
    table = pd.DataFrame({"year": [1980, 2015]})
    for name in ("s", "kappa", "pi"):
        table[f"{name}_votes"] = [0.2, 0.5]
        table[f"{name}_low"], table[f"{name}_high"] = [0.4, 0.5], [0.6, 0.8]
    row = compare_decades(table).iloc[0]
    assert row["change"] == pytest.approx(0.3)
    assert (row["change_low"], row["change_high"]) == pytest.approx((-0.1, 0.4))
