from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.record.sheet import call_table
from analysis.rollcalls.recurring.links import contradicted, link_texts, normal_title, read_matches

TITLE = "Necessity of ending the embargo against Cuba"


def calls(*titles: str, sessions: str = "123456789", **columns: object) -> pd.DataFrame:
    n = len(titles)
    given = {
        "id": [f"c{j}" for j in range(n)],
        "date": pd.date_range("2000-01-01", periods=n, freq="365D"),
        "session": list(sessions[:n]),
        "title": list(titles),
    } | columns
    return call_table(given, n)


class TestTitles:
    @pytest.mark.parametrize(
        "title",
        [
            "Follow-up to nuclear disarmament, 2010",
            "Follow-up to nuclear disarmament, 2010-2019",
            "FOLLOW-UP TO NUCLEAR DISARMAMENT, 1998/99",
            "Follow up to nuclear  disarmament",
        ],
    )
    def test_years_and_case_do_not_count(self, title):
        assert normal_title(title) == "follow up to nuclear disarmament"

    def test_one_normalised_title_may_link(self):
        assert link_texts(calls(TITLE + ", 2010", TITLE + ", 2012"), []).tolist() == ["c0", "c0"]

    def test_the_first_of_the_chain_names_it(self):
        assert link_texts(calls("x", TITLE, "y", TITLE, TITLE), []).tolist() == [
            "",
            "c1",
            "",
            "c1",
            "c1",
        ]

    def test_titles_that_name_a_subject_link_nothing(self):
        assert link_texts(calls("Nuclear weapons", "Nuclear weapons"), []).tolist() == ["", ""]

    def test_a_title_twice_in_a_session_links_nothing_there(self):
        got = link_texts(calls(TITLE, TITLE, TITLE, TITLE, sessions="1123"), [])
        assert got.tolist() == ["", "", "c2", "c2"]

    @pytest.mark.parametrize("column", ["paragraph", "amendment"])
    def test_parts_of_texts_link_nothing(self, column):
        got = link_texts(calls(TITLE, TITLE, TITLE, **{column: [True, False, None]}), [])
        assert got.tolist() == ["", "c1", "c1"]

    def test_the_council_links_nothing(self):
        assert link_texts(calls(TITLE, TITLE, body=["GA", "SC"]), []).tolist() == ["", ""]


class TestMatches:
    def test_chains_and_multiples(self):
        got = link_texts(calls("a", "b", "c", "d"), [("c0", "c2"), ("c2", "c3"), ("c0", "c2")])
        assert got.tolist() == ["c0", "", "c0", "c0"]

    def test_pairs_in_any_order(self):
        one = link_texts(calls("a", "b", "c"), [("c0", "c1"), ("c1", "c2")])
        two = link_texts(calls("a", "b", "c"), [("c2", "c1"), ("c1", "c0")])
        assert one.tolist() == two.tolist() == ["c0", "c0", "c0"]

    def test_unknown_numbers_are_passed_over(self):
        assert link_texts(calls("a", "b"), [("c0", "c9"), ("c8", "c9")]).tolist() == ["", ""]

    def test_pairs_and_titles_together(self):
        assert link_texts(calls("a", TITLE, TITLE), [("c0", "c2")]).tolist() == ["c0"] * 3

    @given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
    def test_texts_are_classes(self, pairs):
        got = link_texts(calls(*"abcdefgh"), [(f"c{i}", f"c{j}") for i, j in pairs])
        # The reachable set of each, by brute force.
        reach = {i: {i} for i in range(8)}
        for _ in range(8):
            for i, j in pairs:
                reach[i] = reach[j] = reach[i] | reach[j]
                for k in reach[i]:
                    reach[k] = reach[i]
        for i in range(8):
            expected = f"c{min(reach[i])}" if len(reach[i]) > 1 else ""
            assert got[i] == expected

    def test_a_pair_of_two_texts_is_refused(self):
        """In two sessions or more both titles were voted on, so they are not one text."""
        other = "Effects of the embargo against Cuba on trade and shipping"
        titles = [TITLE, other, TITLE, other, TITLE, other]
        table = calls(*titles, session=["1", "1", "2", "2", "3", "3"])
        assert contradicted(table, [("c0", "c3")]) == [("c0", "c3")]
        assert contradicted(table, [("c0", "c2")]) == []
        assert contradicted(table[:2], [("c0", "c1")]) == []
        assert link_texts(table, [("c0", "c3")]).tolist() == ["c0", "c1"] * 3


def test_a_cut_title_that_may_be_either_is_neither():
    whole = "Implementation of the Declaration on the Granting of Independence to Peoples"
    cut, longer = whole[:60], f"{whole} by the specialized agencies"
    sessions = ["1", "2", "2"]
    assert link_texts(calls(cut, whole, longer, session=sessions), []).tolist() == [""] * 3
    # Alone it is the one that it begins.
    assert link_texts(calls(cut, whole, session=["1", "2"]), []).tolist() == ["c0", "c0"]


class TestReadMatches:
    def test_by_hand(self, tmp_path):
        (tmp_path / "m.csv").write_text("v1,rcid1,rcid2\n1,299,331\n2,331.0,423\n")
        assert read_matches(tmp_path / "m.csv") == [
            ("rcid-299", "rcid-331"),
            ("rcid-331", "rcid-423"),
        ]


class TestPublicRecord:
    def test_texts_are_of_several_sessions(self, history):
        linked = history.calls[history.calls["recurring_text"] != ""]
        assert len(linked) > 2000
        per_text = linked.groupby("recurring_text")["session"]
        assert (per_text.size() >= 2).all()
        # A text is named by its first roll call.
        first = linked.drop_duplicates("recurring_text")
        assert (first["id"] == first["recurring_text"]).all()

    def test_the_embargo_against_cuba(self, history):
        titles = history.calls["title"].str.contains("embargo imposed by the United States")
        texts = history.calls.loc[titles & (history.calls["date"] > "2000"), "recurring_text"]
        assert texts.value_counts().iloc[0] >= 15
