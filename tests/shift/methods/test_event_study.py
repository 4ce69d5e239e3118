from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import binom
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.designs.votes import inaugurations, moved_to
from analysis.shift.methods.clusters import cluster_variance, randomised_p
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


def test_planted_change_is_recovered(study):
    """Of 60 records with a change of 0.3 the 90% interval holds it in all but a few."""
    found = [event_study(record(seed, shift=0.3), study) for seed in range(60)]
    assert np.mean([e.estimate for e in found]) == pytest.approx(0.3, abs=0.03)  # four errors
    assert sum(e.low < 0.3 < e.high for e in found) >= 48  # 0.4% tail of Binomial(60, 0.9)


def test_margin_and_error_are_those_of_statsmodels(study):
    rc = record(shift=0.2)
    e = event_study(rc, study, controls=("me",), cluster="day")
    t = vote_table(rc, study)
    x = np.column_stack([np.ones(len(t)), t["issues"] == "me", t["after"]]).astype(float)
    groups = pd.factorize(t["date"])[0]
    fit = sm.Logit(t["same"].to_numpy(), x).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    margin = fit.get_margeff(at="overall", dummy=True)
    g = groups.max() + 1
    assert e.estimate == pytest.approx(margin.margeff[-1], rel=1e-6)
    assert e.se == pytest.approx(margin.margeff_se[-1] * np.sqrt(g / (g - 1)), rel=1e-5)


def test_ordered_is_that_of_statsmodels(study):
    rc = record(shift=0.3)
    e = event_study(rc, study, model="ordered", cluster="text")
    t = vote_table(rc, study)
    groups = pd.factorize(t["text"])[0]
    fit = OrderedModel(
        pd.Series(pd.Categorical(t["closeness"], ordered=True)),
        t[["after"]].astype(float).to_numpy(),
        distr="logit",
    ).fit(
        method="bfgs",
        disp=0,
        cov_type="cluster",
        cov_kwds={"groups": groups, "use_correction": False},
    )
    g = groups.max() + 1
    assert e.estimate == pytest.approx(fit.params.iloc[0], rel=1e-4)
    assert e.se == pytest.approx(fit.bse.iloc[0] * np.sqrt(g / (g - 1)), rel=1e-3)
    assert e.estimand == "change in the log-odds that USA votes closer to RUS"


def test_two_way_variance_is_that_of_statsmodels():
    rng = np.random.default_rng(4)
    n = 300
    a, b = rng.integers(0, 25, n), rng.integers(0, 30, n)
    x = np.column_stack([np.ones(n), rng.normal(size=30)[b] + rng.normal(size=25)[a]])
    y = rng.normal(size=25)[a] + rng.normal(size=30)[b] + rng.normal(size=n)
    fit = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": np.column_stack([a, b])})
    influence = (x * fit.resid[:, None]) @ np.linalg.inv(x.T @ x)[:, 1]
    correction = (n - 1) / (n - 2)
    assert cluster_variance(influence, [a, b]) * correction == pytest.approx(fit.bse[1] ** 2)


def test_the_larger_variance_where_the_sum_is_smaller():
    x, one = np.array([1.0, -1.0, 2.0, -2.0]), np.array([0, 0, 1, 1])
    # Clusters of one cancel: 0 + 4/3 · 10 - 2 · 0 would be smaller than 4/3 · 10 only if both > 0.
    assert cluster_variance(x, [one]) == 0
    assert cluster_variance(x, [one, np.arange(4)]) == pytest.approx(40 / 3)


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


def test_a_logit_that_runs_off_is_a_linear_probability(study):
    rc = record()
    votes = rc.votes.copy()
    late = (rc.calls["date"] >= "2025-01-01").to_numpy()
    votes[0, late] = votes[1, late]
    part = RollCalls(votes, rc.calls, rc.states, scope="simulated")
    e = event_study(part, study)
    share = vote_table(part, study).groupby("after")["same"].mean()
    assert e.estimate == pytest.approx(1 - share[False])
    assert "linear probability" in e.method
    with raises(UsageError, "event study", "logit"):
        event_study(part, study, model="ordered")


def test_few_clusters_have_no_interval_and_a_randomised_p(study):
    rc = record(days=(30, 2), shift=0.6)
    e = event_study(rc, study, cluster="day")
    assert (e.low, e.high, e.se) == (None, None, None)
    assert "deals of 32 clusters" in e.method
    assert any("too few clusters" in a for a in e.assumptions)
    # Two days of 32: the largest two come up once in 496 deals.
    assert 1 / 201 <= e.p_value <= 0.05
    text = event_study(record(days=(3, 2), shift=0.6), study, cluster="text")
    assert "draws of signs" in text.method


def test_one_cluster_after_cannot_be_sure(study):
    """With one day of twelve after the event, p is at least about 1/12 however large."""
    rc = record(days=(11, 1), per_day=6, shift=0.6)
    assert event_study(rc, study, cluster="day").p_value > 0.04


def test_signs_by_hand():
    # Scores under no change: clusters of 1 and 2 on both sides; four sign patterns, two as large.
    y, late = np.array([0.0, 1, 0, 1]), np.array([False, True, False, True])
    base, on, groups = np.ones((4, 1)), np.ones(4), np.array([0, 0, 1, 1])
    p, said = randomised_p(y, base, on, late, groups, 4000, np.random.default_rng(1))
    assert p == pytest.approx(0.5, abs=0.03)  # standard error 0.008
    assert "draws of signs of 2 clusters" in said


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
    with raises(UsageError, "cluster", "week"):
        event_study(rc, study, cluster="week")
    with raises(UsageError, "issue", "'x'"):
        event_study(rc, study, issue="x")
    with raises(UsageError, "event study", "on nu"):
        event_study(rc, study, issue="nu")
    with pytest.raises(UsageError):
        event_study(rc, study, "ZZZ")


@pytest.mark.slow
@pytest.mark.parametrize(("days", "together"), [((40, 25), 0.2), ((10, 8), 0.2)])
def test_false_positives(study, days, together):
    """300 records without a change: between 3% and 7% are found at the 5% level.

    Of many days, and of few, where p is that of a randomisation. Days have 25 votes: with
    seven, shares are so often tied that the randomisation finds 2.5%.
    """
    p = []
    for seed in range(300):
        rc = record(seed, days, per_day=25, together=together)
        p.append(
            event_study(rc, study.changed(draws=199, seed=seed + 90_000), cluster="day").p_value
        )
    assert 0.03 <= np.mean(np.array(p) <= 0.05) <= 0.07


@pytest.mark.parametrize(("before", "after"), [((40, 20), (4, 2)), ((40, 3), (4, 30))])
def test_days_of_unequal_size_are_dealt_in_units_of_their_error(before, after):
    """200 records of forty days before, four after, of other size, and no change between them.

    A plain difference of shares is found in 19% of the first kind at the 5% level, since most
    deals put large days after. The bounds are the tails of Binomial(200, 0.05) at 0.1% above;
    below there is none, as shares of two votes are often tied.
    """
    sizes = np.repeat([before[1], after[1]], [before[0], after[0]])
    day = np.repeat(np.arange(len(sizes)), sizes)
    late = day >= before[0]
    every = np.ones(len(day))
    found = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        together = rng.normal(size=len(sizes))[day]
        y = (0.6 * together + 0.8 * rng.normal(size=len(day)) > 0).astype(float)
        p, said = randomised_p(y, every[:, None], every, late, day, 99, rng)
        assert "deals of 44 clusters" in said
        found += p <= 0.05
    assert found <= binom.ppf(0.999, 200, 0.05)


def test_a_complete_turn_is_the_largest_change_there_can_be():
    late = np.arange(12) >= 6
    every = np.ones(12)
    p, _ = randomised_p(late * 1.0, every[:, None], every, late, np.arange(12), 999,
                        np.random.default_rng(1))  # fmt: skip
    # Two of the 924 ways to deal twelve days to two sides turn as completely.
    assert p <= binom.ppf(0.999, 999, 2 / 924) / 1000 + 1 / 1000


def presidents(shift=0.0):
    """Fifty votes a year from 1949 to 2025; the chance of the rival's vote rises at 2025."""
    rng = np.random.default_rng(2)
    dates = pd.date_range("1949-01-05", "2025-12-20", freq="7D")
    chance = 0.4 + shift * (dates >= "2025-01-20")
    rival = rng.integers(1, 4, len(dates))
    own = np.where(rng.random(len(dates)) < chance, rival, rival % 3 + 1)
    return RollCalls.from_votes([own, rival], states=["USA", "RUS"], dates=list(dates))


def test_every_inauguration_is_an_event_with_the_same_window():
    rc = presidents(0.5)
    e = inaugurations(rc, Study())
    assert e.n == event_study(rc, Study()).n
    assert e.table["event"].iloc[0] == "2025-01-20"
    assert e.p_value == pytest.approx(1 / 14)
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
    assert any("without votes on both sides: 1953-01-20" in a for a in e.assumptions)
    with raises(UsageError, "inaugurations", "2 events"):
        inaugurations(presidents().select(start="2018-01-01"), Study())
