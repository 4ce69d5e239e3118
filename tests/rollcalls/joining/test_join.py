from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.record.codes import Vote
from analysis.record.readers.library.digital_library import COLUMNS, read_bulk
from analysis.record.readers.voeten.cow import COW
from analysis.record.sheet import Sheet
from analysis.rollcalls.accounts.check import tally_differences
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.load import load_rollcalls

JAN = pd.Timestamp("2020-01-01")


def column(rc, j: int = 0) -> list[int]:
    return rc.votes[:, j].tolist()


class TestTheRule:
    """The first that holds a roll call gives its votes; later ones fill what it leaves open."""

    def test_what_a_later_source_may_fill(self, sheet):
        #                      unrecorded  absent      voted       outside
        one = sheet([[v] for v in (0, 0, 8, 8, 1, 1, 9, 9)])
        two = sheet([[v] for v in (3, 8, 2, 9, 3, 8, 1, 8)], name="two", id=["one-0"])
        rc = join_sheets([one, two], "history")
        # Not recorded takes anything, absent takes a vote, nothing else is overwritten.
        assert column(rc) == [3, 8, 2, 8, 1, 1, 9, 9]
        assert rc.calls["source"].tolist() == ["one"]

    def test_conflicts_are_counted(self, sheet):
        one = sheet([[1, 8], [8, 1], [2, 3]])
        two = sheet([[1, 2], [1, 3], [3, 3]], name="two", id=["one-0", "one-1"])
        note = join_sheets([one, two], "history").notes[0]
        # S01 on the first and S00 on the second are absences with a vote; S02 on the first and
        # S01 on the second differ.
        assert "File two: 2 of 2 roll calls were in the record" in note
        assert "2 absences there are votes here (S00 1, S01 1)" in note
        assert "2 other votes on 2 of them differ (S01 1, S02 1), and the earlier source" in note

    def test_agreement_is_said(self, sheet):
        one, two = sheet([[1], [0]]), sheet([[1], [3]], name="two", id=["one-0"])
        assert join_sheets([one, two], "x").notes == (
            "File two: 1 of 1 roll calls were in the record, with the same votes",
        )

    def test_states_of_either(self, sheet):
        one = sheet([[1], [2]], states=["USA", "FRA"])
        two = sheet([[3], [8]], states=["RUS", "USA"], name="two")
        rc = join_sheets([one, two], "history")
        assert list(rc.states.index) == ["FRA", "RUS", "USA"]
        assert rc.name("RUS") == "Russia"
        assert rc.votes.tolist() == [[2, 0], [0, 3], [1, 8]]

    def test_states_outside_the_council_are_no_members(self, sheet):
        one = sheet([[1]], states=["FRA"])
        two = sheet([[3]], states=["USA"], name="two", body="SC")
        rc = join_sheets([one, two], "history")
        assert rc.votes.tolist() == [[1, 9], [0, 3]]

    def test_titles_symbols_totals_and_issues(self, sheet):
        one = sheet([[1]], name="matrix", issues="me", session="1")
        two = sheet(
            [[1]],
            name="two",
            id=["matrix-0"],
            title="T",
            symbol="A/RES/1/1",
            session="ES-1",
            issues="ukraine",
            stated_yes=[7],
            paragraph=[True],
        )
        three = sheet([[1]], name="three", id=["matrix-0"], title="Other", stated_yes=[9])
        row = join_sheets([one, two, three], "history").calls.iloc[0]
        assert row[["title", "symbol", "session", "issues"]].tolist() == [
            "T",
            "A/RES/1/1",
            "ES-1",  # the matrix guesses the session from the date; a source that says it knows
            "me ukraine",
        ]
        assert row["stated_yes"] == 7
        assert bool(row["paragraph"]) is True

    def test_a_stated_session_is_not_overwritten(self, sheet):
        one = sheet([[1]], session="75")
        two = sheet([[1]], name="two", id=["one-0"], session="ES-1")
        assert join_sheets([one, two], "x").calls["session"].tolist() == ["75"]

    def test_order_and_scope(self, sheet):
        one = sheet([[1, 2]], date=["2020-02-01", "2020-01-01"], body=["SC", "GA"])
        two = sheet([[3, 1]], name="a", date=["2020-01-01", "2020-02-01"])
        rc = join_sheets([one, two], "history")
        assert rc.calls["id"].tolist() == ["a-0", "one-1", "a-1", "one-0"]
        assert rc.votes.tolist() == [[3, 2, 1, 1]]
        assert rc.scope == "history"
        assert [s.name for s in rc.sources] == ["one", "a"]

    def test_notes_of_the_sheets_are_kept(self, sheet):
        noted = dataclasses.replace(sheet([[1]]), notes=("repaired",))
        assert join_sheets([noted], "x").notes == ("repaired",)


class TestLeftOut:
    """A member without a row is absent where the stated absences then come out."""

    def record(self, sheet, stated: int, last: str = "2020-01-01"):
        before = sheet([[1], [1], [3]], date=["2019-06-01"])
        # The second member has no row on the later roll call.
        later = sheet([[1], [0], [8]], name="two", date=[last], stated_absent=[stated])
        return join_sheets([before, later], "x")

    def test_filled(self, sheet):
        rc = self.record(sheet, stated=2)
        assert column(rc, 1) == [1, 8, 8]
        assert "1 cells of members that a source leaves out are absences" in rc.notes[-1]

    @pytest.mark.parametrize("stated", [0, 1, 3])
    def test_not_filled_where_the_total_does_not_come_out(self, sheet, stated):
        rc = self.record(sheet, stated)
        assert column(rc, 1) == [1, 0, 8]

    def test_membership_three_years_ago_is_no_evidence(self, sheet):
        assert column(self.record(sheet, stated=2, last="2022-06-02"), 1) == [1, 0, 8]

    def test_who_left_is_not_filled(self, sheet):
        before = sheet([[1, 1], [1, 9], [3, 3]], date=["2019-06-01", "2019-07-01"])
        later = sheet([[1], [0], [8]], name="two", date=["2020-01-01"], stated_absent=[2])
        assert column(join_sheets([before, later], "x"), 2) == [1, 0, 8]


class TestInvariances:
    @pytest.mark.slow
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(arrays(np.int8, (18, 3), elements=st.sampled_from([1, 2, 3, 8])))
    def test_a_copy_adds_nothing(self, sheet, votes):
        one = join_sheets([sheet(votes)], "x")
        copy = sheet(votes, name="two", id=["one-0", "one-1", "one-2"])
        two = join_sheets([sheet(votes), copy], "x")
        np.testing.assert_array_equal(one.votes, two.votes)
        pd.testing.assert_frame_equal(one.calls, two.calls)

    @pytest.mark.slow
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(arrays(np.int8, (4, 4), elements=st.sampled_from([int(v) for v in Vote])))
    def test_disjoint_sources_in_any_order(self, sheet, votes):
        one = sheet(votes[:, :2], date=["2019-01-01", "2020-01-01"])
        two = sheet(votes[:, 2:], name="two", date=["2019-06-01", "2021-01-01"])
        ab, ba = join_sheets([one, two], "x"), join_sheets([two, one], "x")
        np.testing.assert_array_equal(ab.votes, ba.votes)
        pd.testing.assert_frame_equal(ab.calls, ba.calls)


class TestPublicRecord:
    def test_every_roll_call_once(self, history):
        calls = history.calls
        assert len(calls) > 6_700
        assert not calls["id"].duplicated().any()
        # 6,551 of the matrix, of which three repeat the vote on 75/254; those of 2025; of the
        # resolutions and of the facts only what neither holds.
        by_source = calls["source"].value_counts()
        assert by_source["matrix"] == 6548
        assert by_source["conference"] == 114
        assert by_source["undl"] == 192
        assert by_source["facts"] <= 15
        assert "unvotes" not in by_source  # all of its 6,203 are in the matrix

    def test_no_two_sources_hold_one_vote(self, history):
        """No roll calls of a day, or the next, from two sources with the same votes."""
        part = history.select(body="GA")
        days = part.calls["date"].to_numpy().astype("datetime64[D]").astype(int)
        source = part.calls["source"].to_numpy()
        cast = (part.votes >= 1) & (part.votes <= 3)
        same = []
        for j in range(part.n_calls):
            for k in np.flatnonzero((np.abs(days - days[j]) <= 1) & (source != source[j])):
                both = cast[:, j] & cast[:, k]
                if (part.votes[both, j] == part.votes[both, k]).all():
                    same.append((part.calls["id"].iloc[j], part.calls["id"].iloc[k]))
        assert same == []

    def test_each_embedded_vote_is_in_the_history_once(self, history, embedded):
        """Three sources hold some of these; a copy that was not recognised would be a second."""
        facts, part = embedded.select(body="GA"), history.select(body="GA")
        theirs = part.only(facts.states.index)
        days = part.calls["date"]
        assert facts.n_calls == 25
        for j in range(facts.n_calls):
            near = np.flatnonzero((days - facts.calls["date"].iloc[j]).abs() <= pd.Timedelta("1D"))
            votes = facts.votes[:, [j]]
            both = (votes <= 3) & (theirs.votes[:, near] >= 1) & (theirs.votes[:, near] <= 3)
            equal = ((theirs.votes[:, near] == votes) | ~both).all(axis=0)
            assert equal.sum() == 1, facts.calls["symbol"].iloc[j]

    def test_a_copy_of_the_public_file_adds_nothing(self, history):
        """The autumn of 2023 again, under other numbers, a day later and with symbols gone."""
        part = history.select(start="2023-10-01", end="2023-12-31", body="GA")
        assert part.n_calls > 50
        calls = part.calls.assign(symbol="", title="", source="copy")
        copied = calls.assign(id="copy-" + calls["id"], date=calls["date"] + pd.Timedelta(days=1))
        source = history.sources[0]
        first = Sheet(part.votes, tuple(part.states.index), part.calls, source)
        copy = Sheet(part.votes, tuple(part.states.index), copied, source)
        joined = join_sheets([first, copy], "x")
        assert joined.calls["id"].tolist() == part.calls["id"].tolist()
        np.testing.assert_array_equal(joined.only(part.states.index).votes, part.votes)

    def test_a_bulk_file_of_1971_finds_its_roll_calls(self, history, tmp_path):
        """Old symbols, and China under one code before and after its seat changed hands."""
        part = history.select(start="1971-09-01", end="1971-12-31", body="GA")
        part = part.take(part.calls["symbol"].str.contains(r"\(XXVI\)").to_numpy())
        assert part.n_calls > 50
        i, j = np.nonzero((part.votes >= 1) & (part.votes <= 3))
        calls, tally = part.calls.iloc[j], part.tally().iloc[j]
        rows = pd.DataFrame({c: "" for c in COLUMNS}, index=range(len(i)))
        rows["undl_id"] = 700_000 + j
        rows["ms_code"] = pd.Series(part.states.index[i]).replace({"TWN": "CHN", "SRB": "YUG"})
        rows["ms_vote"] = np.array(list("?YAN"))[part.votes[i, j]]
        rows["date"] = calls["date"].dt.strftime("%Y-%m-%d").to_numpy()
        rows["resolution"] = calls["symbol"].to_numpy()
        for name in ("yes", "no"):
            rows[f"total_{name}"] = tally[name].to_numpy()
        rows.to_csv(tmp_path / "ga_voting.csv", index=False)
        bulk = read_bulk(tmp_path / "ga_voting.csv")
        first = Sheet(part.votes, tuple(part.states.index), part.calls, history.sources[0])
        joined = join_sheets([first, bulk], "x")
        assert joined.calls["id"].tolist() == part.calls["id"].tolist()
        np.testing.assert_array_equal(joined.only(part.states.index).votes, part.votes)
        assert "with the same votes" in joined.notes[0]
        assert tally_differences(joined) == []
        for state in ("TWN", "CHN"):
            assert ((joined.of(state) >= 1) & (joined.of(state) <= 3)).any()

    def test_no_symbol_from_two_sources(self, history):
        calls = history.calls[history.calls["symbol"] != ""]
        sources = calls.groupby(["body", "symbol"])["source"].nunique()
        assert len(sources) > 5000
        assert sources.max() == 1

    def test_votes_on_ukraine(self, history):
        calls = history.calls
        for symbol, vote in (
            ("A/RES/ES-11/7", Vote.NO),
            ("A/RES/ES-11/8", Vote.ABSTAIN),
            ("S/RES/2774(2025)", Vote.YES),
        ):
            at = np.flatnonzero(calls["symbol"] == symbol)
            assert len(at) == 1, symbol
            assert history.of("USA")[at[0]] == vote
            assert "ukraine" in calls["issues"].iloc[at[0]]

    def test_the_facts_agree_with_the_files(self, history):
        notes = [n for n in history.notes if n.startswith("General Assembly votes on Ukraine")]
        assert len(notes) == 1
        assert notes[0].endswith("with the same votes")

    def test_absent_members_of_2025_have_rows(self, history):
        part = history.select(start="2025-01-01", end="2025-12-31", body="GA")
        assert part.n_calls == 192
        for state in ("AFG", "VEN"):
            assert set(part.of(state)) <= {Vote.ABSENT, Vote.NOT_RECORDED}
            assert (part.of(state) == Vote.ABSENT).sum() > 150

    def test_votes_of_the_tidy_files_are_in_it(self, history):
        # 870,109 to January 2020, of the matrix or filled from the files.
        assert history.select(end="2020-01-14", body="GA").n_votes >= 870_109

    def test_china(self, history):
        taipei, beijing = history.of("TWN"), history.of("CHN")
        cast = [(v >= 1) & (v <= 3) for v in (taipei, beijing)]
        assert not (cast[0] & cast[1]).any()
        dates = history.calls["date"]
        assert dates[cast[0]].max() < pd.Timestamp("1971-10-25") < dates[cast[1]].min()


@pytest.mark.slow
def test_two_years_in_the_long_layout_add_no_roll_call(history, tmp_path):
    """Part of the record written as Dataverse has it, first in the join: nothing changes."""
    number = {state: code for code, state in COW.items() if code != 260}
    calls = history.calls
    years = calls["date"].between("1995-01-01", "1996-12-31") & calls["source"].eq("matrix")
    part = history.take(years.to_numpy())
    assert part.n_calls > 100
    i, j = np.nonzero(part.votes)
    pd.DataFrame(
        {
            "rcid": part.calls["id"].str.removeprefix("rcid-").to_numpy()[j],
            "ccode": [number[part.states.index[k]] for k in i],
            "member": 1,
            "vote": part.votes[i, j],
            "date": part.calls["date"].dt.strftime("%Y-%m-%d").to_numpy()[j],
            "session": part.calls["session"].to_numpy()[j],
            "descr": part.calls["title"].to_numpy()[j],
        }
    ).to_csv(tmp_path / "long.csv", index=False)
    folder = history.sources[0].path.parents[1]
    joined = load_rollcalls("history", search=[tmp_path, folder], cache=False)
    assert joined.calls["source"].eq("dataverse").sum() == part.n_calls
    order, before = joined.calls["id"].argsort(), calls["id"].argsort()
    assert (joined.votes[:, order] == history.votes[:, before]).all()
    for column in ("id", "title", "symbol", "issues", "recurring_text"):
        ours, theirs = joined.calls[column].iloc[order], calls[column].iloc[before]
        assert ours.tolist() == theirs.tolist(), column
