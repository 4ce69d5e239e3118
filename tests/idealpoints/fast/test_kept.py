"""A fit that is kept is the fit, to the bit, with all that is computed from it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast import kept as module
from analysis.idealpoints.fast.kept import kept_fit, key_of
from analysis.idealpoints.fast.start import start
from analysis.kept import Kept
from analysis.simulate import simulate


@pytest.fixture(scope="module")
def votes():
    return simulate(n_states=10, years=4, calls_per_year=25).rollcalls


@pytest.fixture
def fits(monkeypatch) -> list[int]:
    """Points of each fit that was made since."""
    made: list[int] = []
    real = module.fit

    def fit(ballots, *rest):
        made.append(ballots.n_points)
        return real(ballots, *rest)

    monkeypatch.setattr(module, "fit", fit)
    return made


def same(one, other) -> bool:
    """Say whether two fits are equal in every field, to the bit and in type."""
    for f in fields(one):
        a, b = getattr(one, f.name), getattr(other, f.name)
        if type(a) is not type(b):
            return False
        if isinstance(a, np.ndarray):
            if a.shape != b.shape or a.tobytes() != b.tobytes():
                return False
        elif a != b:
            return False
    return True


@pytest.mark.parametrize("options", [{}, {"estimate_walk": True}, {"tails": 4.0}])
def test_a_fit_comes_back_to_the_bit(votes, tmp_path, fits, options):
    plain = IdealPoints(votes).fit(**options)
    fits.clear()
    first = IdealPoints(votes, kept=Kept(tmp_path)).fit(**options)
    again = IdealPoints(votes, kept=Kept(tmp_path)).fit(**options)
    assert len(fits) == 1
    assert same(plain.estimates, first.estimates)
    assert same(plain.estimates, again.estimates)


def test_changes_and_links_come_back_to_the_bit(votes, tmp_path, monkeypatch):
    def told(results):
        found = results.between("FRA", [2022, 2023], [2024, 2025], 0.9, ["GBR"])
        return found.estimate, found.low, found.high, found.se

    plain = told(IdealPoints(votes).fit())
    first = told(IdealPoints(votes, kept=Kept(tmp_path)).fit())
    from analysis.idealpoints.fast import joint

    monkeypatch.setattr(joint, "_conjugate", None)  # would fail if it were asked
    assert plain == first == told(IdealPoints(votes, kept=Kept(tmp_path)).fit())


def test_every_input_of_a_fit_is_in_its_key(votes, tmp_path, fits, monkeypatch):
    model = IdealPoints(votes)
    b, kept = model.ballots, Kept(tmp_path)
    first = start(model._fitted_votes(), 0)[b.point_state]
    changed = b.by_point_kind.copy()
    changed[0] = 2 - changed[0]
    asked = [
        (b, first, Assumptions()),
        (replace(b, by_point_kind=changed), first, Assumptions()),
        (b, first + np.arange(first.size) * 1e-12, Assumptions()),
        (b, first, Assumptions(walk_variance=0.3)),
        (b, first, Assumptions(tails=4.0)),
        (b, first, Assumptions(), 400),
        (b, first, Assumptions(), 500, 1e-3),
        (b, first, Assumptions(), 500, 1e-3, "votes"),
    ]
    for twice in (asked, asked):
        for one in twice:
            kept_fit(kept, *one)
    assert len(fits) == len(asked)
    monkeypatch.setattr(module, "_made_by", lambda: ["other code"])
    kept_fit(kept, *asked[0])
    assert len(fits) == len(asked) + 1


def test_a_hidden_vote_is_never_answered_with_a_fit_that_saw_it(votes, tmp_path, fits):
    model = IdealPoints(votes, kept=Kept(tmp_path))
    near = model.fit()
    fits.clear()
    assert model.on(votes).fit(near=near).n_iter >= 1
    assert not fits  # from near it is made each time, and kept nowhere
    assert len(list(tmp_path.glob("fit-*"))) == 1


def test_keys_tell_arrays_of_other_shape_or_type_apart():
    x = np.arange(4.0)
    assert len({key_of(x), key_of(x.reshape(2, 2)), key_of(x.view(np.int64)), key_of(x, 1)}) == 4
