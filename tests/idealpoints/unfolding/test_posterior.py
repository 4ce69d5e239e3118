"""What the unfolding sampler gives back, and that it goes on from files."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.unfolding.chain import UnfoldingChain
from analysis.idealpoints.unfolding.sweep import BEND_SCALE, BEND_SHAPE, draw_variances

from .bent import BentDesign, log_target
from .records import record

pytestmark = pytest.mark.usefixtures("one_thread")
SHORT = Plan(chains=2, draws=30, warmup=20, thin=1, seed=4)


@pytest.fixture(scope="module")
def model() -> IdealPoints:
    made = record(2, "bent", n_states=12, n_periods=2, per_period=20)
    return IdealPoints(made.rollcalls, anchor="S00", response="unfolding")


@pytest.fixture(scope="module")
def drawn(model):
    return model.sample(SHORT)


def test_draws_have_four_numbers_an_item_and_the_scale_of_the_line(drawn):
    n = len(drawn.ballots.items)
    assert drawn.draws.items.shape == (2, 30, 4, n)
    theta = drawn.draws.theta.astype(float)
    assert np.allclose(theta.mean(axis=2), 0, atol=1e-5)
    assert np.allclose(theta.std(axis=2), 1, atol=1e-5)
    assert np.ptp(drawn.draws.item_variance) > 0
    assert drawn.items["kappa"].to_numpy() == pytest.approx(
        drawn.draws.items[:, :, 3].mean(axis=(0, 1)), abs=1e-5
    )


def test_what_the_line_offers_is_there(drawn, model):
    assert drawn.params["theta"].notna().all()
    predicted = drawn.predict(model.rollcalls)
    total = predicted[["yes", "abstain", "no"]].sum(axis=1)
    assert np.allclose(total, 1)
    assert drawn.score(model.rollcalls).n == model.ballots.n_votes
    moved = drawn.between("S01", [2000], [2001])
    assert moved.low < moved.estimate < moved.high
    assert drawn.distance("S01", "S02", 2000).estimate >= 0
    assert "bend" in drawn.summary()
    assert set(drawn.flank("S03").index) == {2000, 2001}


def test_predicted_votes_are_those_of_the_curve(drawn):
    from scipy.special import ndtr

    point, item = drawn.params.iloc[3], drawn.items.iloc[0]
    eta = item["beta"] * point["theta"] + item["kappa"] * point["theta"] ** 2
    found = drawn.probabilities(point["state"], point["period"], item["item"])
    assert found["yes"] == pytest.approx(ndtr(item["gamma1"] - eta))
    assert found["no"] == pytest.approx(ndtr(eta - item["gamma2"]))


def test_a_run_goes_on_from_its_checkpoint_with_the_same_draws(model, drawn, tmp_path):
    path = tmp_path / "run.npz"

    def stop(done: int, _: int) -> None:
        if done > 70:
            raise KeyboardInterrupt

    broken = model.sample(SHORT, progress=stop, checkpoint=path)
    assert not broken.draws.complete
    whole = model.sample(SHORT, checkpoint=path)
    assert np.array_equal(whole.draws.theta, drawn.draws.theta)
    assert np.array_equal(whole.draws.items, drawn.draws.items)
    assert np.array_equal(whole.draws.item_variance, drawn.draws.item_variance)


def test_a_checkpoint_of_the_line_is_another_run(model, tmp_path):
    path = tmp_path / "run.npz"
    line = IdealPoints(model.rollcalls, anchor="S00")
    line.sample(SHORT, checkpoint=path, progress=_stop_late)
    with pytest.raises(RecordError) as caught:
        model.sample(SHORT, checkpoint=path)
    assert caught.value.where == "run.npz"


def _stop_late(done: int, _: int) -> None:
    if done > 70:
        raise KeyboardInterrupt


def test_other_kernels_and_a_variance_of_slopes_are_refused(model):
    with pytest.raises(UsageError) as caught:
        model.sample(SHORT, kernel="bsv")
    assert caught.value.where == "kernel"
    with pytest.raises(UsageError) as caught:
        model.sample(SHORT, estimate_items=True)
    assert caught.value.where == "estimate_items"


def test_the_variance_of_bends_is_drawn_from_its_inverse_gamma():
    """The mean of 1/v is shape over scale, on the standardised scale, wherever the chain is."""
    exact = BentDesign(7, (0.0, 1.0), alone=4, linked=3, walk=0.25).bent(1, seed=2)[0]
    layout, n = lay_out_for_sampling(exact.ballots), exact.kappa.size
    chain = UnfoldingChain(
        1, 0, 2.0 * exact.theta + 0.3, exact.beta, exact.g1, exact.g2, 0.25, 0.1, kappa=exact.kappa
    )
    bends = float(((4.0 * exact.kappa) ** 2).sum())  # κs², with s = 2
    rng = np.random.default_rng(1)
    found = np.array(
        [
            1.0 / draw_variances(layout, chain, Assumptions(0.25), rng, False).item_variance
            for _ in range(4000)
        ]
    )
    shape, scale = BEND_SHAPE + 0.5 * n, BEND_SCALE + 0.5 * bends
    assert found.mean() == pytest.approx(shape / scale, abs=4 * found.std() / 4000**0.5)
    assert found.std() == pytest.approx(shape**0.5 / scale, rel=0.08)


def test_the_prior_of_the_moves_is_that_of_the_definition():
    """Differences of `log_prior` between places are those of the slow density without votes."""
    from analysis.idealpoints.sampler.scale_prior import scale_sums
    from analysis.idealpoints.unfolding.moves.scale_prior import log_prior, squares

    from ..reference import log_votes

    exact = BentDesign(7, (0.0, 1.0, 4.0), alone=3, linked=2, walk=0.3).bent(1, seed=5)[0]
    b, rng = exact.ballots, np.random.default_rng(6)
    layout = lay_out_for_sampling(b)
    off = layout.walk(0.3)[1]
    point, j = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr)), b.by_point_item

    def both(theta, items):
        eta = items[j, 0] * theta[point] + items[j, 1] * theta[point] ** 2
        votes = log_votes(eta, items[j, 2], items[j, 3], b.by_point_kind).sum()
        slow = log_target(b, theta, items, 0.3, 0.2, 0.1) - votes
        sums = scale_sums(theta, off)
        fast = log_prior(
            sums, theta.size, layout.n_afresh, len(items), squares(items), 1 / 0.2, 0.1
        )
        return slow, fast

    def place():
        theta = np.exp(0.1 * rng.normal()) * exact.theta + 0.2 * rng.normal()
        items = np.column_stack([exact.beta, exact.kappa, exact.g1, exact.g2])
        return theta + 0.1 * rng.normal(size=theta.size), items * rng.uniform(0.7, 1.4)

    slow, fast = np.array([both(*place()) for _ in range(20)]).T
    assert np.allclose(slow - slow[0], fast - fast[0], atol=1e-8)
    assert np.ptp(slow) > 5
