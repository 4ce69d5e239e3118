"""What the page can open is what page one counts, roll call by roll call."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analysis.chapters import answer as chapter
from analysis.chapters.live import agreement_with_any, positions_of_any, votes_behind
from analysis.idealpoints.derived import read_derived
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.study import Study


@pytest.fixture(scope="module")
def rollcalls():
    days = [f"2024-{m:02d}-01" for m in range(1, 9)] + [f"2025-{m:02d}-15" for m in range(2, 10)]
    usa = [1, 1, 1, 3, 1, 1, 8, 2] + [3] * 7 + [1]
    return RollCalls.from_votes(
        [usa, [1] * 16, [1] * 16, [3] * 8 + [1] * 4 + [2] * 4, [9] * 8 + [3] * 8],
        states=["USA", "FRA", "GBR", "RUS", "ISR"],
        dates=days,
        treated_last=["vote"] * 12 + ["without a vote"] * 4,
        title=[f"Text {i}" for i in range(15)] + ["</script><b>"],
    )


@pytest.fixture(scope="module")
def answer(rollcalls):
    adopted = {"symbol": ["A/RES/1"], "date": ["2020-01-01"], "adopted": ["without a vote"]}
    return chapter.gather(Study(), rollcalls, Resolutions.of(text_table(adopted, 1)))


class TestVotesBehind:
    def test_lists_by_hand(self, rollcalls, answer):
        (live,) = votes_behind(answer, rollcalls)
        assert (live.kind, live.at) == ("calls", "tbl-answer")
        lists = {one["name"]: one["calls"] for one in live.values["lists"]}
        calls = live.values["calls"]
        assert lists["levels.no.after"] == list(range(8, 15))
        assert lists["levels.absent.before"] == [6]
        assert lists["divided.neither.after"] == [12, 13, 14]
        assert lists["treatment.without-a-vote.no.after"] == [12, 13, 14]
        assert calls[6][3] == "-YN"
        assert calls[15] == ["2025-09-15", calls[15][1], "</script><b>", "YYA", "3–1–1"]

    def test_every_list_is_as_long_as_its_count(self, rollcalls, answer):
        (live,) = votes_behind(answer, rollcalls)
        lists = {one["name"]: len(one["calls"]) for one in live.values["lists"]}
        for name, n in lists.items():
            estimate = answer.found.get(name)
            if estimate is not None:
                assert n == int(str(estimate.details.get("count", n))), name
        counts = answer.counts()
        for key, held in counts.items():
            assert lists.get(f"levels.cast.{key}", 0) == held.cast
            assert lists.get(f"divided.voted.{key}", 0) == held.divided
            assert lists.get(f"divided.rival.{key}", 0) == held.as_rival

    def test_the_cells_of_page_one_name_lists(self, rollcalls, answer):
        (live,) = votes_behind(answer, rollcalls)
        lists = {one["name"]: len(one["calls"]) for one in live.values["lists"]}
        (table,) = chapter.divided(answer)
        texts = [lists[row[1]] for row in table.counts]
        assert texts == table.rows["texts"].tolist()
        counted = [c for c in answer.counts().values() if c.divided]
        for row, counts in zip(table.counts, counted, strict=True):
            named = dict(zip(table.columns, row, strict=True))
            assert lists[named["no"]] == counts.no
            assert lists.get(named.get("alone", ""), 0) == counts.alone
        *_, treated = chapter.treated(answer)
        assert {len(row) for row in treated.counts} == {len(treated.columns)}

    def test_counts_that_are_not_of_these_votes_have_no_list(self, rollcalls, answer):
        """On a record of a part of the votes, counts come from elsewhere."""
        some = rollcalls.select(start="2024-03-01", end="2025-08-01")
        (live,) = votes_behind(answer, some)
        assert {one["name"] for one in live.values["lists"]} < {
            one["name"] for one in votes_behind(answer, rollcalls)[0].values["lists"]
        }
        assert "levels.no.after" not in {one["name"] for one in live.values["lists"]}
        nothing = replace(answer, found={})
        assert votes_behind(nothing, rollcalls) == ()


class TestAgreementWithAny:
    def test_counts_by_hand(self, rollcalls, answer):
        (live,) = agreement_with_any(answer, rollcalls)
        assert (live.kind, live.at) == ("chart", "fig-answer")
        of = {one["code"]: one for one in live.values["series"]}
        assert list(of) == ["allies", "FRA", "ISR", "RUS", "GBR"]
        assert (of["RUS"]["first"], of["RUS"]["n"], of["RUS"]["k"]) == (2024, [7, 8], [1, 0])
        # Not a member in 2024: the years begin where both voted.
        assert (of["ISR"]["first"], of["ISR"]["n"], of["ISR"]["k"]) == (2025, [8], [7])
        assert live.values["chosen"] == ["allies", "RUS", "ISR"]

    def test_it_is_what_the_figure_draws(self, rollcalls, answer):
        (live,) = agreement_with_any(answer, rollcalls)
        of = {one["code"]: one for one in live.values["series"]}
        compared = 0
        for row in answer.years.itertuples():
            if row.partner in of:
                series, i = of[row.partner], int(row.year) - of[row.partner]["first"]
                share = series["v"][i] if "v" in series else series["k"][i] / series["n"][i]
                assert share == pytest.approx(row.identical, abs=5e-5)
                assert series["n"][i] == row.calls
                compared += 1
        assert compared >= 5

    def test_without_levels_there_is_none(self, rollcalls, answer):
        assert agreement_with_any(replace(answer, years=answer.years[:0]), rollcalls) == ()

    def test_from_the_table_alone(self, rollcalls, answer):
        """As where sums are shipped and single votes are not: the same numbers, of fewer states."""
        (votes,) = agreement_with_any(answer, rollcalls)
        (sums,) = agreement_with_any(replace(answer, missing=()), rollcalls)
        of = {one["code"]: one for one in votes.values["series"]}
        some = sums.values["series"]
        assert {"allies", "RUS", "ISR"} <= {one["code"] for one in some} <= set(of)
        assert [one for one in some if one != of[one["code"]]] == []
        assert votes_behind(replace(answer, missing=()), rollcalls) == ()


def test_positions_are_those_shipped():
    (live,) = positions_of_any(Study())
    of = {one["code"]: one for one in live.values["series"]}
    table = read_derived().astype({"period": int})
    assert len(of) == table["state"].nunique()
    for row in table.sample(40, random_state=1).to_dict("records"):
        one = of[row["state"]]
        i = row["period"] - one["first"]
        assert one["n"][i] == row["n_votes"]
        for key, column in (("v", "mean"), ("low", "q05"), ("high", "q95")):
            assert one[key][i] == pytest.approx(row[column], abs=0.0051)
    low, high = live.values["domain"]
    assert low <= table["q05"].min()
    assert high >= table["q95"].max()


def test_both_are_json(rollcalls, answer):
    for (live,) in (votes_behind(answer, rollcalls), agreement_with_any(answer, rollcalls)):
        assert json.loads(json.dumps(live.values, allow_nan=False)) == live.values
