"""The specification curve: each estimate against the two-window change, and null records."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import change, difference_in_change
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.designs.specification import specification_curve, specification_in_time
from analysis.shift.quantities import allies
from analysis.shift.sensitivity.choices import AGENDAS, befores, linked_since
from analysis.study import Study

from ...helpers import raises

STUDY = Study(allies=("FIVE_EYES", "G7"), before="2023-01-01", event="2025-01-01", draws=99)
SMALL = {"indices": ("ordinal", "kappa"), "years": (1, 2)}


def record(
    seed: int, move: float = 0.0, per_day: int = 4, days: int = 36, start: str = "2023-01-15"
) -> RollCalls:
    """Three years, a day of voting a month; from 2025 the country follows its rival."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range(start, periods=days, freq="30D").repeat(per_day)
    n = len(dates)
    votes = rng.integers(1, 4, (9, n))
    follow = (dates >= "2025-01-01") & (rng.random(n) < move)
    votes[0] = np.where(follow, votes[1], votes[0])
    votes[rng.random(votes.shape) < 0.05] = 8
    names = ["USA", "RUS", "GBR", "AUS", "FRA", "JPN", "A", "B", "C"]
    texts = np.where(np.arange(n) % 2 == 0, [f"t{k % 20}" for k in range(n)], "")
    return RollCalls.from_votes(
        votes,
        states=names,
        dates=list(dates),
        recurring_text=texts.tolist(),
        paragraph=pd.array(rng.random(n) < 0.2, dtype="boolean"),
    )


@pytest.mark.parametrize("outcome", ["rival", "allies-rival"])
def test_each_is_the_change_between_two_windows(outcome):
    rc = record(1)
    e = specification_curve(rc, STUDY, outcome, **SMALL)
    groups = {"all": ("FIVE_EYES", "G7"), "FIVE_EYES": ("FIVE_EYES",), "G7": ("G7",), "": ()}
    # Six restrictions and the links since 1992, which are all links here and no choice; no text
    # is known to have been treated before. The study's own window is that of two years; the
    # baseline before it has no votes.
    assert e.n == len(e.table) == 2 * 2 * 3 * 2 * (1 if outcome == "rival" else 3)
    starts = {b.name: b for b in befores(STUDY, (1, 2))}
    for row in e.table.rename(columns={"index": "index_name"}).itertuples():
        part = rc.take(AGENDAS[row.agenda](rc))
        if row.texts == "recurring":
            part = part.take((part.calls["recurring_text"] != "").to_numpy())
        windows = {
            "before": (str(starts[row.window].start.date()), "2024-12-31"),
            "after": ("2025-01-01", "2029-01-19"),
        }
        if outcome == "rival":
            expected = change(part, "USA", "RUS", row.index_name, **windows)
            n = expected.table["n"].tolist()
            assert [row.n_before, row.n_after] == n
        else:
            study = STUDY.changed(allies=groups[row.allies])
            expected = difference_in_change(
                part, "USA", "RUS", allies(study), row.index_name, **windows
            )
        assert row.estimate == pytest.approx(expected.estimate, abs=1e-12)


def test_sorted_with_a_band_for_each_rank():
    e = specification_curve(record(2), STUDY, **SMALL)
    assert e.table["estimate"].is_monotonic_increasing
    assert e.table["band_low"].is_monotonic_increasing
    assert (e.table["band_low"] < e.table["band_high"]).all()
    assert e.estimate == pytest.approx(e.table["estimate"].median())
    assert e.low is None
    share = (e.table["estimate"] > 0).mean()
    assert f"{share:.0%} of {e.n} specifications are positive" in e.method


def test_a_planted_change_lies_outside_the_band():
    e = specification_curve(record(3, move=0.9), STUDY, **SMALL)
    assert (e.table["estimate"] > e.table["band_high"]).all()
    assert e.p_value == 1 / 100
    assert "100% of" in e.method


class TestInTime:
    def long(self, seed: int, **options) -> RollCalls:
        return record(seed, days=180, start="2011-01-15", **options)  # to October 2025

    @pytest.mark.parametrize("outcome", ["rival", "allies-rival"])
    def test_each_median_is_that_of_its_curve(self, outcome):
        rc = self.long(1)
        study = STUDY.changed(until="2025-06-30", allies=("G7",), draws=20)
        ranked = specification_in_time(rc, study, outcome, **SMALL)
        table = ranked.table.set_index("event")["estimate"]
        for event, until, before in (
            ("2025-01-01", "2025-06-30", "2023-01-01"),
            ("2018-01-01", "2018-06-30", "2016-01-01"),
        ):
            one = study.changed(event=event, until=until, before=before)
            e = specification_curve(rc, one, outcome, **SMALL)
            assert table[pd.Timestamp(event)] == pytest.approx(e.estimate, abs=1e-12)
        assert ranked.estimate == table[pd.Timestamp("2025-01-01")]
        rank = int((table.abs() >= abs(ranked.estimate) - 1e-12).sum())
        assert ranked.n == len(table) >= 10
        assert ranked.p_value == rank / len(table)

    def test_a_planted_change_ranks_first(self):
        e = specification_in_time(self.long(2, move=0.9), STUDY, **SMALL)
        assert e.table["event"].iloc[0] == pd.Timestamp("2025-01-01")
        assert e.p_value == 1 / e.n

    def test_few_years_deserve_no_p(self):
        e = specification_in_time(record(3, days=72, start="2020-01-15"), STUDY, **SMALL)
        assert 2 <= e.n < 10
        assert e.p_value is None
        assert specification_in_time(record(3, days=24, start="2024-01-15"), STUDY, **SMALL) is None


def test_the_same_roll_calls_count_once():
    """Without paragraphs "whole texts" leaves nothing out, and is "all" again."""
    rc = record(4)
    calls = rc.calls
    calls["paragraph"] = pd.array([False] * len(calls), dtype="boolean")
    plain = RollCalls(rc.votes, calls, rc.states)
    assert "whole texts" not in set(specification_curve(plain, STUDY, **SMALL).table["agenda"])
    assert "whole texts" in set(specification_curve(rc, STUDY, **SMALL).table["agenda"])


def test_thin_windows_are_passed_over():
    """Twelve of one index: two windows, three agendas, all or recurring texts."""
    thin = specification_curve(record(5, per_day=1), STUDY, indices=["ordinal"], years=[1, 2])
    whole = specification_curve(record(5), STUDY, indices=["ordinal"], years=[1, 2])
    # With one roll call a day, some texts come once: links that others lack are two choices more.
    for e, tried in ((thin, 14), (whole, 12)):
        assert f"{tried - e.n} specifications are passed over" in e.method
    assert (thin.table[["n_before", "n_after"]] >= 10).all().all()
    assert thin.n < whole.n
    with raises(UsageError, "specification", "3 days"):
        specification_curve(record(5), STUDY.changed(until="2025-01-20"), indices=["ordinal"])


def test_no_p_where_nothing_varies():
    rc = record(6)
    votes = rc.votes.copy()
    votes[:2] = 1
    same = RollCalls(votes, rc.calls, rc.states)
    e = specification_curve(same, STUDY, indices=["ordinal"], years=[1])
    assert (e.estimate, e.p_value) == (0, None)


@pytest.mark.slow
def test_false_positives():
    """400 records without a change: p at most 5% in 3 to 7% of them.

    That is 1.8 standard errors of a binomial share on either side.
    """
    hits = 0
    for seed in range(400):
        rc = record(100 + seed)
        # With 39 deals a p of 0.05 is two in forty, so that the test has exactly its level.
        e = specification_curve(rc, STUDY.changed(draws=39), indices=["ordinal"], years=[1])
        hits += e.p_value <= 0.05
    assert 0.03 <= hits / 400 <= 0.07


@pytest.mark.parametrize(
    ("changes", "options", "where", "words"),
    [
        ({}, {"outcome": "friend"}, "outcome", ["friend"]),
        ({}, {"indices": ["tau"]}, "index", ["tau"]),
        ({"rival": "PRK"}, {}, "table of states", ["PRK"]),
        ({"country": "PRK"}, {}, "table of states", ["PRK"]),
        ({"allies": ["NATTO"]}, {"outcome": "allies-rival"}, "members", ["NATTO"]),
        ({"event": "2028-01-01"}, {}, "specification", ["no specification"]),
    ],
)
def test_what_cannot_be(changes, options, where, words):
    with raises(UsageError, where, *words):
        specification_curve(record(7), STUDY.changed(**changes), **options)


class TestFurtherChoices:
    def rich(self) -> RollCalls:
        """Five years, so that there is a baseline before the window; texts treated both ways."""
        rc = record(8, days=66, start="2020-06-15")
        calls = rc.calls
        k = np.arange(len(calls))
        calls["treated_last"] = np.where(k % 3 == 0, "vote", "without a vote")
        return RollCalls(rc.votes, calls, rc.states)

    def test_the_baseline_before_and_treatments_are_choices(self):
        rc = self.rich()
        e = specification_curve(rc, STUDY, indices=["ordinal"], years=[1])
        assert {"1 year", "the study's", "the one before"} == set(e.table["window"])
        assert {"voted on last time", "adopted last time"} < set(e.table["texts"])
        one = e.table[
            (e.table["window"] == "the one before") & (e.table["texts"] == "adopted last time")
        ]
        part = rc.take((rc.calls["treated_last"] == "without a vote").to_numpy())
        expected = change(
            part, "USA", "RUS", "ordinal",
            before=("2021-01-01", "2022-12-31"), after=("2025-01-01", "2029-01-19"),
        )  # fmt: skip
        assert one["estimate"].item() == pytest.approx(expected.estimate)

    def test_adoptions_are_entered_where_their_number_is_known(self):
        from analysis.record.texts import text_table
        from analysis.resolutions.structure import Resolutions

        dates = ["2024-06-01"] * 30 + ["2025-06-01"] * 10
        table = text_table(
            {
                "symbol": [f"A/RES/78/{k}" for k in range(1, 41)],
                "adopted": ["vote", *["without a vote"] * 38, "vote"],
                "date": dates,
                "session": ["78"] * 40,
            },
            40,
        )
        texts = Resolutions.of(table)
        rc = self.rich()
        e = specification_curve(rc, STUDY, indices=["ordinal"], years=[1], resolutions=texts)
        both = e.table[(e.table["window"] == "1 year") & (e.table["agenda"] == "whole texts")]
        both = both[both["texts"] == "all"].set_index("adoptions")["estimate"]
        if texts.without_since is None or texts.without_since > "2024-01-01":
            assert set(both.index) == {"votes alone"}  # their number is not known before
        else:
            assert both["entered"] != both["votes alone"]

    def test_links_of_a_shorter_record(self):
        rc = RollCalls.from_votes(
            [[1] * 5], states=["A"], recurring_text=["a", "a", "b", "b", ""],
            dates=["1980-01-01", "1995-01-01", "1995-01-02", "2000-01-01", "2001-01-01"],
        )  # fmt: skip
        assert linked_since(rc).tolist() == [False, False, True, True, False]
