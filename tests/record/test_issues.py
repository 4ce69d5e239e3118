from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.paths import EMBEDDED
from analysis.record.issues import ISSUES, join_issues, on_ukraine, ukraine_codes
from analysis.record.readers.conference import read_conference
from analysis.record.readers.discover import discover
from analysis.record.readers.formats.tabular import read_table


@pytest.mark.parametrize(
    "title",
    [
        "Territorial integrity of Ukraine",
        "Situation of human rights in the Autonomous Republic of Crimea",
        "Militarization of parts of the Black Sea and the Sea of Azov",
        "HUMAN RIGHTS IN SEVASTOPOL",
        "Ukrainian refugees",
    ],
)
def test_on_ukraine_from_2014(title):
    assert on_ukraine(title, 2014)
    assert not on_ukraine(title, 2013)


@pytest.mark.parametrize("title", ["The path to peace", "Black Sea cooperation", "", "Ukrainetz"])
def test_not_on_ukraine(title):
    assert not on_ukraine(title, 2025)


def test_a_page_of_record_is_no_title():
    assert not on_ukraine("Ukraine " + "x" * 300, 2020)


@pytest.fixture(scope="module")
def texts() -> pd.DataFrame:
    columns = ("symbol", "date", "title", "in", "wide", "reason")
    return read_table(EMBEDDED / "ukraine_texts.csv", columns)


class TestListOfTexts:
    def test_each_text_once_in_order_and_with_a_reason(self, texts):
        assert texts["symbol"].is_unique
        assert (texts[["title", "reason"]] != "").all(axis=None)
        assert set(texts["in"]) == set(texts["wide"]) == {"0", "1"}
        # What is in without the doubtful ones is in with them.
        assert (texts["wide"] >= texts["in"]).all()
        assert texts["date"].is_monotonic_increasing
        assert texts["date"].min() >= "2014-02-27"
        assert pd.to_datetime(texts["date"], format="%Y-%m-%d").notna().all()

    def test_the_embedded_votes_are_all_in(self, texts):
        within = set(texts["symbol"][texts["in"] == "1"])
        assembly = read_table(EMBEDDED / "ukraine_resolutions.csv", ("resolution", "date"))
        council = read_table(EMBEDDED / "security_council_ukraine.csv", ("symbol", "date"))
        days = texts.set_index("symbol")["date"]
        for symbol, day in (
            *zip(assembly["resolution"], assembly["date"], strict=True),
            *zip(council["symbol"], council["date"], strict=True),
        ):
            assert symbol in within
            assert days[symbol] == day

    def test_the_list_wins_over_the_title(self):
        # In, though the title names no state; out, though it names Ukraine.
        assert ukraine_codes("The path to peace", 2025, "A/RES/ES-11/8") == "ukraine ukraine_wide"
        assert ukraine_codes("Chornobyl, Ukraine", 2025, "A/RES/80/111") == "ukraine_wide"
        assert ukraine_codes("Ukraine and GUAM", 2024, "A/RES/79/11") == ""
        # What is not listed is by its title, in both readings.
        assert ukraine_codes("Peace in Ukraine", 2027, "A/RES/82/1") == "ukraine ukraine_wide"
        assert ukraine_codes("Chornobyl", 2027, "A/RES/82/2") == ""

    def test_every_text_that_is_filed_under_ukraine_is_listed(self, texts):
        """Whoever decides on a text of the record must write it down."""
        files = [f.path for f in discover() if f.used and f.kind == "conference"]
        if not files:
            pytest.skip("no folder of the data search path holds resolutions")
        names = re.compile(r"ukrain|crimea|sevastopol|\bazov\b|donetsk|ch[eo]rnobyl", re.IGNORECASE)
        held = pd.concat([read_conference(path).texts for path in files])
        where = held["title"] + "|" + held["agenda_item"] + "|" + held["subjects"].map(" ".join)
        named = set(held["symbol"][where.map(lambda text: names.search(text) is not None)])
        assert len(named) >= 20
        assert named <= set(texts["symbol"])
        # And days and titles are those of the files.
        both = texts.merge(held, on="symbol", suffixes=("", "_held"))
        assert len(both) >= 35
        assert (pd.to_datetime(both["date"]) == both["date_held"]).all()
        assert (both["title"] == both["title_held"]).all()


codes = st.lists(st.sampled_from(sorted(ISSUES)), max_size=9)


@given(codes, codes)
def test_joined_codes_are_a_set_in_order(one, two):
    joined = join_issues(" ".join(one), " ".join(two))
    assert joined.split() == sorted(set(one) | set(two))
    assert join_issues(joined, joined) == joined
