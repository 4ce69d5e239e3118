"""What the posterior of the plane says: against draws by hand, and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan, PlanePosterior

from ..plane_reference import plane_record

pytestmark = pytest.mark.usefixtures("one_thread")
YEARS = [2000, 2001, 2002]


@pytest.fixture(scope="module")
def found() -> PlanePosterior:
    model = IdealPoints(plane_record(2)[0], "year", "S00", dimensions=2, second_anchor="S03")
    return model.sample(Plan(2, 40, 30, 2, seed=3))


def level(found, state, periods):
    """Return draws of a state's level, by hand."""
    drawn = found.drawn(state)
    table = found.params.set_index(["state", "period"])["n_votes"]
    votes = np.array([table[(state, p)] for p in periods], dtype=float)
    points = np.stack([drawn[p].to_numpy() for p in periods])
    return np.einsum("p,pdk->dk", votes, points) / votes.sum()


def test_distances_are_those_of_the_draws(found):
    one = found.distance("S01", "S05", 2001)
    x = np.linalg.norm(level(found, "S01", [2001]) - level(found, "S05", [2001]), axis=1)
    assert one.estimate == pytest.approx(x.mean())
    assert (one.low, one.high) == pytest.approx(tuple(np.quantile(x, [0.05, 0.95])))
    assert one.se == pytest.approx(x.std(ddof=1))
    # in a window votes are weights, and of several states the mean is taken
    window = found.distance("S01", ["S05", "S06"], [2000, 2002], level=0.5)
    mean = (level(found, "S05", [2000, 2002]) + level(found, "S06", [2000, 2002])) / 2
    x = np.linalg.norm(level(found, "S01", [2000, 2002]) - mean, axis=1)
    assert window.estimate == pytest.approx(x.mean())
    assert window.low == pytest.approx(np.quantile(x, 0.25))
    # the same by period in a table
    table = found.distances("S01", "S05").set_index("period")
    assert table.loc[2001, "estimate"] == pytest.approx(one.estimate)
    assert {one.details["r_hat"], one.details["ess"]} == {*table.loc[2001, ["r_hat", "ess"]]}
    both = found.distances_to({"a friend": "S05", "two": ["S05", "S06"]}, "S01")
    assert both.groupby("to").size().to_dict() == {"a friend": 3, "two": 3}
    assert set(both[both["to"] == "two"]["others"]) == {2}
    by_year = found.distances("S01", {2001: ["S05"], 2002: ["S01", "S06"]})
    assert by_year["period"].tolist() == [2001, 2002]
    assert by_year["estimate"].iloc[0] == pytest.approx(one.estimate)
    assert by_year["others"].tolist() == [1, 1]


def test_changes_are_those_of_the_draws(found):
    before, after = [2000], [2001, 2002]
    moves = {s: level(found, s, after) - level(found, s, before) for s in ("S01", "S05")}
    moved = found.between("S01", before, after)
    assert moved.estimate == pytest.approx(np.linalg.norm(moves["S01"], axis=1).mean())
    change = found.change_of_distance("S01", "S05", before, after)
    x = [
        np.linalg.norm(level(found, "S01", w) - level(found, "S05", w), axis=1)
        for w in (before, after)
    ]
    assert change.estimate == pytest.approx((x[1] - x[0]).mean())
    back = found.change_of_distance("S01", "S05", after, before)
    assert back.estimate == pytest.approx(-change.estimate)
    a, b = moves["S01"], moves["S05"]
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    right = np.degrees(np.arccos(cosine)).mean()
    assert found.angle_of_moves("S01", "S05", before, after).estimate == pytest.approx(right)


def test_nothing_reported_depends_on_axes(found):
    other = found.along("S04", "S07")
    assert other.anchor == "S04"
    assert np.abs(other.draws.theta - found.draws.theta).max() > 0.1
    for ask in (
        lambda r: r.distance("S01", "S05", 2001),
        lambda r: r.angle("S01", "S05", [2000, 2001]),
        lambda r: r.between("S01", [2000], [2002]),
        lambda r: r.change_of_distance("S01", "S05", [2000], [2002]),
        lambda r: r.angle_of_moves("S01", "S05", [2000], [2002]),
        lambda r: r.second.distance("S01", "S05", 2001),
    ):
        one, two = ask(found), ask(other)
        assert (one.estimate, one.low, one.high) == pytest.approx(
            (two.estimate, two.low, two.high), abs=1e-4
        )
    mean = other.drawn("S04").xs(2, axis=1, level="axis").mean(axis=1)
    assert np.abs(mean).max() < 1e-5


def test_coordinates_and_words(found):
    table = found.params
    assert list(table.columns[:4]) == ["state", "period", "n_votes", "theta"]
    draws = found.drawn("S01")
    own = table[table["state"] == "S01"].set_index("period")
    for axis, name in ((1, ""), (2, "2")):
        x = draws[(2002, axis)]
        assert own.loc[2002, f"theta{name}"] == pytest.approx(x.mean(), abs=1e-5)
        assert own.loc[2002, f"low{name}"] == pytest.approx(x.quantile(0.05), abs=1e-5)
        assert own.loc[2002, f"se{name}"] == pytest.approx(x.std(), abs=1e-5)
    assert found.second.params["theta"].tolist() == table["theta2"].tolist()
    assert found.covariance("S01").loc[2000, 2001] == pytest.approx(
        np.cov(draws[(2000, 1)], draws[(2001, 1)])[0, 1]
    )
    assert "NOT CONVERGED" in found.summary()
    assert not found.converged
    quality = found.quality
    apart = found.distances("S00", "S05").set_index("period")
    assert quality.loc[("S05", 2001), "r_hat"] == pytest.approx(apart.loc[2001, "r_hat"], rel=1e-3)
    # predictions are there, from the means of the draws
    assert np.isfinite(found.predict(plane_record(2)[0])["yes"]).all()


def test_one_state_may_be_both_anchors():
    model = IdealPoints(plane_record(2)[0], "year", "S00", dimensions=2, second_anchor="S00")
    found = model.sample(Plan(2, 8, 5, 1))
    assert not found.converged
    assert "S00 positive on the first, S00 on the second" in found.summary()


def test_arviz_takes_the_draws(found):
    theta = found.to_inference_data().posterior["theta"]
    assert theta.dims == ("chain", "draw", "point", "axis")
    own = theta.sel(point="S01 2001", axis=2).values.ravel()
    assert np.array_equal(own, found.drawn("S01")[(2001, 2)].to_numpy().astype(np.float32))


def test_what_cannot_be_asked(found):
    for ask, where in (
        (lambda: found.distance("S01", "S01", 2001), "distance"),
        (lambda: found.distance("S01", ["S02", "S01"], 2001), "distance"),
        (lambda: found.distance("S01", "ZZZ", 2001), "state"),
        (lambda: found.distance("S01", "S02", 1999), "period"),
        (lambda: found.between("S01", [2000], [2000]), "periods"),
        (lambda: found.along("S01", "S01"), "distance"),
    ):
        with pytest.raises(UsageError) as error:
            ask()
        assert error.value.where == where


@pytest.mark.slow
def test_a_known_plane_is_recovered():
    """Distances of all pairs in a period: near the truth, and covered about as often as said.

    One record: coverage over its pairs is correlated, so only a gross failure shows here;
    `test_sbc` counts it over many records.
    """
    rollcalls, theta = plane_record(7, n_states=30, per=60, linked=30)
    model = IdealPoints(rollcalls, "year", "S00", dimensions=2)
    found = model.sample(Plan(2, 250, 200, 3, seed=1))
    x = found.draws.theta.reshape(-1, 30, 3, 2)[:, :, 1]
    one, two = np.triu_indices(30, 1)
    drawn = np.linalg.norm(x[:, one] - x[:, two], axis=-1)
    truth = np.linalg.norm(theta[one, 1] - theta[two, 1], axis=-1)
    assert np.corrcoef(drawn.mean(axis=0), truth)[0, 1] > 0.95
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    assert 0.75 < ((low <= truth) & (truth <= high)).mean() < 0.99
    assert found.quality["r_hat"].quantile(0.9) < 1.05
