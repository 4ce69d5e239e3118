from __future__ import annotations

import pandas as pd
import pytest

from analysis.record.readers.discover import discover, read_sheets
from analysis.record.readers.voeten.breaks import drop_copied_codes

TIDY = ("votes", "roll_calls", "issues")


class TestCopiedCodes:
    DAYS = pd.Series(pd.to_datetime(["2019-03-01", "2019-12-12", "2020-12-07", "2020-12-08"]))

    def test_by_hand(self):
        issues, notes = drop_copied_codes(["", "co di ec hr", "co di ec", "nu"], self.DAYS, "x")
        assert issues == ["", "di hr", "di", "nu"]
        assert len(notes) == 1
        assert notes[0].startswith("x: the codes co and ec of 2 roll calls of 2019 to 2020")

    @pytest.mark.parametrize("other", ["co", "ec", "di", "co di", "di ec", "co ec"])
    def test_a_year_that_says_anything_else_keeps_its_codes(self, other):
        issues, _ = drop_copied_codes([other, "co di ec", "co di ec", "nu"], self.DAYS, "x")
        assert issues == [other, "co di ec", "di", "nu"]

    @pytest.mark.parametrize("year", ["2018", "2024"])
    def test_other_years_are_left_alone(self, year):
        days = pd.Series(pd.to_datetime([f"{year}-12-12"]))
        assert drop_copied_codes(["co di ec"], days, "x") == (["co di ec"], [])

    def test_nothing_to_drop(self):
        assert drop_copied_codes([], pd.Series([], dtype="datetime64[s]"), "x") == ([], [])
        assert drop_copied_codes(["me"] * 4, self.DAYS, "x") == (["me"] * 4, [])

    def test_in_the_public_files(self):
        """Counted in the files by themselves: 16, 17, 17, 16 and 20 roll calls a year."""
        used = [f for f in discover() if f.used and f.kind in ("matrix", *TIDY)]
        if {f.kind for f in used} != {"matrix", *TIDY}:
            pytest.skip("no folder of the data search path holds the matrix and the issues")
        matrix, tidy = read_sheets(used)
        assert [s.source.name for s in (matrix, tidy)] == ["matrix", "unvotes"]
        assert any("co and ec of 86 roll calls of 2019 to 2023" in n for n in matrix.notes)
        assert any("co and ec of 16 roll calls of 2019" in n for n in tidy.notes)
        for sheet in (matrix, tidy):
            codes, year = sheet.calls["issues"].str.split(), sheet.calls["date"].dt.year
            late = codes[year.between(2019, 2023)]
            assert not late.map(lambda c: bool({"co", "ec"} & set(c))).any()
            assert codes[year == 2018].map(lambda c: "ec" in c).sum() == 18
