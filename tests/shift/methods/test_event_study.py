from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.designs.votes import inaugurations, moved_to
from analysis.shift.methods.event_study import event_study, vote_table
from analysis.study import Study

from ...helpers import raises


def record(seed=1, days=(40, 25), per_day=4, shift=0.0, on_issue=0.0, together=0.0):
    """Votes before and after 2025: the country votes with its rival on half of them.

    `shift` and `on_issue` are added to the chance after the event; days differ by `together`.
    """
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(sum(days)), per_day)
    late = day >= days[0]
    ukraine = rng.random(len(day)) < 0.4
    chance = 0.4 + shift * late + on_issue * (late & ukraine)
    chance = np.clip(chance + together * rng.normal(size=sum(days))[day], 0, 1)
    rival, ally = rng.integers(1, 4, (2, len(day)))
    own = np.where(rng.random(len(day)) < chance, rival, rival % 3 + 1)
    start = np.where(late, np.datetime64("2025-02-01"), np.datetime64("2024-02-01"))
    dates = start + 5 * np.where(late, day - days[0], day)
    text = rng.integers(0, 60, len(day))
    return RollCalls.from_votes(
        [own, rival, ally],
        states=["USA", "RUS", "GBR"],
        dates=list(pd.to_datetime(dates)),
        issues=np.where(ukraine, "ukraine", "me"),
        recurring_text=[f"call-{t}" if t < 40 else "" for t in text],
    )


def test_the_change_is_that_of_the_shares(study):
    rc = record(shift=0.3)
    e = event_study(rc, study)
    t = vote_table(rc, study)
    share = t.groupby("after")["same"].mean()
    assert e.estimate == pytest.approx(share[True] - share[False])
    assert e.n == len(t) == 260
    assert e.table["p_same"].tolist() == pytest.approx([share[False], share[True]])
    assert e.table["window"].tolist() == ["before", "after"]


@pytest.mark.slow
def test_planted_change_is_recovered(study):
    """Of 60 records with a change of 0.3 the 90% interval holds it in all but a few."""
    found = [event_study(record(seed, shift=0.3), study) for seed in range(60)]
    assert np.mean([e.estimate for e in found]) == pytest.approx(0.3, abs=0.03)  # four errors
    assert sum(e.low < 0.3 < e.high for e in found) >= 48  # 0.4% tail of Binomial(60, 0.9)


def test_a_control_is_that_of_least_squares(study):
    rc = record(shift=0.2)
    e = event_study(rc, study, controls=("me",))
    t = vote_table(rc, study)
    x = np.column_stack([np.ones(len(t)), t["issues"] == "me", t["after"]]).astype(float)
    fit = sm.OLS(t["same"].to_numpy(), x).fit()
    assert e.estimate == pytest.approx(fit.params[-1], rel=1e-9)
    clustered = fit.get_robustcov_results("cluster", groups=pd.factorize(t["date"])[0])
    # Days of four votes each: the jackknife's error is that of clusters, a little larger.
    assert e.se == pytest.approx(clustered.bse[-1], rel=0.05)


def test_ordered_is_that_of_statsmodels(study):
    rc = record(shift=0.3)
    e = event_study(rc, study, model="ordered")
    t = vote_table(rc, study)
    fit = OrderedModel(
        pd.Series(pd.Categorical(t["closeness"], ordered=True)),
        t[["after"]].astype(float).to_numpy(),
        distr="logit",
    ).fit(
        method="bfgs",
        disp=0,
        cov_type="cluster",
        cov_kwds={"groups": pd.factorize(t["date"])[0]},
    )
    assert e.estimate == pytest.approx(fit.params.iloc[0], rel=1e-4)
    assert e.se == pytest.approx(fit.bse.iloc[0], rel=0.05)
    assert e.estimand == "change in the log-odds that USA votes closer to RUS"


def test_issue_is_a_difference_of_differences(study):
    rc = record(on_issue=0.5, days=(60, 60))
    e = event_study(rc, study, issue="ukraine")
    t = vote_table(rc, study)
    on = t["issues"] == "ukraine"
    share = t.groupby([on, "after"])["same"].mean()
    by_hand = share[True, True] - share[True, False] - share[False, True] + share[False, False]
    assert e.estimate == pytest.approx(by_hand, rel=1e-6)
    assert e.low < 0.5 < e.high
    assert e.table["part"].tolist() == ["other", "ukraine"] * 2
    ordered = event_study(rc, study, model="ordered", issue="ukraine")
    assert ordered.low > 0


def test_with_the_most_common_vote_of_the_allies_or_one_state(study):
    rc = record()
    allies, one = event_study(rc, study, "allies"), event_study(rc, study, "GBR")
    assert allies.estimate == one.estimate  # the only ally of the fixture is GBR
    assert "most of its allies" in allies.estimand


def test_absence_is_left_out(study):
    rc = record()
    votes = rc.votes.copy()
    votes[0, :10] = 8
    part = RollCalls(votes, rc.calls, rc.states, scope="simulated")
    assert event_study(part, study).n == rc.n_calls - 10


def test_a_complete_turn_has_a_probability_and_no_log_odds(study):
    rc = record()
    votes = rc.votes.copy()
    late = (rc.calls["date"] >= "2025-01-01").to_numpy()
    votes[0, late] = votes[1, late]
    part = RollCalls(votes, rc.calls, rc.states, scope="simulated")
    e = event_study(part, study)
    share = vote_table(part, study).groupby("after")["same"].mean()
    assert e.estimate == pytest.approx(1 - share[False])
    assert e.low < e.estimate < e.high
    with raises(UsageError, "event study", "logit"):
        event_study(part, study, model="ordered")


def test_few_days_have_no_interval(study):
    e = event_study(record(days=(30, 4), shift=0.6), study)
    assert (e.low, e.high, e.se, e.p_value) == (None, None, None, None)
    assert event_study(record(days=(30, 5), shift=0.6), study).low is not None


def test_what_cannot_be(study):
    rc = record()
    with raises(UsageError, "event study", "after", "2026"):
        event_study(rc, study.changed(event="2026-01-01"))
    with raises(UsageError, "event study", "before"):
        event_study(rc, study.changed(event="2024-01-15"))
    same = RollCalls(np.stack([rc.votes[1], *rc.votes[1:]]), rc.calls, rc.states, scope="simulated")
    with raises(UsageError, "event study", "always"):
        event_study(same, study)
    with raises(UsageError, "model", "probit"):
        event_study(rc, study, model="probit")
    with raises(UsageError, "issue", "'x'"):
        event_study(rc, study, issue="x")
    with raises(UsageError, "event study", "on nu"):
        event_study(rc, study, issue="nu")
    with pytest.raises(UsageError):
        event_study(rc, study, "ZZZ")


@pytest.mark.slow
@pytest.mark.parametrize("model", ["binary", "ordered"])
@pytest.mark.parametrize(("days", "together"), [((40, 25), 0.2), ((10, 8), 0.2)])
def test_false_positives(study, days, together, model):
    """300 records without a change: between 3% and 7% are found at the 5% level.

    Of many days, and of few; days have 25 votes that hang together.
    """
    p = [
        event_study(record(s, days, per_day=25, together=together), study, model=model).p_value
        for s in range(300)
    ]
    assert 0.03 <= np.mean(np.array(p) <= 0.05) <= 0.07


def presidents(shift=0.0):
    """Fifty votes a year from 1949 to 2025; the chance of the rival's vote rises at 2025."""
    rng = np.random.default_rng(2)
    dates = pd.date_range("1949-01-05", "2025-12-20", freq="7D")
    chance = 0.4 + shift * (dates >= "2025-01-20")
    rival = rng.integers(1, 4, len(dates))
    own = np.where(rng.random(len(dates)) < chance, rival, rival % 3 + 1)
    return RollCalls.from_votes([own, rival], states=["USA", "RUS"], dates=list(dates))


@pytest.mark.slow
def test_every_inauguration_is_an_event_with_the_same_window():
    rc = presidents(0.5)
    e = inaugurations(rc, Study())
    assert e.n == event_study(rc, Study()).n
    assert e.table["event"].iloc[0] == "2025-01-20"
    assert e.p_value == e.p_floor == pytest.approx(1 / 14)
    assert (e.details["direction"], e.details["same_direction"]) == ("up", 1)
    ratio = e.table["change"] / e.table["se"]
    assert e.table["ratio"].tolist() == pytest.approx(ratio.tolist())
    assert ratio.abs().is_monotonic_decreasing
    assert {"1953-01-20", "1963-11-22", "2017-01-20"} < set(e.table["event"])
    assert np.ptp(e.table["n_before"].astype(int)) <= 2
    assert np.ptp(e.table["n_after"].astype(int)) <= 1
    one = e.table[e.table["event"] == "2017-01-20"].iloc[0]
    moved = moved_to(Study(), pd.Timestamp("2017-01-20").date(), rc.last.date())
    assert one["change"] == event_study(rc, moved).estimate
    assert (str(moved.before), str(moved.until)) == (
        "2013-01-20",
        str(pd.Timestamp("2017-01-20") + (rc.last - pd.Timestamp("2025-01-20")))[:10],
    )


def test_an_event_of_its_own_is_one_more_and_what_has_no_votes_is_named():
    rc = presidents().select(start="1980-01-01")
    e = inaugurations(rc, Study().changed(event="2022-02-24", before="2018-02-24"))
    assert len(e.table) == 15
    gone = e.table[e.table["change"].isna()]
    assert "1953-01-20" in set(gone["event"])
    assert gone["why"].str.contains("cast no vote").all()
    assert any("without votes on enough days of both sides: 1953-01-20" in a for a in e.assumptions)
    with raises(UsageError, "inaugurations", "2 events"):
        inaugurations(presidents().select(start="2018-01-01"), Study())
