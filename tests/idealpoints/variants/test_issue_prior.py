"""An issue drawn towards another fit: the prior against a dense one, shrinkage, recovery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.fast.kernels import Items, loglik
from analysis.idealpoints.variants.issue_prior import DEFAULT_SD, SDS, prior_from

from ..variant_records import record

N_STATES = 80


def reverting(rng, shape, sd: float, w: float = 0.25) -> np.ndarray:
    r = np.exp(-w / 2)
    x = rng.normal(size=shape)
    for t in range(1, shape[1]):
        x[:, t] = r * x[:, t - 1] + np.sqrt(1 - r**2) * x[:, t]
    return sd * x


def renamed(rec, prefix: str):
    calls = rec.rollcalls.calls
    calls["recurring_text"] = calls["recurring_text"].where(
        calls["recurring_text"] == "", prefix + calls["recurring_text"]
    )
    calls["id"] = prefix + calls["id"]
    rc = rec.rollcalls
    return type(rc)(rc.votes, calls, rc.states, rc.sources, rc.scope, rc.notes)


def trial(seed: int, per_period: int, sd: float = 0.4):
    """Return the other fit, an issue's roll calls, and the truth on the issue."""
    whole = record(seed, n_states=N_STATES)
    anchor = f"S{whole.theta.mean(axis=1).argmax():02d}"
    other = IdealPoints(whole.rollcalls, anchor=anchor).fit()
    theta = whole.theta + reverting(np.random.default_rng(100 + seed), whole.theta.shape, sd)
    issue = record(200 + seed, n_states=N_STATES, per_period=per_period, theta=theta)
    return other, renamed(issue, "issue-"), theta


@pytest.fixture(scope="module")
def trials():
    return {n: [trial(seed, n) for seed in range(5)] for n in (4, 12)}


def true_at(results, theta) -> np.ndarray:
    p = results.params
    return theta[p["state"].str[1:].astype(int), p["period"] - 2000]


def fitted(other, issue, **kw):
    return IdealPoints(issue, anchor=other.anchor, prior=other, **kw).fit()


def test_the_prior_is_the_process_it_is_said_to_be(trials):
    other, issue, _ = trials[4][0]
    b = IdealPoints(issue, anchor=other.anchor).ballots
    prior, lacking = prior_from(b, other, 0.5, 0.25)
    assert not lacking.any()
    params = other.params.set_index(["state", "period"])
    own = slice(b.state_ptr[2], b.state_ptr[3])
    here = params.loc[[(b.states[2], b.periods[p]) for p in b.point_period[own]]]
    np.testing.assert_array_equal(prior.mean[own], here["theta"])
    precision = np.diag(prior.diagonal[own])
    precision += np.diag(prior.off[own][1:], 1) + np.diag(prior.off[own][1:], -1)
    sd = np.sqrt(0.25 + here["se"].to_numpy() ** 2)
    when = np.array([b.periods[p] for p in b.point_period[own]], dtype=float)
    correlation = np.exp(-0.125 * np.abs(when[:, None] - when))
    np.testing.assert_allclose(np.linalg.inv(precision), correlation * np.outer(sd, sd), rtol=1e-9)


def test_the_fit_is_the_likeliest_point_given_its_items(trials):
    other, issue, _ = trials[4][0]
    results = fitted(other, issue, prior_sd=0.4)
    b, e, prior = results.ballots, results.estimates, results.expected
    votes = b.by_point
    away = e.theta - prior.mean
    pull = prior.diagonal * away
    pull[1:] += prior.off[1:] * away[:-1]
    pull[:-1] += prior.off[1:] * away[1:]
    h, gaps = 1e-5, []
    for i in range(0, b.n_points, 37):
        step = np.zeros(b.n_points)
        step[i] = h
        up = loglik(e.theta + step, Items(e.beta, e.g1, e.g2), votes)
        down = loglik(e.theta - step, Items(e.beta, e.g1, e.g2), votes)
        gaps.append(abs((up - down) / (2 * h) - pull[i]) / e.diagonal[i])
    # but for what the items' uncertainty adds, each is within a tenth of the prior's sd
    assert max(gaps) < 0.12


@pytest.mark.parametrize("n", [4, 12])
def test_the_issue_is_found_better_than_by_either_alone(trials, n):
    errors, hits = [], []
    for other, issue, theta in trials[n]:
        results = fitted(other, issue, prior_sd=0.4)
        assert results.converged
        truth = true_at(results, theta)
        p = results.params
        alone = IdealPoints(issue, anchor=other.anchor).fit().estimates.theta
        errors.append([np.mean((x - truth) ** 2) for x in (p["theta"], p["prior"], alone)])
        hits.append(((p["low"] <= truth) & (truth <= p["high"])).mean())
    mine, prior, alone = np.sqrt(np.mean(errors, axis=0))
    assert mine < 0.85 * prior
    assert mine < 0.9 * alone
    assert 0.84 < np.mean(hits) < 0.94


def test_fewer_roll_calls_are_drawn_nearer_and_say_so(trials):
    left = {n: np.median(fitted(*trials[n][0][:2], prior_sd=0.4).shrunk) for n in (4, 12)}
    assert 0 < left[12] < left[4] < 1
    other, issue, _ = trials[4][0]
    near = fitted(other, issue, prior_sd=1e-3)
    wide = fitted(other, issue, prior_sd=0.8)
    gap = [np.abs(r.params["theta"] - r.params["prior"]).mean() for r in (near, wide)]
    assert gap[0] < 0.5 * gap[1]
    assert near.shrunk.mean() > wide.shrunk.mean()
    assert (near.shrunk <= 1 + 1e-9).all()


def test_hidden_votes_choose(trials):
    other, issue, _ = trials[12][0]
    results = fitted(other, issue)
    tried = results.chosen_by
    assert tried["sd"].tolist() == list(SDS)
    best = tried.loc[tried["bits"].idxmin()]
    assert results.prior_sd <= best["sd"]
    row = tried.set_index("sd").loc[results.prior_sd]
    assert row["more"] <= row["se"] or row["more"] == 0
    assert f"sd {results.prior_sd:g} (chosen by hidden votes)" in results.summary()
    assert fitted(other, issue).params.equals(results.params)


def test_few_votes_choose_nothing(trials):
    other, issue, _ = trials[4][0]
    results = fitted(other, issue.take([0, 1, 2]))
    assert results.ballots.n_votes < 300
    assert (results.prior_sd, results.chosen_by) == (DEFAULT_SD, None)


def test_order_and_names_do_not_matter(trials):
    other, issue, _ = trials[4][0]
    base = fitted(other, issue, prior_sd=0.4).params
    turned = issue.take(np.random.default_rng(0).permutation(issue.n_calls))
    again = fitted(other, turned, prior_sd=0.4).params
    np.testing.assert_allclose(again["theta"], base["theta"], atol=1e-3)


def test_what_the_other_fit_lacks_is_flagged(trials):
    other, issue, _ = trials[4][0]
    whole = record(0, n_states=N_STATES).rollcalls
    votes = np.array(whole.votes)
    year = whole.calls["date"].dt.year.to_numpy()
    votes[7, :] = 9
    votes[8, year == 2003] = 9
    part = type(whole)(votes, whole.calls, whole.states)
    results = fitted(IdealPoints(part, anchor=other.anchor).fit(), issue, prior_sd=0.4)
    flagged = results.params.query("lacking")
    assert set(flagged["state"]) == {"S07", "S08"}
    assert (flagged.query("state == 'S07'")["prior"] == 0).all()
    eight = results.params.query("state == 'S08'").set_index("period")
    assert eight.loc[2003, "prior"] == eight.loc[2002, "prior"]
    assert f"{len(flagged)} state-periods not in that fit" in results.summary()


def test_votes_that_count_twice_are_flagged(trials):
    other, _, _ = trials[4][0]
    again = IdealPoints(record(0, n_states=N_STATES).rollcalls, anchor=other.anchor, prior=other,
                        prior_sd=0.4).fit()  # fmt: skip
    assert again.n_shared == len(other.ballots.items)
    assert "count twice" in again.summary()


def test_priors_that_cannot_be(trials):
    other, issue, _ = trials[4][0]
    theta = other.estimates.theta.copy()
    theta[3] = np.nan
    broken = replace(other, estimates=replace(other.estimates, theta=theta))
    with pytest.raises(UsageError) as error:
        fitted(broken, issue, prior_sd=0.4)
    assert error.value.where == "prior"
    assert "NaN" in error.value.what
    short = replace(other, estimates=replace(other.estimates, converged=False))
    with pytest.raises(UsageError) as error:
        fitted(short, issue, prior_sd=0.4)
    assert error.value.where == "prior"
    assert "converge" in error.value.what
    with pytest.raises(UsageError) as error:
        IdealPoints(issue, by="all", anchor=other.anchor, prior=other, prior_sd=0.4).fit()
    assert error.value.where == "prior"
    assert "state-periods" in error.value.what
    with pytest.raises(UsageError) as error:
        IdealPoints(issue, anchor=other.anchor, prior=other, prior_sd=0)
    assert error.value.where == "prior_sd"
    assert "positive" in error.value.what
    with pytest.raises(UsageError) as error:
        IdealPoints(issue, anchor=other.anchor, prior=other).sample(Plan())
    assert error.value.where == "sample"
