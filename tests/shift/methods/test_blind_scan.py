"""The blind scan: by hand, and on steps planted among noise."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import pairwise
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.methods.blind_scan import (
    agreement_by_year,
    blind_scan,
    country_in_scan,
    peaks,
)

from ...helpers import raises

YEARS = pd.Index(range(1990, 2010), name="year")


def noise(seed: int, states: int = 20) -> pd.DataFrame:
    names = [f"S{k:02d}" for k in range(states)]
    values = np.random.default_rng(seed).normal(0, 0.05, (len(YEARS), states))
    return pd.DataFrame(values, index=YEARS, columns=names)


class TestByHand:
    values = pd.DataFrame(
        {"A": [0, 0, 0, 1, 1, 1], "B": [0, 1, 0, 1, 0, 1], "C": [0.0] * 6}, index=range(2000, 2006)
    ).astype(float)

    def test_changes(self):
        found = blind_scan(self.values, width=2).set_index(["state", "year"])
        a, b = found.loc["A"], found.loc["B"]
        assert a["change"].tolist() == [0, 0.5, 1, 0.5, 0]
        # B: mean of (1, 0) less 0; (0, 1) less (0, 1); ...; the last year less (1, 0).
        assert b["change"].tolist() == [0.5, 0, 0, 0, 0.5]
        assert found.loc[("A", 2003), "relative"] == 1  # the median state did not move
        assert found.loc[("B", 2001), "relative"] == 0.5

    def test_what_moves_all_is_nobodys(self):
        step = self.values.copy()
        step.loc[2003:] += 10
        one, two = blind_scan(self.values), blind_scan(step)
        np.testing.assert_allclose(two["relative"], one["relative"], atol=1e-9)
        assert (two["change"] - one["change"]).max() == pytest.approx(10)

    def test_a_year_without_a_value_has_no_change(self):
        gap = self.values.copy()
        gap.loc[2003, "A"] = np.nan
        found = blind_scan(gap)
        years = found.loc[found["state"] == "A", "year"].tolist()
        assert years == [2001, 2002, 2004, 2005]

    def test_a_missing_year_is_missing(self):
        found = blind_scan(self.values.drop(index=2002), width=1)
        # 2003 has no year right before it.
        assert found.loc[found["state"] == "A", "year"].tolist() == [2001, 2004, 2005]

    def test_what_cannot_be(self):
        with raises(UsageError, "width", "0"):
            blind_scan(self.values, width=0)
        with raises(UsageError, "blind scan", "no state"):
            blind_scan(self.values.head(1))


def test_planted_steps_are_the_largest():
    """Steps of ten sd in ten of twenty states: the ten largest z, each in its year."""
    for seed in range(10):
        values = noise(seed)
        when = {f"S{k:02d}": 1995 + k for k in range(10)}
        for k, (state, year) in enumerate(when.items()):
            values.loc[year:, state] += 0.5 * (-1) ** k
        found = peaks(blind_scan(values), 3.0)
        top = found.head(10)
        assert dict(zip(top["state"], top["year"], strict=True)) == when
        signs = top.set_index("state")["z"].map(np.sign)
        assert all(signs[s] == (-1) ** k for k, s in enumerate(when))


def test_a_quiet_state_is_not_found_for_a_trifle():
    values = noise(3)
    values["S00"] = 0.0
    values.loc[2000:, "S00"] = 0.01
    found = blind_scan(values)
    assert found.loc[found["state"] == "S00", "z"].abs().max() < 4


def test_peaks_stand_apart():
    scan = pd.DataFrame(
        {"state": ["A"] * 4 + ["B"], "year": [1, 2, 3, 6, 2], "z": [3.0, -5.0, 4.0, 3.0, 3.5]}
    )
    assert peaks(scan, 3.0)[["state", "year"]].values.tolist() == [["A", 2], ["B", 2], ["A", 6]]
    assert peaks(scan, 3.0, width=0)["year"].tolist() == [2, 3, 2, 1, 6]
    assert peaks(scan, 9.0).empty


class TestCountry:
    scan = pd.DataFrame(
        {"state": ["A"] * 12, "year": range(2000, 2012), "z": [1.0, -4.0, 2.0, *[0.5] * 9]}
    )

    def test_rank_by_hand(self):
        e = country_in_scan(self.scan, "A", date(2002, 3, 1))
        assert (e.estimate, e.p_value, e.n) == (2, 2 / 12, 12)
        assert country_in_scan(self.scan, "A", date(2000, 12, 15)).p_value == 1 / 12
        assert country_in_scan(self.scan, "A", date(2007, 1, 1)).p_value == 1

    def test_a_year_without_a_value_gives_way_to_the_next(self):
        gap = self.scan.drop(index=1)
        assert country_in_scan(gap, "A", date(2001, 1, 1)).estimate == 2

    def test_few_years_deserve_no_p(self):
        assert country_in_scan(self.scan.head(9), "A", date(2001, 1, 1)).p_value is None

    def test_what_cannot_be(self):
        for state, day in (("B", date(2001, 1, 1)), ("A", date(2012, 1, 1))):
            with raises(UsageError, "blind scan", f"{state} ", f"{day.year}"):
                country_in_scan(self.scan, state, day)


def test_agreement_by_year_is_the_pairs():
    rng = np.random.default_rng(1)
    dates = [f"{y}-03-{d:02d}" for y in (2000, 2001) for d in range(1, 21)]
    rc = RollCalls.from_votes(
        rng.integers(1, 4, (4, 40)), states=["USA", "RUS", "A", "B"], dates=dates
    )
    found = agreement_by_year(rc)
    expected = pairwise(rc, "ordinal").of("USA")
    for state in ("RUS", "A", "B"):
        assert found[state].tolist() == expected[state].tolist()
    np.testing.assert_allclose(found["USA"], expected.mean(axis=1))
    assert agreement_by_year(rc, least=21).isna().all().all()
    with raises(UsageError, "agreement", "FRA"):
        agreement_by_year(rc, "FRA")
