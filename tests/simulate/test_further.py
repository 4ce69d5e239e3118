"""Texts voted on from the event on besides the usual, and how many texts are known to come back."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.simulate import SCENARIOS, simulate

SIZE = {"n_states": 30, "years": 4, "calls_per_year": 30}


def added(scenario: str, **options):
    """Return votes on the further texts, a row a state, and the record."""
    sim = simulate(scenario, 1, **SIZE, **options)
    more = sim.items.loc[sim.item, "flood"].to_numpy()
    return np.asarray(sim.rollcalls.votes)[:, more], sim


@pytest.mark.parametrize("scenario", ["agenda flood", "newly called", "both ends"])
@pytest.mark.parametrize("jump", [0.0, 0.3])
def test_the_usual_votes_are_those_of_no_event(scenario, jump):
    votes, sim = added(scenario, jump=jump)
    null = simulate("null", 1, **SIZE, jump=jump)
    usual = ~sim.items.loc[sim.item, "flood"].to_numpy()
    assert (np.asarray(sim.rollcalls.votes)[:, usual] == null.rollcalls.votes).all()
    assert votes.shape[1] == 30
    assert sim.effect == pytest.approx(jump)
    assert sim.after[~usual].all()
    assert scenario in SCENARIOS


def test_newly_called_texts_are_supported_by_nearly_all_but_the_country():
    votes, sim = added("newly called")
    assert (votes[sim.rollcalls.row("USA")] == 3).all()
    cast = votes <= 3
    assert (votes == 1).sum() / cast.sum() > 0.88
    assert sim.items.loc[sim.items["flood"], "beta"].abs().max() < 4.5  # as other texts' are


def test_both_ends_oppose_and_the_middle_does_not():
    votes, sim = added("both ends")
    no = (votes == 3).sum(axis=1) / (votes <= 3).sum(axis=1)
    ends = [sim.rollcalls.row(s) for s in ("USA", "RUS")]
    assert no[ends].min() > 0.4
    middle = np.argsort(abs(sim.theta[2025] - sim.theta.loc[["USA", "RUS"], 2025].mean()))[:10]
    assert no[middle].max() < 0.2
    # Probabilities know of the middle: they are those of the votes drawn.
    at = sim.items.loc[sim.item, "flood"].to_numpy()
    expected = sim.probabilities()[2][:, at]
    assert np.corrcoef(expected.ravel(), (votes == 3).ravel())[0, 1] > 0.7


def test_a_tide_moves_all_alike():
    tide, null = (simulate(s, 1, **SIZE, effect=0.5) for s in ("tide", "null"))
    np.testing.assert_allclose(tide.theta[2025], null.theta[2025] - 0.5)
    np.testing.assert_allclose(tide.theta[2024], null.theta[2024])


@pytest.mark.parametrize("linked", [None, 5, 0])
def test_so_many_texts_are_known_to_come_back(linked):
    sim, whole = simulate("null", 1, **SIZE, linked=linked), simulate("null", 1, **SIZE)
    assert (np.asarray(sim.rollcalls.votes) == whole.rollcalls.votes).all()
    text = sim.rollcalls.calls["recurring_text"]
    both = set(text[sim.after]) & set(text[~sim.after]) - {""}
    assert len(both) == (12 if linked is None else linked)


def test_a_country_among_the_others_opposes_too_few():
    with pytest.raises(UsageError) as error:
        simulate("newly called", 1, **SIZE, jump=-3.0)
    assert error.value.where == "newly called"
