"""Runs that are interrupted, killed and gone on with, and files that are no checkpoint of them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.sampler import sample as sampling
from analysis.idealpoints.sampler.checkpoint import _digest

from ...helpers import raises
from ..sampler_records import SHORT, WALK, small

pytestmark = pytest.mark.usefixtures("one_thread")


class Stop:
    """Interrupts, as Ctrl-C does, when so many sweeps of all chains are done."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self, done: int, planned: int) -> None:
        assert done <= planned
        if done == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", [8, 40, 46, 71, 99])
def test_a_run_goes_on_as_if_unbroken(tmp_path: Path, at: int):
    """Interrupted in the warm-up, at its end, between draws and before the last sweep."""
    model = IdealPoints(small(), anchor="S0")
    plan = Plan(chains=2, draws=15, warmup=20, thin=2, seed=4)
    whole = model.sample(plan, True, True).draws
    path = tmp_path / "run.npz"
    at = 2 * (at // 2)
    try:
        part = model.sample(plan, True, True, Stop(at), path).draws
    except KeyboardInterrupt:
        assert at // 2 < 20 + 4 * 2
    else:
        assert not part.complete
        n = (at // 2 - 20) // 2
        assert np.array_equal(part.theta, whole.theta[:, :n])
        assert part.walk_variance.tobytes() == whole.walk_variance[:, :n].tobytes()
    resumed = model.sample(plan, True, True, checkpoint=path).draws
    assert resumed.complete
    for name in ("theta", "items", "item_draws", "walk_variance", "item_variance"):
        assert np.array_equal(getattr(resumed, name), getattr(whole, name))
    assert resumed.accepted == pytest.approx(whole.accepted)
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_a_run_broken_again_and_again(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sampling, "CHECKPOINT_SECONDS", 0.0)  # saved after every sweep
    model = IdealPoints(small(), anchor="S0")
    path = tmp_path / "run.npz"
    for at in (10, 24, 90):
        try:
            model.sample(SHORT, progress=Stop(at), checkpoint=path)
        except KeyboardInterrupt:
            assert at < 48
    found = model.sample(SHORT, checkpoint=path).draws
    assert np.array_equal(found.theta, model.sample(SHORT).draws.theta)


def test_killed_between_checkpoints(tmp_path: Path, monkeypatch):
    """What was done after the last checkpoint is done again, with the same numbers."""
    monkeypatch.setattr(sampling, "CHECKPOINT_SECONDS", 0.0)
    model = IdealPoints(small(), anchor="S0")
    path = tmp_path / "run.npz"

    def killed(done: int, planned: int) -> None:
        if done == 60:
            raise MemoryError

    with pytest.raises(MemoryError):
        model.sample(SHORT, progress=killed, checkpoint=path)
    found = model.sample(SHORT, checkpoint=path).draws
    assert np.array_equal(found.theta, model.sample(SHORT).draws.theta)


def test_an_interrupted_run_keeps_its_draws_and_says_so():
    model = IdealPoints(small(), anchor="S0")
    found = model.sample(SHORT, progress=Stop(2 * (20 + 11)))
    assert found.draws.theta.shape == (2, 11, 8)
    assert found.draws.items.shape[1] == len(found.draws.item_draws) == 11
    assert not found.draws.complete
    assert not found.converged
    assert "NOT COMPLETE" in found.summary()
    assert "INTERRUPTED" in found.between("S0", [2001], [2004]).method
    assert np.isfinite(found.params[["theta", "se", "low", "high"]].to_numpy()).all()


def saved(tmp_path: Path, at: int = 20) -> Path:
    path = tmp_path / "run.npz"
    with suppress(KeyboardInterrupt):
        IdealPoints(small(), anchor="S0").sample(SHORT, progress=Stop(at), checkpoint=path)
    assert path.is_file()
    return path


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_text("state,period\n")
    elif how == "flipped":
        middle = data.index(b"theta.npy") + 300
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :])
    elif how == "single array":
        np.save(path.with_suffix(".npy"), np.zeros(3))
        path.with_suffix(".npy").replace(path)
    else:
        with np.load(path) as held:
            kept = {k: v for k, v in held.items() if k != "chain1_beta"}
        np.savez(path, **kept)


@pytest.mark.parametrize("how", ["cut", "empty", "text", "flipped", "single array", "incomplete"])
def test_a_damaged_checkpoint_is_refused_in_one_line(tmp_path: Path, how: str):
    path = saved(tmp_path)
    damaged(path, how)
    with pytest.raises(RecordError) as caught:
        IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)
    assert caught.value.where == "run.npz"
    assert "cannot be read" in caught.value.what
    assert "delete" in caught.value.todo
    assert "\n" not in str(caught.value)


def altered(path: Path, name: str, change, *, seal: bool) -> None:
    """Change an array of a checkpoint; sealed, its hash says that nothing is amiss."""
    with np.load(path) as held:
        arrays = dict(held.items())
    digest = arrays.pop("digest")
    arrays[name] = np.asarray(change(arrays[name]))
    if seal:
        digest = np.array(_digest(arrays))
    np.savez(path, digest=digest, **arrays)


def put(where, value):
    """Return what puts a value at a place of an array."""

    def change(array):
        array = array.copy()
        array[where] = value
        return array

    return change


@pytest.mark.parametrize("name", ["theta", "items", "variances", "accepted", "chain0_beta", "done"])
def test_a_number_that_was_changed_is_seen_by_the_hash(tmp_path: Path, name: str):
    path = saved(tmp_path, 60)
    altered(path, name, lambda a: a + np.ones((), dtype=a.dtype), seal=False)
    with raises(RecordError, "run.npz", "read", todo="delete"):
        IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("theta", put((0, 0, 0), np.nan)),
        ("theta", lambda a: a[:, :-1]),
        ("theta", lambda a: a.astype(np.float64)),
        ("theta", lambda a: a[0]),
        ("items", put((0, 0, 0, 0), np.inf)),
        ("items", lambda a: a[:, :, :2]),
        ("variances", put((0, 0, 0), -1.0)),
        ("variances", lambda a: a[:1]),
        ("done", lambda a: np.int64(-1)),
        ("done", lambda a: np.int64(10**6)),
        ("done", lambda a: np.array([30])),
        ("done", lambda a: np.float64(30)),
        ("seconds", lambda a: np.float64("nan")),
        ("accepted", lambda a: a[:-1]),
        ("accepted", put(0, 1.5)),
        ("accepted_names", lambda a: np.zeros(len(a))),
        ("chain0_theta", put(0, np.nan)),
        ("chain0_theta", lambda a: a[:-1]),
        ("chain1_beta", lambda a: a.reshape(-1, 1)),
        ("chain1_g1", lambda a: a.astype(np.float32)),
        ("chain0_mean", lambda a: np.zeros(3)),
        ("chain0_walk_variance", lambda a: np.float64(-0.25)),
        ("chain0_ridge", lambda a: np.float64("inf")),
        ("key", lambda a: np.array([1, 2])),
    ],
)
def test_what_no_run_saves_is_refused_though_its_hash_is_right(tmp_path: Path, name, change):
    path = saved(tmp_path, 60)
    altered(path, name, change, seal=True)
    before = path.read_bytes()
    with raises(RecordError, "run.npz", todo="delete"):
        IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)
    assert path.read_bytes() == before


def test_a_sealed_checkpoint_is_gone_on_from(tmp_path: Path):
    """The tests above would pass if everything that was rewritten were refused."""
    path = saved(tmp_path, 60)
    altered(path, "theta", lambda a: a, seal=True)
    found = IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path).draws
    assert np.array_equal(found.theta, IdealPoints(small(), anchor="S0").sample(SHORT).draws.theta)


def test_a_packed_checkpoint_is_not_unfolded(tmp_path: Path):
    path = saved(tmp_path)
    with np.load(path) as held:
        np.savez_compressed(path.with_suffix(".z.npz"), **dict(held.items()))
    path.with_suffix(".z.npz").replace(path)
    with raises(RecordError, "run.npz", todo="delete"):
        IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)


@pytest.mark.parametrize("other", ["votes", "seed", "walk", "prior", "years", "period"])
def test_a_foreign_checkpoint_is_refused(tmp_path: Path, other: str):
    path = saved(tmp_path)
    rc, plan, args, walk = small(), SHORT, {}, WALK
    if other == "votes":
        rc = small(seed=2)
    elif other == "seed":
        plan = Plan(2, 30, 20, 1, seed=5)
    elif other == "walk":
        walk = 0.3
    elif other == "prior":
        args = {"estimate_walk": True}
    elif other == "years":
        rc = small(dates=[f"{y}-10-{k + 1:02d}" for k, y in enumerate([2001] * 6 + [2005] * 6)])
    else:
        rc = small(dates=[f"2001-10-{k + 1:02d}" for k in range(12)])
    model = IdealPoints(rc, anchor="S0", walk_variance=walk)
    with pytest.raises(RecordError) as error:
        model.sample(plan, checkpoint=path, **args)
    assert error.value.where == path.name
    assert "other votes" in error.value.what


def test_a_checkpoint_serves_another_anchor(tmp_path: Path):
    """Which side is positive is decided at the end, so that it may be decided otherwise."""
    path = tmp_path / "run.npz"
    one = IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=None)
    with pytest.raises(KeyboardInterrupt):
        IdealPoints(small(), anchor="S0").sample(SHORT, progress=Stop(20), checkpoint=path)
    two = IdealPoints(small(), anchor="S3").sample(SHORT, checkpoint=path)
    assert np.array_equal(one.draws.theta, -two.draws.theta)
    assert np.array_equal(one.items["beta"], -two.items["beta"])
    assert np.array_equal(one.items["gamma1"], two.items["gamma1"], equal_nan=True)


def test_a_place_where_none_can_be_saved_is_refused_before_the_work(tmp_path: Path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "run.npz", tmp_path / ("x" * 300), tmp_path):
        with pytest.raises(UsageError) as error:
            IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)
        assert error.value.where == "checkpoint"
