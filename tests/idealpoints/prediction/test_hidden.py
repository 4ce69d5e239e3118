"""Votes hidden fold by fold: which are, from whom, and what they cost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.baselines import constant_shares
from analysis.idealpoints.prediction.hidden import Target, hidden_bits, predict_hidden
from analysis.idealpoints.prediction.holdout import hide
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.simulate import simulate

LAST, EARLIER = Window(date(2025, 1, 20), None), Window(None, date(2025, 1, 19))


@pytest.fixture(scope="module")
def model() -> IdealPoints:
    return IdealPoints(simulate("null", 5, n_states=25, years=3, calls_per_year=40).rollcalls)


@pytest.fixture(scope="module")
def run(model):
    """Bits, and the training record of every fold."""
    seen: list[RollCalls] = []

    def refit(training: RollCalls):
        seen.append(training)
        return model.on(training).fit()

    targets = [Target("USA", LAST), Target("RUS", LAST), Target("USA", EARLIER)]
    return hidden_bits(refit, model.rollcalls, model.ballots, targets, folds=5), seen


def test_every_vote_that_counts_is_hidden_once(model, run):
    bits, _ = run
    rc = model.rollcalls
    fitted = model.ballots.labels(rc)[1].isin(set(model.ballots.items)).to_numpy()
    for k, (state, window) in enumerate((("USA", LAST), ("RUS", LAST))):
        own = bits[bits["target"] == k]
        cast = np.isin(rc.votes[rc.row(state)], [1, 2, 3])
        expected = np.flatnonzero(cast & fitted & window.mask(rc.calls["date"]))
        assert sorted(own["call"]) == expected.tolist()
        assert (own["state"] == state).all()
        assert (rc.votes[rc.row(state), own["call"]] == own["vote"]).all()


def test_a_text_is_never_split_nor_hidden_of_two_targets_at_once(model, run):
    bits, seen = run
    assert bits.groupby(["target", "item"])["fold"].nunique().max() == 1
    assert bits.groupby(["fold", "item"])["target"].nunique().max() == 1
    twice = bits.groupby(["target", "item"]).size()
    assert twice.loc[2].max() == 2  # in two years of the earlier window
    assert bits.groupby("fold").size().gt(0).sum() == len(seen) == 5
    whole = np.asarray(model.rollcalls.votes)
    for fold, training in enumerate(seen):
        away = np.argwhere(np.asarray(training.votes) != whole)
        own = bits[bits["fold"] == fold]
        rows = model.rollcalls.states.index.get_indexer(own["state"])
        assert {tuple(x) for x in away} == set(zip(rows, own["call"], strict=True))


def test_bits_are_those_of_a_loop(model, run):
    bits, seen = run
    table = bits[bits["target"] == 0].sample(30, random_state=1)
    rc = model.rollcalls
    fits = {fold: model.on(seen[fold]).fit() for fold in set(table["fold"])}
    for row in table.itertuples():
        training = seen[row.fold]
        inside = LAST.mask(rc.calls["date"]) & rc.calls["id"].notna().to_numpy()
        fitted = model.ballots.labels(rc)[1].isin(set(model.ballots.items)).to_numpy()
        shares = constant_shares(training.votes[rc.row("USA"), inside & fitted])
        assert row.constant == pytest.approx(-np.log2(shares[row.vote - 1]))
        found = fits[row.fold].predict(
            pd.DataFrame({"state": ["USA"], "period": [row.period], "item": [row.item]})
        )
        p = found[["yes", "abstain", "no"]].to_numpy()[0]
        if not np.isnan(p[0]):
            assert row.model == pytest.approx(-np.log2(p[row.vote - 1]))


def test_votes_that_no_fit_knows_are_scored_by_rule():
    # Hidden: a No alone on a text; and all of a state's votes of its only other year.
    votes = [[3, 1, 3, 1, 3], [1, 3, 1, 3, 1], [1, 2, 1, 3, 1], [1, 2, 3, 1, 1]]
    rc = RollCalls.from_votes(
        votes,
        states=["USA", "RUS", "FRA", "CHN"],
        dates=["2000-10-01", "2000-10-02", "2000-10-03", "2000-10-04", "2001-10-01"],
    )
    hidden = np.zeros((4, 5), dtype=bool)
    hidden[0, [0, 4]] = True
    held = hide(rc, hidden)
    found = predict_hidden(IdealPoints(held.training).fit(), held)
    # three Yes are left on either: No has 1 in 6, abstention likewise
    assert found[["yes", "abstain", "no"]].to_numpy() == pytest.approx(
        np.array([[4 / 6, 1 / 6, 1 / 6]] * 2)
    )
    assert found["alone"].tolist() == [True, True]
    hidden = np.zeros((4, 5), dtype=bool)
    hidden[0, :4] = True
    rest = hide(RollCalls.from_votes(
        [[3, 1, 3, 1, 3], [1, 3, 1, 3, 1], [1, 2, 1, 3, 3], [1, 2, 3, 1, 1]],
        states=["USA", "RUS", "FRA", "CHN"],
        dates=["2000-10-01", "2000-10-02", "2000-10-03", "2000-10-04", "2001-10-01"],
    ), hidden)  # fmt: skip
    found = predict_hidden(IdealPoints(rest.training).fit(), rest)
    assert found[["yes", "abstain", "no"]].to_numpy()[1:] == pytest.approx(np.full((3, 3), 1 / 3))


def test_what_cannot_be_dealt(model):
    refit = model.on
    for folds in (1, 2):
        with pytest.raises(UsageError) as error:
            hidden_bits(
                lambda t: refit(t).fit(),
                model.rollcalls,
                model.ballots,
                [Target(s, LAST) for s in ("USA", "RUS", "GBR")],
                folds,
            )
        assert error.value.where == "folds"


def test_a_state_without_votes_has_none(model):
    found = hidden_bits(
        lambda t: model.on(t).fit(), model.rollcalls, model.ballots, [Target("XXX", LAST)]
    )
    assert found.empty
