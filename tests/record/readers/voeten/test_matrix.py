from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.codes import Vote
from analysis.record.readers.voeten.matrix import is_matrix, read_matrix


def test_by_hand(small):
    sheet = read_matrix(small("matrix"))
    assert sheet.states == ("USA", "RUS", "NAM")
    # Rows USA, RUS, NAM; "3.0" is 3, and a blank cell is neither absent nor a non-member.
    assert sheet.votes.tolist() == [[1, 2, 3], [3, 8, 0], [9, 1, 2]]
    assert sheet.calls["id"].tolist() == ["rcid-3", "rcid-4", "rcid-5"]
    assert sheet.calls["issues"].tolist() == ["me", "di nu", ""]
    # The session begins in September: January 1991 is still in the 45th, May 2024 in the 78th.
    assert sheet.calls["session"].tolist() == ["45", "45", "78"]
    assert (sheet.calls["title"] == "").all()
    assert sheet.calls["stated_yes"].isna().all()
    assert sheet.notes == ()
    assert len(sheet.source.sha256) == 64


def test_packed_or_not_is_the_same(small):
    one, two = read_matrix(small("matrix")), read_matrix(small("matrix", gz=True))
    np.testing.assert_array_equal(one.votes, two.votes)
    pd.testing.assert_frame_equal(one.calls, two.calls)


class TestRefused:
    @pytest.mark.parametrize("cell", ["4", "7", "Y", "1.5", "-1", "nan", "99"])
    def test_unknown_cell(self, small, refused, cell):
        path = small("matrix", (",2,8,1\n", f",2,{cell},1\n"))
        refused(lambda: read_matrix(path), f"vote code {cell!r}", "row 3, column RUS")

    @pytest.mark.parametrize("day", ["1991-13-02", "02/01/1991", "", "1991", "NA"])
    def test_bad_date(self, small, refused, day):
        path = small("matrix", ("1991-01-02", day))
        refused(lambda: read_matrix(path), f"not a date: {day!r}", "row 3, column date")

    @pytest.mark.parametrize("state", ["ZZZ", "nam", "Namibia", "NA"])
    def test_unknown_state(self, small, refused, state):
        path = small("matrix", ("NAM", state))
        refused(lambda: read_matrix(path), f"unknown state {state!r}", "row 1")

    def test_unknown_flag(self, small, refused):
        path = small("matrix", ("FALSE,TRUE,TRUE", "FALSE,maybe,TRUE"))
        refused(lambda: read_matrix(path), "unknown flag 'maybe'", "row 3, column nu")

    def test_no_number(self, small, refused):
        path = small("matrix", ("\n4,", "\n,"))
        refused(lambda: read_matrix(path), "roll-call number: ''", "row 3, column rcid")

    def test_same_number_on_the_same_day(self, small, refused):
        path = small("matrix", ("\n4,1991-01-02", "\n3,1990-11-03"))
        refused(lambda: read_matrix(path), "rcid 3 occurs twice", "row 3, column rcid")


def test_a_number_used_again_is_told_apart_by_its_date(small):
    sheet = read_matrix(small("matrix", ("\n5,", "\n3,")))
    assert sheet.calls["id"].tolist() == ["rcid-3", "rcid-4", "rcid-3-2024-05-31"]
    assert "1 roll calls reuse the number" in sheet.notes[0]


def test_numbers_written_as_decimals(small):
    sheet = read_matrix(small("matrix", ("\n4,", "\n4.0,")))
    assert sheet.calls["id"].tolist() == ["rcid-3", "rcid-4", "rcid-5"]


class TestCodingBreaks:
    """Türkiye is coded absent from October 2023, Zimbabwe in December 2016."""

    @pytest.mark.parametrize(
        ("state", "inside", "outside"),
        [("TUR", "2023-10-27", "2023-09-30"), ("ZWE", "2016-12-08", "2017-01-02")],
    )
    def test_absences_within_are_not_recorded(self, small, state, inside, outside):
        rows = (
            ("RUS,NAM", f"RUS,{state}"),
            ("1990-11-03", outside),
            ("1991-01-02", inside),
            ("1,3,9", "1,3,8"),
            ("2,8,1\n", "2,8,8\n"),
        )
        sheet = read_matrix(small("matrix", *rows))
        assert sheet.votes[2].tolist()[:2] == [Vote.ABSENT, Vote.NOT_RECORDED]
        assert sheet.votes[1, 1] == Vote.ABSENT  # another state's absence stays one
        assert any(f"1 cells of {state}" in note for note in sheet.notes)

    def test_a_vote_within_stays(self, small):
        rows = (("RUS,NAM", "RUS,TUR"), ("1991-01-02", "2023-12-12"), ("1990-11-03", "2023-01-01"))
        sheet = read_matrix(small("matrix", *rows))
        assert sheet.votes[2, 1] == Vote.YES


class TestMembership:
    def test_a_member_coded_as_none_is_not_recorded(self, small):
        sheet = read_matrix(small("matrix", ("2,8,1\n", "9,8,1\n")))
        assert sheet.votes[0].tolist() == [1, 0, 3]
        assert "USA 1" in sheet.notes[0]

    def test_before_the_first_vote_it_is_no_member(self, small):
        assert read_matrix(small("matrix")).votes[2, 0] == Vote.NOT_MEMBER

    @pytest.mark.parametrize("state", ["SRB", "TWN"])
    def test_states_that_left(self, small, state):
        rows = (("USA,RUS,NAM", f"USA,RUS,{state}"), ("1,3,9", "1,3,1"), ("2,8,1\n", "2,8,9\n"))
        assert read_matrix(small("matrix", *rows)).votes[2].tolist()[:2] == [1, 9]


def test_told_by_its_columns():
    assert is_matrix(["rcid", "date", "me", "nu", "di", "hr", "co", "ec", "USA", "RUS"])
    assert not is_matrix(["rcid", "date", "me", "nu", "di", "hr", "co", "ec", "FRA"])


class TestPublicFile:
    def test_size(self, public_matrix):
        assert public_matrix.votes.shape == (194, 6551)
        assert public_matrix.calls["date"].max() == pd.Timestamp("2024-06-04")
        assert not public_matrix.calls["id"].duplicated().any()

    def test_four_repeated_numbers(self, public_matrix):
        again = public_matrix.calls["id"].str.count("-") > 1
        assert public_matrix.calls["id"][again].str.split("-").str[1].tolist() == [
            "427",
            "449",
            "411",
            "495",
        ]
        assert (public_matrix.calls["date"][again].dt.year == 2023).all()

    def test_namibia_votes_from_1990(self, public_matrix):
        row = public_matrix.votes[public_matrix.states.index("NAM")]
        cast = np.flatnonzero((row >= 1) & (row <= 3))
        assert len(cast) > 2000
        assert public_matrix.calls["date"].iloc[cast[0]].year == 1990

    def test_blank_cells_are_neither_absent_nor_outside(self, public, public_matrix):
        raw = pd.read_csv(
            public("matrix"), dtype=str, keep_default_na=False, usecols=["AFG", "USA", "TUV"]
        )
        for state in raw:
            blank = (raw[state] == "").to_numpy()
            assert (public_matrix.votes[public_matrix.states.index(state)][blank] == 0).all()

    @pytest.mark.parametrize(
        ("state", "first", "last"),
        [("TUR", "2023-10-01", "2024-12-31"), ("ZWE", "2016-11-21", "2016-12-23")],
    )
    def test_no_absence_within_a_coding_break(self, public_matrix, state, first, last):
        within = public_matrix.calls["date"].between(first, last).to_numpy()
        row = public_matrix.votes[public_matrix.states.index(state), within]
        assert (row == Vote.NOT_RECORDED).sum() > 70
        assert not (row == Vote.ABSENT).any()

    def test_coding_breaks_are_breaks(self, public, public_matrix):
        # Against the file itself: within, the state is absent far more often than around it.
        for state, first, last, around in (
            ("TUR", "2023-10-01", "2024-12-31", ("2022-10-01", "2023-09-30")),
            ("ZWE", "2016-11-21", "2016-12-23", ("2015-11-21", "2016-11-20")),
        ):
            raw = pd.read_csv(public("matrix"), usecols=["date", state])
            away = ~raw[state].isin([1, 2, 3])
            assert away[raw["date"].between(first, last)].mean() > 0.6
            assert away[raw["date"].between(*around)].mean() < 0.3
