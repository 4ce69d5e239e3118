from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.record.issues import ISSUES, join_issues, on_ukraine


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


codes = st.lists(st.sampled_from(sorted(ISSUES)), max_size=9)


@given(codes, codes)
def test_joined_codes_are_a_set_in_order(one, two):
    joined = join_issues(" ".join(one), " ".join(two))
    assert joined.split() == sorted(set(one) | set(two))
    assert join_issues(joined, joined) == joined
