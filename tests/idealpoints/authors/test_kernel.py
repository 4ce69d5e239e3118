"""The authors' algorithm as a kernel of the sampler: its features, start and errors."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.idealpoints.authors.start import start_as_authors
from analysis.idealpoints.authors.sweep import lay_out_as_authors
from analysis.rollcalls import RollCalls

from ..conftest import simulate

SHORT = Plan(chains=2, draws=30, warmup=20, thin=1, seed=3)


def test_bounds_hold_and_missing_cutpoints_are_kept_or_dropped(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    b = model.ballots
    lacking = b.missing > 0
    assert lacking.any()
    for bound in (3.0, None):
        kernel, assumed = AuthorsKernel(cutpoint_bound=bound), Assumptions()
        layout = kernel.lay_out(b, assumed)
        chain = kernel.start(layout, b, model.fit().estimates, assumed, 1, 0)
        for _ in range(20):
            chain = kernel.sweep(layout, chain, assumed, adapt=False)
        if bound is None:
            assert (chain.g1[lacking] == chain.g2[lacking]).all()
        else:
            assert (chain.g1 < chain.g2).all()
            assert max(-chain.g1.min(), chain.g2.max()) <= bound
        assert chain.theta.mean() == pytest.approx(0, abs=1e-12)
        assert chain.theta.std() == pytest.approx(1, abs=1e-12)


def test_recovers_what_was_simulated():
    truth = simulate(n_states=40, n_periods=3, per_period=60, seed=2)
    model = IdealPoints(truth.rollcalls, anchor="S00")
    found = model.sample(Plan(chains=2, draws=80, warmup=50, thin=1), kernel="bsv")
    estimates = found.estimates.theta.reshape(truth.theta.shape)
    assert np.corrcoef(estimates.ravel(), truth.theta.ravel())[0, 1] > 0.97
    exact = model.sample(Plan(chains=2, draws=80, warmup=50, thin=1))
    assert "exact" in exact.summary()
    assert np.corrcoef(estimates.ravel(), exact.estimates.theta)[0, 1] > 0.98


def test_a_resumed_run_is_an_unbroken_one(tmp_path, simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    whole = model.sample(SHORT, kernel="bsv")
    stop_at = {"sweeps": 70}

    def stop(done: int, of: int) -> None:
        if done >= stop_at["sweeps"]:
            raise KeyboardInterrupt

    path = tmp_path / "chains.npz"
    part = model.sample(SHORT, kernel="bsv", progress=stop, checkpoint=path)
    assert not part.draws.complete
    resumed = model.sample(SHORT, kernel="bsv", checkpoint=path)
    assert resumed.draws.complete
    np.testing.assert_array_equal(resumed.draws.theta, whole.draws.theta)
    with pytest.raises(RecordError) as error:
        model.sample(SHORT, checkpoint=path)
    assert error.value.where == path.name
    assert "other votes" in error.value.what
    with pytest.raises(RecordError) as error:
        model.sample(SHORT, kernel=AuthorsKernel(point_bound=None), checkpoint=path)
    assert error.value.where == path.name
    assert "other votes" in error.value.what


def test_a_checkpoint_tells_an_abstention_from_a_no(tmp_path):
    """Fitted as two sides of one cutpoint they are alike; with missing ones kept they are not."""
    votes = np.array([[1, 1, 3, 1, 3], [1, 1, 3, 3, 2], [3, 3, 1, 3, 1], [3, 2, 1, 1, 1]])
    other = votes.copy()
    other[2:, 0] = 2
    names = ["USA", "GBR", "RUS", "PRK"]
    one, two = (IdealPoints(RollCalls.from_votes(v, states=names)) for v in (votes, other))
    np.testing.assert_array_equal(one.ballots.by_point_kind, two.ballots.by_point_kind)
    path = tmp_path / "chains.npz"

    def stop(done: int, of: int) -> None:
        if done >= 70:
            raise KeyboardInterrupt

    one.sample(SHORT, kernel="bsv", progress=stop, checkpoint=path)
    with pytest.raises(RecordError) as error:
        two.sample(SHORT, kernel="bsv", checkpoint=path)
    assert error.value.where == path.name
    assert "other votes" in error.value.what


THREADS = """
import sys, numba, numpy as np
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.rollcalls import RollCalls
rng = np.random.default_rng(1)
t = rng.normal(size=30)
z = np.outer(t, rng.normal(size=40)) + rng.normal(size=(30, 40))
rc = RollCalls.from_votes(
    1 + (z > -0.5).astype(np.int8) + (z > 0.5), states=[f"S{i}" for i in range(30)],
    dates=[f"{2000 + k // 10}-01-{1 + k % 10:02d}" for k in range(40)])
numba.set_num_threads(int(sys.argv[1]))
plan = Plan(chains=2, draws=5, warmup=5, thin=1)
draws = IdealPoints(rc, anchor="S0").sample(plan, kernel="bsv").draws
sys.stdout.buffer.write(draws.theta.tobytes() + draws.items.tobytes())
"""


@pytest.mark.slow
def test_draws_do_not_depend_on_the_number_of_threads(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")
    one, two = (
        subprocess.run([sys.executable, "-c", THREADS, n], capture_output=True, check=True).stdout
        for n in ("1", "2")
    )
    assert len(one) > 1_000
    assert one == two


def test_the_authors_start(tiny):
    b = tiny.ballots
    layout = lay_out_as_authors(b)
    where = start_as_authors(layout, AuthorsKernel(start_from="authors"), 0.25, 1, 0)
    # USA 1 1 3 1 2 3 against RUS 3 2 2 2 1 3 on the six texts; the linked one counts first
    sign = dict(zip(b.items, where.beta.tolist(), strict=True))
    assert [sign[name] for name in b.items] == [-1, -1, 1, -1, 1, 0]
    # the linked text: Yes 1 1 | 1 1, Abstain 2 | 2 2 among 5 + 4 votes, hence shares 4/9 and 7/9
    assert where.g1[0] == pytest.approx(2 * 4 / 9 - 1)
    assert where.g2[0] == pytest.approx(2 * 7 / 9 - 1)
    assert where.theta.mean() == pytest.approx(0, abs=1e-12)
    first = where.mean[[b.state_ptr[b.states.index(s)] for s in ("USA", "RUS")]]
    assert first[0] > first[1]
    without = IdealPoints(tiny.rollcalls.only(["USA", "GBR", "PRK"])).ballots
    with pytest.raises(RecordError) as error:
        start_as_authors(lay_out_as_authors(without), AuthorsKernel(), 0.25, 1, 0)
    assert error.value.where == "the authors' start"
    assert "RUS" in error.value.what


def test_the_anchor_stays_positive_from_the_authors_start(tiny):
    for anchor in ("USA", "RUS"):
        model = IdealPoints(tiny.rollcalls, anchor=anchor)
        kernel, assumed = AuthorsKernel(start_from="authors"), Assumptions()
        layout = kernel.lay_out(model.ballots, assumed)
        fast = model.fit().estimates
        for number in range(2):
            chain = kernel.start(layout, model.ballots, fast, assumed, 1, number)
            assert chain.theta @ fast.theta > 0


def test_states_with_one_period_need_no_neighbour(tiny):
    model = IdealPoints(tiny.rollcalls, by="all")
    layout = lay_out_as_authors(model.ballots)
    assert (layout.before == -1).all()
    assert (layout.variance == 0.5).all()
    found = model.sample(SHORT, kernel="bsv")
    assert np.isfinite(found.draws.theta).all()


def test_the_neighbour_of_a_point(tiny):
    b = tiny.ballots
    layout = lay_out_as_authors(b)
    lo = b.state_ptr[b.states.index("GBR")]
    # GBR: three votes in 2000, one in 2001, one in 2002; the first takes its mean of the second
    assert (layout.before[lo : lo + 3] - lo).tolist() == [1, 0, 1]
    np.testing.assert_allclose(layout.variance[lo : lo + 3], 0.5 * np.array([3 / 4, 1 / 4, 1 / 2]))
    assert layout.first[lo : lo + 3].tolist() == [True, False, False]


def test_the_summary_names_the_kernel(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    kernel = AuthorsKernel(utility_bound=None, compensate=True)
    found = model.sample(SHORT, kernel=kernel)
    text = found.summary()
    assert "authors' algorithm, not the exact posterior" in text
    assert "but for utility_bound, compensate" in text
    assert "0.5 n/(n + n before)" in text
    moved = found.between("S00", [2000], [2001])
    assert "does not sample the posterior" in moved.method


def test_bad_input(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    with pytest.raises(UsageError) as error:
        model.sample(SHORT, kernel="gibbs")
    assert error.value.where == "kernel"
    assert "'gibbs'" in error.value.what
    with pytest.raises(UsageError) as error:
        model.sample(SHORT, estimate_walk=True, kernel="bsv")
    assert error.value.where == "kernel"
    assert "variances" in error.value.what
    with pytest.raises(UsageError) as error:
        AuthorsKernel(cutpoint_bound=-7.0)
    assert error.value.where == "cutpoint_bound"
    with pytest.raises(UsageError) as error:
        AuthorsKernel(start_from="zero")  # type: ignore[arg-type]
    assert error.value.where == "start_from"
