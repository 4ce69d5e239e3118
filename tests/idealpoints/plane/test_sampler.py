"""The sampler of the plane as a whole: threads, seeds, checkpoints, Ctrl-C, what it refuses."""

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan, PlanePosterior
from analysis.idealpoints.plane.chain import PlaneChain
from analysis.idealpoints.plane.sweep import freed, lay_out_plane, pull, sweep

from ..plane_reference import log_target, loglik, plane_record, standardised
from ..twins import WALK

pytestmark = pytest.mark.usefixtures("one_thread")
SHORT = Plan(chains=2, draws=15, warmup=10, thin=2, seed=4)


@pytest.fixture(scope="module")
def model() -> IdealPoints:
    return IdealPoints(
        plane_record(1, n_states=10, per=12, linked=6)[0], "year", "S00", dimensions=2
    )


def chain_of(record, number: int = 0) -> PlaneChain:
    _, theta, beta, g1, g2 = record
    return PlaneChain(3, number, theta, beta, g1, g2, WALK, 1.0, ridge=0.5)


def test_what_is_free_changes_no_vote_and_no_standardised_point(plane_records):
    b, theta, beta, g1, g2 = plane_records[0]
    place, s = freed(chain_of(plane_records[0]), 0.3, np.random.default_rng(2))
    loads, c1, c2 = place.items[:, :2], place.items[:, 2], place.items[:, 3]
    assert loglik(b, place.theta, loads, c1, c2) == pytest.approx(loglik(b, theta, beta, g1, g2))
    assert np.cov(place.theta.T, bias=True) == pytest.approx(s)
    u = standardised(place.theta)[0]
    turn = np.linalg.lstsq(theta, u, rcond=None)[0]
    assert turn.T @ turn == pytest.approx(np.eye(2))
    assert theta @ turn == pytest.approx(u)
    # nor the density, but for the Jacobian and the weight of what is free
    values = []
    for k in range(3):
        place, s = freed(chain_of(plane_records[0]), 0.3, np.random.default_rng(k))
        parts = (place.items[:, :2], place.items[:, 2], place.items[:, 3])
        root, m = standardised(place.theta)[1:]
        free = [*np.log(np.diag(root)), root[1, 0] / root[1, 1], *np.linalg.solve(root, m)]
        value = log_target(b, place.theta, *parts, WALK, 1.0, 0.3)
        value += 0.5 * (np.array(free) ** 2).sum() / 0.3**2
        values.append(value - (len(beta) - len(theta)) * np.log(np.linalg.det(root)))
    assert values == pytest.approx([values[0]] * 3)


def test_the_pull_turns_as_the_axes_do():
    square = np.array([300.0, 120.0, 100.0])
    full = lambda v: np.array([[v[0], v[1]], [v[1], v[2]]])  # noqa: E731
    c, s = np.cos(0.7), np.sin(0.7)
    turn = np.array([[c, -s], [s, c]])
    other = turn.T @ full(square) @ turn
    one, two = (pull(1.1, v, 1000, 200) for v in (square, other[[0, 0, 1], [0, 1, 1]]))
    assert turn.T @ full(one) @ turn == pytest.approx(full(two))
    assert np.linalg.eigvalsh(full(one)).min() >= -1e-12


def test_the_pull_follows_the_chain_in_the_warm_up_only(plane_records):
    layout = lay_out_plane(plane_records[0][0])
    chain, seen = chain_of(plane_records[0]), []
    for k in range(20):
        chain = sweep(layout, chain, adapt=k < 10)
        seen.append(chain.ridge)
    assert len(set(seen[:10])) == 10
    assert len(set(seen[9:])) == 1


def test_threads_change_not_a_byte(model):
    found = []
    for threads in (1, 2):
        numba.set_num_threads(threads)
        found.append(model.sample(SHORT).draws)
    numba.set_num_threads(1)
    for name in ("theta", "items"):
        assert getattr(found[0], name).tobytes() == getattr(found[1], name).tobytes()


def test_seeds_and_chains_differ_and_repeat(model):
    one, same = model.sample(SHORT).draws.theta, model.sample(SHORT).draws.theta
    assert np.array_equal(one, same)
    assert not np.array_equal(one[0], one[1])
    other = model.sample(Plan(2, 15, 10, 2, seed=5)).draws.theta
    assert not np.array_equal(one, other)


def test_draws_are_standardised_and_near_the_fast_fit(model):
    found, fast = model.sample(SHORT), model.fit()
    theta = found.draws.theta.astype(float)
    assert isinstance(found, PlanePosterior)
    assert theta.mean(axis=2) == pytest.approx(0, abs=1e-5)
    square = np.einsum("cdpa,cdpb->cdab", theta, theta) / theta.shape[2]
    assert square == pytest.approx(np.broadcast_to(np.eye(2), square.shape), abs=1e-5)
    target = np.column_stack([fast.joint.first.theta, fast.joint.second.theta])
    cross = np.einsum("cdpa,pb->cdab", theta, target)
    # nearest to the target: the cross-product is symmetric and positive definite
    assert cross == pytest.approx(cross.swapaxes(-1, -2), abs=1e-3)
    assert np.linalg.eigvalsh(cross).min() > 0


class Stop:
    """Interrupts, as Ctrl-C does, when so many sweeps of all chains are done."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self, done: int, planned: int) -> None:
        if done == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", [8, 20, 46, 78])
def test_a_run_goes_on_as_if_unbroken(model, tmp_path: Path, at: int):
    whole = model.sample(SHORT).draws
    path = tmp_path / "run.npz"
    try:
        part = model.sample(SHORT, progress=Stop(at), checkpoint=path)
    except KeyboardInterrupt:
        assert at // 2 < 10 + 4 * 2
    else:
        assert not part.draws.complete
        assert "NOT COMPLETE" in part.summary()
        assert 4 <= part.draws.theta.shape[1] < 15
    again = model.sample(SHORT, checkpoint=path).draws
    assert again.complete
    assert again.theta.tobytes() == whole.theta.tobytes()
    assert again.items.tobytes() == whole.items.tobytes()


def test_a_checkpoint_of_a_line_is_none_of_a_plane(tmp_path: Path):
    rollcalls = plane_record(1, n_states=10, per=12, linked=6)[0]
    path = tmp_path / "run.npz"
    IdealPoints(rollcalls, "year", "S00").sample(SHORT, checkpoint=path, progress=None)
    if not path.is_file():  # too quick to be saved by the clock: interrupt it
        IdealPoints(rollcalls, "year", "S00").sample(SHORT, checkpoint=path, progress=Stop(60))
    with pytest.raises(RecordError) as error:
        IdealPoints(rollcalls, "year", "S00", dimensions=2).sample(SHORT, checkpoint=path)
    assert error.value.where == "run.npz"


@pytest.mark.parametrize(
    "asked", [{"tails": 4.0}, {"estimate_walk": True}, {"estimate_items": True}, {"kernel": "bsv"}]
)
def test_what_the_plane_refuses(model, asked):
    with pytest.raises(UsageError) as error:
        model.sample(SHORT, **asked)
    assert error.value.where in ("sample", "kernel")
