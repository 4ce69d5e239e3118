from __future__ import annotations

import pandas as pd
import pytest

from analysis.record.sheet import call_table
from analysis.record.texts import text_table
from analysis.rollcalls.joining.coding import (
    code_by_rule,
    code_ukraine,
    coded_by_hand,
    codes_left_out,
    headings_of,
)


def table(**columns: object) -> pd.DataFrame:
    given = {
        "id": list("abcd"),
        "date": ["2018-01-01", "2019-01-01", "2020-01-01", "2025-01-01"],
        "title": ["Nuclear weapons", "The right to food", "Nuclear weapons", "Women"],
        "issues": ["ec", "hr", "", ""],
        "source": ["u", "u", "u", "v"],
    } | columns
    return call_table(given, 4)


def test_hand_codes_stay_and_rules_fill():
    assert coded_by_hand(table()).tolist() == [True, True, False, False]
    issues, note = code_by_rule(table())
    # By hand the first is on economic development alone; so it stays.
    assert issues.tolist() == ["ec", "hr", "di nu", "gender"]
    assert note.startswith("2 roll calls carry issue codes by rule: 1 of 3 not coded by hand")


class TestCodesLeftOut:
    TITLES = [
        "Question of decolonization",
        "Decolonization",
        "Colonialism and trade",
        "Nuclear arms",
    ]

    def test_they_are_by_rule_where_the_source_gives_neither(self):
        calls = table(
            date=["2018-12-05", "2019-12-12", "2020-12-07", "2020-12-08"],
            issues=["", "di", "me", "nu"],
            title=self.TITLES,
            source="u",
        )
        assert coded_by_hand(calls).all()
        assert codes_left_out(calls).tolist() == [False, True, True, True]
        # "Arms" in the last title gives no code, since only these two are open.
        assert code_by_rule(calls)[0].tolist() == ["", "co di", "co ec me", "nu"]

    def test_but_not_where_it_gives_one_in_that_year(self):
        calls = table(
            date=["2019-12-05", "2019-12-12", "2020-12-07", "2020-12-08"],
            issues=["co", "di", "me", "nu"],
            title=self.TITLES,
            source="u",
        )
        assert codes_left_out(calls).tolist() == [False, False, True, True]
        assert code_by_rule(calls)[0].tolist() == ["co", "di", "co ec me", "nu"]

    def test_sources_are_apart(self):
        calls = table(date="2019-12-12", issues=["co", "di", "", ""], source=["u", "u", "v", "v"])
        assert codes_left_out(calls).tolist() == [False, False, True, True]


class TestSubjects:
    def test_headings_count_where_no_hand_has_coded(self):
        headings = [("DECOLONIZATION",), (), ("PALESTINE QUESTION",), ("DECOLONIZATION", "X")]
        issues, note = code_by_rule(table(), headings)
        assert issues.tolist() == ["ec", "hr", "di me nu", "co gender"]
        assert note.startswith("2 roll calls")

    def test_they_are_found_by_symbol(self):
        texts = text_table(
            {"symbol": ["A/RES/1", "", "A/RES/2"], "subjects": [("A", "B"), ("X",), ()]}, 3
        )
        calls = table(symbol=["A/RES/1", "", "A/RES/2", "A/RES/3"])
        assert headings_of(calls, texts) == [("A", "B"), (), (), ()]
        assert headings_of(calls, text_table({}, 0)) == [()] * 4

    def test_none_and_empty_are_the_same(self):
        assert code_by_rule(table(), [()] * 4)[0].equals(code_by_rule(table())[0])

    def test_one_for_each_roll_call(self):
        with pytest.raises(ValueError, match="argument"):
            code_by_rule(table(), [()])


class TestUkraine:
    def test_by_list_title_and_source(self):
        calls = table(
            date=["2013-12-01", "2014-12-01", "2025-12-10", "2025-02-24"],
            title=["Ukraine", "Peace in Ukraine", "Chornobyl, in Ukraine", "The path to peace"],
            symbol=["", "", "A/RES/80/111", "A/RES/ES-11/8"],
            issues=["", "", "ukraine", ""],
        )
        both = "ukraine ukraine_wide"
        assert code_ukraine(calls).tolist() == ["", both, "ukraine_wide", both]

    def test_a_source_that_says_so_is_believed(self):
        calls = table(date="2025-01-01", issues=["me ukraine", "ukraine_wide", "", "hr"])
        assert code_ukraine(calls).tolist() == ["me ukraine ukraine_wide", "", "", "hr"]

    def test_it_is_no_hand_code_and_stays(self):
        calls = table(issues=["", "", "ukraine", ""])
        assert not coded_by_hand(calls).any()
        coded = ["di nu", "hr", "di nu ukraine ukraine_wide", "gender"]
        assert code_by_rule(calls)[0].tolist() == coded


def test_nothing_to_code():
    assert code_by_rule(table(title=""))[1] == ""
    assert code_by_rule(table()[:0])[1] == ""


class TestPublicRecord:
    def test_arms_are_no_colonies(self, history):
        calls = history.calls
        late = calls[calls["date"].dt.year.between(2019, 2023)]
        codes = late["issues"].str.split().map(set)
        alike = codes.map(lambda c: {"di", "co", "ec"} <= c)
        assert alike.sum() <= 3
        assert any("co and ec of 86 roll calls" in note for note in history.notes)

    def test_two_readings_of_ukraine(self, history):
        narrow, wide = (history.has_issue(code) for code in ("ukraine", "ukraine_wide"))
        assert (wide >= narrow).all()
        extra = set(history.calls["symbol"][wide & ~narrow])
        assert {"A/RES/80/111", "A/RES/79/284"} <= extra
        assert "A/RES/ES-11/3" not in extra
