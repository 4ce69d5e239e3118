"""What links two windows, counted by hand; and the rule that says what is printed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.results.linking import LOPSIDED, Links, links_between
from analysis.idealpoints.results.printing import LEAST_GAIN, LEAST_TEXTS, MOST_TURN, Printing
from analysis.idealpoints.votes.cutting import cut_items, votes_of
from analysis.rollcalls.window import Window
from analysis.simulate import simulate

YEARS = [2022, 2023, 2024]
GOOD = Links(LEAST_TEXTS, 300, 100, 90, 30, 0.0, MOST_TURN, 0.4, LEAST_GAIN, 0.1, 0.4, 0.2)


@pytest.fixture(scope="module")
def flooded():
    return simulate("agenda flood", 1, n_states=24, years=5, calls_per_year=30, linked=4)


@pytest.fixture(scope="module")
def results(flooded):
    return IdealPoints(flooded.rollcalls).fit()


def test_links_are_counted_as_by_hand(flooded, results):
    found = links_between(results, "USA", YEARS, [2025])
    rc = flooded.rollcalls
    calls = rc.calls.assign(year=rc.calls["date"].dt.year, usa=rc.votes[rc.row("USA")])
    votes = np.asarray(rc.votes)
    text = calls["recurring_text"].where(calls["recurring_text"] != "", calls["id"])
    kinds = {
        t: {v for v in np.unique(votes[:, (text == t).to_numpy()]) if v <= 3} for t in text.unique()
    }
    calls = calls[text.map(lambda t: len(kinds[t]) > 1)].assign(text=text)
    before, after = calls[calls["year"].isin(YEARS)], calls[calls["year"] == 2025]
    both = set(before["text"]) & set(after["text"])
    assert found.n_texts == len(both) <= 4
    assert found.votes_after == (after["usa"] <= 3).sum()
    assert found.votes_before == (before["usa"] <= 3).sum()
    assert found.on_texts_after == (after["text"].isin(both) & (after["usa"] <= 3)).sum()
    # Alone: against the most, on texts that all but a tenth vote alike on.
    lone, cast = 0, 0
    for text_of, part in calls.groupby("text"):
        here = votes[:, (text == text_of).to_numpy()]
        counts = np.array([(here == k).sum() for k in (1, 2, 3)])
        lopsided = counts.sum() - counts.max() <= LOPSIDED * counts.sum()
        own = part[(part["year"] == 2025) & (part["usa"] <= 3)]["usa"]
        lone += int((own != counts.argmax() + 1).sum() if lopsided else 0)
        cast += len(own)
    assert found.lone_after == pytest.approx(lone / cast)
    assert found.lone_after > 0.2 > found.lone_before


def test_without_links_is_a_fit_of_texts_cut_at_the_event(flooded, results):
    """The same as if no text were known to be the one from before."""
    found = links_between(results, "USA", YEARS, [2025])
    apart = simulate("agenda flood", 1, n_states=24, years=5, calls_per_year=30, linked=0)
    other = IdealPoints(apart.rollcalls).fit()
    cut = other.between("USA", YEARS, [2025])
    assert found.unlinked == pytest.approx(cut.estimate, abs=0.02)
    assert found.unlinked_se == pytest.approx(cut.se, rel=0.05)
    assert links_between(other, "USA", YEARS, [2025]).precision_from_links < 0.02


def test_links_bring_precision():
    sims = {
        n: simulate("null", 4, n_states=24, years=5, calls_per_year=40, linked=n) for n in (2, 16)
    }
    shares = {}
    for n, sim in sims.items():
        fitted = IdealPoints(sim.rollcalls, walk_variance=1.0).fit()
        shares[n] = links_between(fitted, "USA", YEARS, [2025]).precision_from_links
    assert 0 <= shares[2] < shares[16] < 1


def test_cut_items_keep_votes_and_points(results):
    b = results.ballots
    late = np.array([p >= 2025 for p in b.periods])
    cut = cut_items(b, late)
    after = late[b.point_period]
    for item in (0, 3):  # texts that come back: each half holds the votes of its part
        name = b.items[item]
        for part, side in (("before", ~after), ("after", after)):
            label = f"{name} ({part})"
            point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
            own = votes_of(b)[(b.by_point_item == item) & side[point]]
            if label not in cut.items:
                assert len(set(own.tolist())) <= 1
                continue
            of = cut.items.index(label)
            assert sorted(votes_of(cut)[cut.by_point_item == of]) == sorted(own)
    assert (cut.point_state == b.point_state).all()
    assert cut.n_votes <= b.n_votes
    nothing = cut_items(b, np.zeros(len(b.periods), dtype=bool))
    assert nothing.digest() == replace(b, items=nothing.items).digest()


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"n_texts": LEAST_TEXTS - 1}, ("texts",)),
        ({"lone_after": MOST_TURN + 0.01}, ("alone",)),
        ({"lone_before": 2 * MOST_TURN + 0.01}, ("alone",)),
        ({"lone_before": 0.4, "lone_after": 0.41}, ()),  # it stood as much alone before
        ({"gain_after": LEAST_GAIN - 0.01}, ("misfit",)),
        ({"gain_before": -0.01, "n_texts": 0}, ("texts", "misfit")),
    ],
)
def test_the_rule_on_both_sides_of_each_threshold(change, reasons):
    check = Printing("USA", Window(), replace(GOOD, **change))
    assert check.reasons == reasons
    assert check.describes is not bool(reasons)
    assert check.sentence().endswith(".")
