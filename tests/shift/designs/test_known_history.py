"""The list of known changes, and the blind scan against it: hits, misses, false alarms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.errors import RecordError, UsageError
from analysis.shift.designs.known_history import compare_with_history, known_changes
from analysis.shift.methods.blind_scan import blind_scan

from ...helpers import raises


def scan_of(**peaks: dict[int, float]) -> pd.DataFrame:
    """Twenty years without a change but those given, by state."""
    rows = [
        (state, year, given.get(year, 0.0)) for state, given in peaks.items() for year in range(20)
    ]
    return pd.DataFrame(rows, columns=["state", "year", "z"])


def known_of(*changes: tuple[str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(changes, columns=["state", "year"])
    return frame.assign(date=pd.Timestamp("2000-01-01"), what="change")


class TestList:
    def test_it_is_firm(self):
        table = known_changes()
        assert len(table) >= 60
        assert table["state"].nunique() >= 30
        assert table["date"].between("1946-01-01", "2025-12-31").all()
        assert (table[["what", "source"]] != "").all().all()
        held = set(zip(table["state"], table["date"].dt.strftime("%Y-%m-%d"), strict=True))
        assert held >= {
            ("RUS", "1991-12-25"),
            ("ARG", "2023-12-10"),
            ("CHL", "1973-09-11"),
            ("IRN", "1979-02-11"),
            ("ZAF", "1994-05-10"),
            ("NIC", "1979-07-19"),
            ("SRB", "2000-10-05"),
            ("GEO", "2004-01-25"),
            ("USA", "2025-01-20"),
        }

    def test_the_year_in_which_most_votes_come_after(self):
        table = known_changes().set_index("what")["year"]
        assert table["Milei takes office"] == 2024
        assert table["Trump follows Biden"] == 2025
        assert table["Milošević overthrown"] == 2000

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("ZZZ,2000-01-01,x,y", ["state", "not a state"]),
            ("USA,2000-13-01,x,y", ["date", "not a date"]),
            ("USA,1999-01-01,x,y", ["date", "repeats"]),
        ],
    )
    def test_slips_are_named(self, tmp_path, row, words):
        path = tmp_path / "known.csv"
        path.write_text(f"state,date,what,source\nUSA,1999-01-01,x,y\n{row}\n", encoding="utf-8")
        with raises(RecordError, "known.csv, row 3", *words):
            known_changes(path)

    def test_no_file(self, tmp_path):
        with pytest.raises(RecordError):
            known_changes(tmp_path / "none.csv")


class TestCompare:
    def test_everything_is_listed(self):
        scan = scan_of(A={5: 4.0, 12: 3.0}, B={8: -6.0}, C={3: 9.0})
        known = known_of(("A", 6), ("A", 17), ("B", 8), ("D", 4), ("A", 40))
        e = compare_with_history(scan, known, draws=99)
        assert e.estimate == pytest.approx(2 / 3)
        assert e.n == 3
        rows = e.table[["kind", "state", "year"]].astype(object).values.tolist()
        assert rows[:2] == [["hit", "B", 8], ["hit", "A", 5]]
        assert [r[:2] for r in rows[2:]] == [
            ["miss", "A"],
            ["false alarm", "A"],
            ["not in the record", "A"],
            ["not in the record", "D"],
        ]
        assert rows[3][2] == 12
        assert e.table["rank"].iloc[:2].tolist() == [1, 1]
        assert "1 peaks of the 2 states on the list and 1 of other states" in e.method

    def test_the_tolerance(self):
        scan, known = scan_of(A={5: 4.0}), known_of(("A", 7))
        assert compare_with_history(scan, known, draws=20).estimate == 0
        assert compare_with_history(scan, known, tolerance=2, draws=20).estimate == 1

    def test_the_threshold(self):
        scan, known = scan_of(A={5: 2.6}), known_of(("A", 5))
        assert compare_with_history(scan, known, draws=20).estimate == 1
        assert compare_with_history(scan, known, threshold=2.7, draws=20).estimate == 0

    def test_p_is_the_share_of_random_years(self):
        """One change with a peak: a random year of twenty lies within one of it in 3 of 20."""
        e = compare_with_history(scan_of(A={5: 4.0}), known_of(("A", 5)), draws=20_000)
        assert e.p_value == pytest.approx(0.15, abs=0.01)

    def test_nothing_to_test(self):
        with raises(UsageError, "known history", "change", "within"):
            compare_with_history(scan_of(A={}), known_of(("B", 5)))

    def test_planted_changes_are_found(self):
        """Thirty states of thirty years, a step of eight sd in a known year: all are hits."""
        rng = np.random.default_rng(4)
        values = pd.DataFrame(
            rng.normal(0, 0.05, (30, 30)),
            index=range(1980, 2010),
            columns=[f"S{k}" for k in range(30)],
        )
        when = rng.integers(1985, 2005, 30)
        for state, year in zip(values.columns, when, strict=True):
            values.loc[year:, state] += 0.4 * rng.choice([-1, 1])
        known = known_of(*zip(values.columns, when.tolist(), strict=True))
        e = compare_with_history(blind_scan(values), known, threshold=4.0, draws=199)
        assert e.estimate >= 0.9
        assert e.p_value == 1 / 200

    def test_p_without_a_connection(self):
        """Known years drawn at random: p at most 0.05 in at most some 5% of 120 lists.

        Hits are whole numbers, so that the level is held but not used up.
        """
        rng = np.random.default_rng(6)
        low = 0
        for _ in range(120):
            peaks = {f"S{k}": {int(y): 4.0 for y in rng.integers(0, 20, 2)} for k in range(10)}
            known = known_of(*((s, int(rng.integers(0, 20))) for s in peaks))
            low += compare_with_history(scan_of(**peaks), known, draws=99).p_value <= 0.05
        assert low <= binom.ppf(0.999, 120, 0.05)
