"""A prior of one's own, in one file and one list, is read by the fast fit and by the sampler."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.priors import PRIORS, RandomWalk, prior_named, tridiagonal
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums
from analysis.rollcalls import RollCalls

from ..conftest import simulate
from ..sampler_records import small

pytestmark = pytest.mark.usefixtures("one_thread")


@dataclass(frozen=True)
class Afresh:
    """Every state-period by itself, whatever the state did before."""

    name = "afresh"
    label = "no walk"

    def spans(self, ballots):
        return np.zeros(ballots.n_points)

    def says(self, steps):
        return "every period by itself"


@pytest.fixture
def afresh(monkeypatch):
    monkeypatch.setitem(PRIORS, "afresh", Afresh())


def apart(rollcalls: RollCalls) -> RollCalls:
    """The same votes where every state-period is a state of its own."""
    years = rollcalls.calls["date"].dt.year.to_numpy()
    rows, names = [], []
    for state, votes in zip(rollcalls.states.index, np.asarray(rollcalls.votes), strict=True):
        for year in np.unique(years):
            rows.append(np.where(years == year, votes, 0))
            names.append(f"{state}-{year}")
    return RollCalls.from_votes(
        np.array(rows, dtype=np.int8),
        states=names,
        dates=list(rollcalls.calls["date"]),
        recurring_text=list(rollcalls.calls["recurring_text"]),
    )


def test_without_a_walk_every_state_period_is_a_state_of_its_own(afresh):
    rc = simulate(12, 2, 30, seed=2, recurring=1.0, absent=0.0).rollcalls
    one = IdealPoints(rc, anchor="S00", prior="afresh").fit(tol=1e-7)
    other = IdealPoints(apart(rc), anchor="S00-2000").fit(tol=1e-7)
    np.testing.assert_allclose(one.estimates.theta, other.estimates.theta, atol=1e-5)
    np.testing.assert_allclose(one.estimates.variance, other.estimates.variance, rtol=1e-4)
    walk = IdealPoints(rc, anchor="S00").fit(tol=1e-7)
    assert abs(walk.estimates.theta - one.estimates.theta).max() > 0.05


def test_what_is_said_of_it(afresh):
    results = IdealPoints(small(), anchor="S0", prior="afresh").fit()
    assert "  no walk        every period by itself; 0 steps across gaps" in results.summary()
    assert "a no walk with every period by itself" in results.assumptions


@pytest.mark.slow
def test_the_sampler_reads_it_too(afresh):
    rc = small(n_states=5, per=10)
    b, c = IdealPoints(rc, anchor="S0").ballots, IdealPoints(apart(rc), anchor="S0-2001").ballots
    one, other = lay_out_for_sampling(b, PRIORS["afresh"]), lay_out_for_sampling(c)
    theta = np.random.default_rng(0).normal(size=b.n_points)
    values = []
    for layout in (one, other):
        sums = scale_sums(theta, layout.walk(0.25)[1])
        values.append(log_prior(sums, theta.size, layout.n_afresh, 7, 0.5, layout.width))
    assert values[0] == pytest.approx(values[1])
    assert layout.n_afresh == theta.size
    plan = Plan(chains=2, draws=30, warmup=20, thin=1)
    drawn = IdealPoints(rc, anchor="S0", prior="afresh").sample(plan)
    assert "every period by itself" in drawn.summary()
    same = IdealPoints(rc, anchor="S0").sample(plan)
    assert not np.array_equal(drawn.draws.theta, same.draws.theta)


def test_the_walk_is_the_default():
    b = IdealPoints(small(), anchor="S0").ballots
    assert prior_named("walk") == Assumptions().prior == RandomWalk()
    for layout in (lay_out_for_sampling(b), lay_out_for_sampling(b, RandomWalk())):
        for found, expected in zip(
            layout.walk(0.25), tridiagonal(RandomWalk().spans(b), 0.25), strict=True
        ):
            np.testing.assert_allclose(found, expected)


def test_what_is_no_prior():
    with pytest.raises(UsageError) as error:
        IdealPoints(small(), anchor="S0", prior="flat")
    assert error.value.where == "prior"
    with pytest.raises(UsageError) as error:
        IdealPoints(small(), anchor="S0", prior=Afresh()).sample(kernel="bsv")
    assert error.value.where == "kernel"
