"""Input that cannot be fitted is refused in words; ballots are laid out as they were cast."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.fast.start import start
from analysis.rollcalls import RollCalls


def rollcalls(votes, **columns) -> RollCalls:
    return RollCalls.from_votes(votes, states=list("ABCDEF")[: len(votes)], **columns)


def test_empty():
    with pytest.raises(RecordError) as error:
        IdealPoints(rollcalls([[1], [3]]).take([]), anchor="A")
    assert error.value.where == "ideal points"
    assert "no roll calls" in error.value.what
    with pytest.raises(RecordError) as error:
        IdealPoints(rollcalls([[8], [9]]), anchor="A")
    assert error.value.where == "roll calls"
    assert "cast" in error.value.what


def test_unanimous():
    with pytest.raises(RecordError) as error:
        IdealPoints(rollcalls([[1, 3], [1, 3]]), anchor="A")
    assert error.value.where == "roll calls"
    assert "unanimous" in error.value.what


def test_anchor():
    rc = rollcalls([[1, 3], [3, 1], [8, 8]])
    with pytest.raises(UsageError) as error:
        IdealPoints(rc)
    assert error.value.where == "table of states"
    assert "'USA'" in error.value.what
    with pytest.raises(UsageError) as error:
        IdealPoints(rc, anchor="C")
    assert error.value.where == "anchor"
    assert error.value.what.startswith("C ")


def test_disconnected():
    votes = [[1, 0], [3, 0], [0, 1], [0, 3]]
    with pytest.raises(RecordError) as error:
        IdealPoints(rollcalls(votes), anchor="A")
    assert error.value.where == "A and C, D"
    assert "2 groups" in error.value.what
    linked = IdealPoints(rollcalls(votes, recurring_text=["t", "t"]), anchor="A")
    assert linked.ballots.items == ("t",)


def test_one_state_is_not_told_apart():
    rc = rollcalls([[1, 3]], recurring_text=["t", "t"])
    with pytest.raises(RecordError) as error:
        IdealPoints(rc, anchor="A").fit()
    assert error.value.where == "ideal points"
    assert "apart" in error.value.what


@pytest.mark.parametrize(
    ("arguments", "place", "word"),
    [
        ({"walk_variance": 0.0}, "walk_variance", "0.0"),
        ({"walk_variance": float("nan")}, "walk_variance", "nan"),
        ({"by": "decade"}, "periods", "'decade'"),
    ],
)
def test_settings(arguments, place, word):
    with pytest.raises(UsageError) as error:
        IdealPoints(rollcalls([[1, 3], [3, 1]]), anchor="A", **arguments)
    assert error.value.where == place
    assert word in error.value.what


def test_requests():
    model = IdealPoints(rollcalls([[1, 3, 1], [3, 1, 1], [1, 1, 3]]), anchor="A")
    with pytest.raises(UsageError) as error:
        model.fit(max_iter=0)
    assert error.value.where == "fit"
    assert "max_iter" in error.value.what
    results = model.fit()
    for call in (
        lambda: results.conf_int(1.0),
        lambda: results.covariance("Z"),
        lambda: results.between("A", [], [2000]),
        lambda: results.between("A", [2000], [2000]),
        lambda: results.between("A", [1999], [2000]),
        lambda: results.probabilities("A", 2000, "none"),
    ):
        with pytest.raises(UsageError):
            call()


def test_every_vote_is_laid_out_twice():
    rng = np.random.default_rng(0)
    votes = rng.choice([0, 1, 2, 3, 8, 9], size=(6, 40), p=[0.05, 0.4, 0.2, 0.2, 0.1, 0.05])
    rc = rollcalls(
        votes,
        dates=[f"{2000 + j // 10}-10-{j % 10 + 1:02d}" for j in range(40)],
        recurring_text=[f"t{j % 10}" if j % 10 < 4 else "" for j in range(40)],
    )
    b = IdealPoints(rc, anchor="A").ballots
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    item = np.repeat(np.arange(len(b.items)), np.diff(b.item_ptr))
    one = sorted(zip(point, b.by_point_item, b.by_point_kind, strict=True))
    two = sorted(zip(b.by_item_point, item, b.by_item_kind, strict=True))
    assert one == two
    name = [f"t{j % 10}" if j % 10 < 4 else f"call-{j}" for j in range(40)]
    cast = {}
    for i in range(6):
        for j in range(40):
            if votes[i, j] in (1, 2, 3):
                cast.setdefault(name[j], []).append(("ABCDEF"[i], 2000 + j // 10, votes[i, j]))
    kept = {k: v for k, v in cast.items() if len({x[2] for x in v}) > 1}
    assert set(kept) == set(b.items)
    assert sum(map(len, kept.values())) == b.n_votes
    for j, label in enumerate(b.items):
        rows = slice(b.item_ptr[j], b.item_ptr[j + 1])
        codes = sorted({x[2] for x in kept[label]})
        to_kind = {c: k for k, c in enumerate(codes)} if len(codes) == 3 else {
            codes[0]: 0, codes[1]: 2
        }  # fmt: skip
        found = sorted(
            (b.states[b.point_state[p]], b.periods[b.point_period[p]], k)
            for p, k in zip(b.by_item_point[rows], b.by_item_kind[rows], strict=True)
        )
        assert found == sorted((s, y, to_kind[c]) for s, y, c in kept[label])


def test_start_is_the_leading_direction_of_plain_agreement():
    rng = np.random.default_rng(2)
    votes = rng.choice([1, 2, 3, 8], size=(7, 50)).astype(np.int8)
    agreement = np.ones((7, 7))
    for i in range(7):
        for j in range(7):
            both = (votes[i] < 4) & (votes[j] < 4)
            if i != j:
                agreement[i, j] = np.mean(1 - np.abs(votes[i, both] - votes[j, both]) / 2)
    hold = np.eye(7) - 1 / 7
    leading = np.linalg.eigh(hold @ agreement @ hold)[1][:, -1]
    found = start(votes, 3)
    assert found[3] > 0
    assert abs(np.corrcoef(found, leading)[0, 1]) == pytest.approx(1, abs=1e-6)
