from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import (
    check_record,
    coverage,
    gaps,
    status,
    tally_differences,
    vote_counts,
)


def stated(rc: RollCalls, **changes: dict[int, int]) -> RollCalls:
    """State the counted totals beside the votes, with some of them changed."""
    calls, tally = rc.calls, rc.tally()
    for name in ("yes", "no", "abstain", "absent"):
        values = tally[name].tolist()
        for j, n in changes.get(name, {}).items():
            values[j] = n
        calls[f"stated_{name}"] = pd.array(values, dtype="Int16")
    return RollCalls(rc.votes, calls, rc.states, rc.sources, rc.scope, rc.notes)


class TestTallies:
    def test_true_totals_differ_nowhere(self, three):
        assert tally_differences(stated(three)) == []

    @pytest.mark.parametrize("name", ["yes", "no", "abstain", "absent"])
    @pytest.mark.parametrize("by", [-1, 1])
    def test_a_planted_wrong_total_is_found(self, name, by):
        rc = RollCalls.from_votes(
            [[1, 1, 2], [3, 2, 8], [2, 8, 3], [8, 3, 1]],
            states=list("ABCD"),
            symbol=["x", "y", "z"],
        )
        true = int(rc.tally()[name].iloc[1])
        assert true == 1
        found = tally_differences(stated(rc, **{name: {1: true + by}}))
        assert len(found) == 1
        assert found[0]["symbol"] == "y"
        assert found[0]["counted"] == {name: true}
        assert found[0]["stated"] == {name: true + by}
        assert found[0]["text"] == f"counted {true} {name}, stated {true + by} {name}"

    def test_several_on_one_roll_call_are_one_difference(self, three):
        found = tally_differences(stated(three, yes={0: 0}, no={0: 3}))
        assert [d["id"] for d in found] == ["call-0"]
        assert found[0]["stated"] == {"yes": 0, "no": 3}

    def test_no_total_is_no_difference(self, three):
        assert tally_differences(three) == []
        assert check_record(three)["tally_checked"] == 0


class TestGaps:
    def years(self, **counts: int) -> RollCalls:
        dates = [f"{year[1:]}-01-{1 + k % 28:02d}" for year, n in counts.items() for k in range(n)]
        return RollCalls.from_votes(np.ones((1, len(dates))), states=["A"], dates=dates)

    def test_a_year_without_and_a_thin_year(self):
        found = gaps(self.years(y2018=20, y2019=20, y2021=20, y2022=3, y2023=20))
        assert [(g["year"], g["roll_calls"]) for g in found] == [(2020, 0), (2022, 3)]
        assert found[0]["text"] == "2020: no roll calls in the record, 20 around it"
        assert found[1]["usual"] == 20

    def test_one_is_singular(self):
        found = gaps(self.years(y2018=20, y2019=1, y2020=20))
        assert found[0]["text"].startswith("2019: 1 roll call in the record")

    def test_even_years_have_none(self):
        assert gaps(self.years(y2018=20, y2019=15, y2020=22)) == []

    def test_the_council_is_not_counted(self, three):
        assert gaps(three.select(body="SC")) == []


def test_coverage(three):
    table = coverage(three)
    assert table.to_dict("list") == {
        "year": [2024, 2025],
        "source": ["", ""],
        "roll_calls": [1, 2],
        "cast": [3, 3],
        "absent": [0, 1],
        "titled": [0, 0],
    }


def test_cells(three):
    assert vote_counts(three) == {
        "not recorded": 1,
        "yes": 2,
        "abstain": 1,
        "no": 3,
        "absent": 1,
        "not a member": 1,
    }


class TestAccount:
    def test_by_hand(self, three):
        account = check_record(three)
        assert (account["roll_calls"], account["votes"], account["states"]) == (3, 6, 3)
        assert (account["first"], account["last"]) == ("2024-12-01", "2025-02-24")
        assert account["by_body"] == {"GA": 2, "SC": 1}
        assert account["untitled"] == account["without_symbol"] == 3

    def test_json_can_hold_it(self, three, embedded):
        for rc in (three, embedded, three.take([])):
            assert json.loads(json.dumps(check_record(rc)))["scope"] == rc.scope

    def test_no_roll_calls(self, three):
        account = check_record(three.take([]))
        assert (account["first"], account["last"], account["gaps"]) == ("", "", [])

    def test_embedded(self, embedded):
        account = check_record(embedded)
        assert account["tally_differences"] == []
        assert account["tally_checked"] == 25
        assert account["by_body"] == {"GA": 25, "SC": 10}
        assert sum(row["roll_calls"] for row in account["coverage"]) == 35
        assert {row["year"] for row in account["coverage"]} >= {2014, 2022, 2025}
        assert not any(s["path"].startswith("/") for s in account["sources"])


class TestStatus:
    MATRIX = "rcid,date,me,nu,di,hr,co,ec,USA,RUS\n1,2020-01-01,,,,,,,1,3\n"

    def test_nothing(self, tmp_path):
        assert status([tmp_path])["scope"] == "embedded"
        assert status([tmp_path])["files"] == []
        assert status([])["searched"] == ["data/raw (empty)"]

    def test_files_and_their_hashes(self, tmp_path):
        (tmp_path / "m.csv.gz").write_bytes(gzip.compress(self.MATRIX.encode()))
        (tmp_path / "broken.csv").write_bytes(b"<html>")
        found = status([tmp_path])
        assert found["scope"] == "history"
        assert [(f["name"], f["used"]) for f in found["files"]] == [
            ("unreadable", False),
            ("matrix", True),
        ]
        assert all(len(f["sha256"]) == 64 for f in found["files"])
        assert found["files"][1]["path"].endswith("m.csv.gz")
        assert not found["files"][1]["path"].startswith("/")

    def test_half_of_the_tidy_files_is_no_history(self, tmp_path):
        (tmp_path / "v.csv").write_text("rcid,country,country_code,vote\n1,United States,US,yes\n")
        assert status([tmp_path])["scope"] == "embedded"


class TestPublicRecord:
    def test_every_tally_of_2025_equals_its_stated_total(self, history):
        part = history.select(start="2025-01-01", end="2025-12-31")
        by_body = part.calls["body"].value_counts()
        assert by_body["GA"] == 192
        assert part.calls["stated_yes"].notna().sum() >= 192 + 44
        counted, calls = part.tally(), part.calls
        listed = {d["id"] for d in tally_differences(history)}
        differ = set()
        for name in ("yes", "no", "abstain", "absent"):
            wrong = calls[f"stated_{name}"].fillna(-1).astype(int) != counted[name]
            differ |= set(calls["id"][wrong & calls[f"stated_{name}"].notna()])
        assert differ == {d for d in listed if d in set(calls["id"])}
        assert differ == set()
        assert listed == set()  # nor of any other year

    def test_a_vote_turned_over_is_found(self, history):
        part = history.select(start="2025-01-01", body="GA")
        votes = part.votes.copy()
        i = part.row("USA")
        j = int(np.flatnonzero(votes[i] == 3)[0])
        votes[i, j] = 1
        turned = RollCalls(votes, part.calls, part.states)
        assert [d["id"] for d in tally_differences(turned)] == [part.calls["id"].iloc[j]]

    def test_the_holes_are_reported(self, history):
        found = {g["year"]: g["roll_calls"] for g in gaps(history)}
        assert found[1964] == 0  # the session without votes, over the arrears of Article 19
        assert set(found) == {1951, 1964}

    def test_coverage_adds_up(self, history):
        table = coverage(history)
        assert table["roll_calls"].sum() == history.n_calls
        assert table["cast"].sum() == history.n_votes
        assert table["roll_calls"][table["year"] == 2025].sum() > 192
