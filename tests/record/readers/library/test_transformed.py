from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.readers.library.digital_library import read_bulk
from analysis.record.readers.library.transformed import is_transformed, read_transformed


def test_by_hand(small):
    long, wide = read_bulk(small("bulk")), read_transformed(small("transformed"))
    assert wide.states == ("NAM", "TUR", "USA")
    assert wide.votes.tolist() == [[0, 8], [1, 1], [3, 2]]
    pd.testing.assert_frame_equal(long.calls, wide.calls)


def test_two_spellings_of_one_state_are_one(small):
    path = small(
        "transformed", (",NAM\n", ',NAM,"TURKEY"\n'), ("N,Y,\n", "N,,,Y\n"), ("Y,X\n", "Y,X,\n")
    )
    assert read_transformed(path).votes.tolist() == [[0, 8], [1, 1], [3, 2]]


def test_a_name_with_a_comma(small):
    path = small("transformed", (",NAM\n", ',"GERMANY, FEDERAL REPUBLIC OF"\n'))
    assert read_transformed(path).states == ("DEU", "TUR", "USA")


def test_seats(small):
    path = small("transformed", (",NAM\n", ",CHINA\n"), ("2025-02-25", "1971-10-24"))
    assert read_transformed(path).states == ("TUR", "TWN", "USA")


def test_columns_that_are_no_states_are_left_out_and_said(small):
    path = small(
        "transformed", (",NAM\n", ",NAM,remark\n"), ("N,Y,\n", "N,Y,,\n"), ("Y,X\n", "Y,X,hm\n")
    )
    sheet = read_transformed(path)
    assert sheet.states == ("NAM", "TUR", "USA")
    assert sheet.notes == ("wide.csv: columns that are no states were left out: remark",)


def test_rows_that_agree_are_one_roll_call(small):
    row = "12,2025-02-25,79,A/RES/79/300,,,,Oceans,,,1,0,1,1,3,x,A,Y,X\n"
    assert read_transformed(small("transformed", (row, row + row))).votes.shape == (3, 2)


class TestRefused:
    def test_rows_that_contradict_each_other(self, small, refused):
        row = "12,2025-02-25,79,A/RES/79/300,,,,Oceans,,,1,0,1,1,3,x,A,Y,X\n"
        path = small("transformed", (row, row + row.replace("x,A,", "x,N,")))
        said = ("United States votes twice, differently, on A/RES/79/300", "column UNITED STATES")
        refused(lambda: read_transformed(path), *said)

    def test_columns_that_contradict_each_other(self, small, refused):
        path = small("transformed", (",NAM\n", ",TURKEY\n"))
        refused(lambda: read_transformed(path), "Türkiye votes twice", "row 3, column")

    @pytest.mark.parametrize("vote", ["Q", "1", "yes"])
    def test_unknown_vote(self, small, refused, vote):
        path = small("transformed", ("A,Y,X", f"A,{vote},X"))
        refused(lambda: read_transformed(path), f"unknown vote {vote!r}", "row 3, column TÜRKIYE")

    def test_unknown_state(self, small, refused):
        path = small("transformed", (",NAM\n", ",ATLANTIS\n"))
        refused(lambda: read_transformed(path), "unknown state 'ATLANTIS'", "wide.csv, row 1")

    def test_no_state(self, small, refused):
        path = small("bulk", ("ms_code,ms_name,ms_vote", "a,b,c"))
        assert not is_transformed(path.read_text().split("\n")[0].split(","))
        refused(lambda: read_transformed(path), "bulk.csv, row 1")

    def test_bad_date_and_number(self, small, refused):
        for old, new in (("2025-02-25", "2025-02-30"), ("\n12,", "\nx,")):
            path = small("transformed", (old, new))
            refused(lambda path=path: read_transformed(path), "wide.csv, row 3, column")


def test_the_held_record_in_this_layout(public, public_assembly, tmp_path):
    raw = pd.read_csv(public("bulk", "ga_voting_2025"), dtype=str, keep_default_na=False)
    meta = [c for c in raw if not c.startswith("ms_")]
    wide = raw.pivot_table(index=meta, columns="ms_name", values="ms_vote", aggfunc="first")
    wide.reset_index().to_csv(tmp_path / "w.csv", index=False)
    sheet = read_transformed(tmp_path / "w.csv")
    assert sheet.states == public_assembly.states
    at = pd.Index(sheet.calls["id"]).get_indexer(public_assembly.calls["id"])
    assert np.array_equal(sheet.votes[:, at], public_assembly.votes)
