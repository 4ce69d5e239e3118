"""The fast unfolding fit on records whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, hold_out
from analysis.idealpoints.results.scores import difference

from .records import graded_unfolding, record

pytestmark = pytest.mark.usefixtures("one_thread")
ANCHOR = "S00"


def correlation(results, truth) -> float:
    """Correlation of points with the truth, whichever side is positive."""
    fitted = results.params.pivot(index="state", columns="period", values="theta").to_numpy()
    return abs(float(np.corrcoef(fitted.ravel(), truth.ravel())[0, 1]))


def gained(seed: int, model: str) -> tuple[float, float]:
    """Bits per hidden vote that the unfolding has less than the line, and their standard error."""
    held = hold_out(record(seed, model).rollcalls, 0.1, seed=1)
    line = held.score(IdealPoints(held.training, anchor=ANCHOR).fit())
    bent = held.score(IdealPoints(held.training, anchor=ANCHOR, response="unfolding").fit())
    less, se = difference(bent, line)
    return -less, se


@pytest.fixture(scope="module")
def ggum():
    made = record(3, "ggum")
    return made, IdealPoints(made.rollcalls, anchor=ANCHOR, response="unfolding").fit()


def test_the_record_of_a_graded_unfolding_loses_both_ends():
    """At its place a text has Yes; far out on either side it has No, to the same extent."""
    rng = np.random.default_rng(1)
    x = np.repeat([-4.0, 0.0, 4.0], 4000)
    votes = graded_unfolding(x, 1.5, 0.0, np.array([-1.5, -0.5]), rng).reshape(3, -1)
    no = (votes == 3).mean(axis=1)
    assert min(no[0], no[2]) > 0.95
    assert no[1] < 0.2
    assert (votes[1] == 1).mean() > 0.5


def test_points_of_a_graded_unfolding_are_recovered_where_the_line_misplaces_them(ggum):
    made, found = ggum
    assert found.converged
    assert correlation(found, made.theta) > 0.95
    line = IdealPoints(made.rollcalls, anchor=ANCHOR).fit()
    assert correlation(found, made.theta) > correlation(line, made.theta) + 0.05


def test_texts_of_a_graded_unfolding_lose_both_ends(ggum):
    """A text whose place is among the states turns, and turns there; one far out is a line."""
    made, found = ggum
    items = found.items.set_index("item")
    delta = pd.Series(made.delta)
    among = delta[delta.abs() < 1.0]
    assert len(among) > 10
    kappa = items.loc[among.index, "kappa"]
    assert (kappa > 0).mean() > 0.95
    turn = items.loc[kappa[kappa > 0].index, "turn"]
    assert abs(np.corrcoef(turn, among[turn.index])[0, 1]) > 0.9
    assert found.spread > 0.3


def test_both_ends_are_predicted_to_vote_no(ggum):
    made, found = ggum
    item = found.items.assign(off=lambda t: t["turn"].abs()).nsmallest(1, "off").iloc[0]["item"]
    own = found.params[found.params["period"] == 2000].sort_values("theta")
    ends = own["state"].iloc[[0, -1]]
    middle = own.iloc[(own["theta"].abs()).argmin()]["state"]
    no = [found.probabilities(s, 2000, item)["no"] for s in (*ends, middle)]
    assert min(no[:2]) > no[2] + 0.2


@pytest.mark.slow
@pytest.mark.parametrize("model", ["ggum", "bent"])
def test_hidden_votes_prefer_the_unfolding_where_ends_meet(model):
    less, se = gained(5, model)
    assert less > max(2 * se, 0.02)


@pytest.mark.slow
def test_hidden_votes_lose_next_to_nothing_where_the_line_holds():
    """0.005 bits is what the decision allows; κ shrinks by itself."""
    for seed in (5, 6):
        assert gained(seed, "line")[0] > -0.005


def test_on_the_lines_own_record_curves_are_nearly_straight():
    made = record(7, "line")
    found = IdealPoints(made.rollcalls, anchor=ANCHOR, response="unfolding").fit()
    assert found.converged
    assert found.spread < 0.15
    line = IdealPoints(made.rollcalls, anchor=ANCHOR).fit()
    assert correlation(found, made.theta) > correlation(line, made.theta) - 0.005


def test_the_scale_is_that_of_the_line(ggum):
    found = ggum[1].estimates
    assert np.allclose([found.theta.mean(), found.theta.std()], [0, 1], atol=1e-9)
    own = ggum[1].params.query("state == @ANCHOR")["theta"]
    assert own.mean() > 0


def test_the_start_that_fits_best_is_gone_on_from(ggum):
    modes = ggum[1].modes
    assert len(modes) == 4
    assert modes["kept"].sum() == 1
    assert modes.loc[modes["kept"], "objective"].item() == modes["objective"].max()
    assert ggum[1].estimates.change < ggum[1].tol


def test_a_fit_from_the_line_alone_has_one_start(ggum):
    made = ggum[0]
    found = IdealPoints(made.rollcalls, anchor=ANCHOR, response="unfolding-line").fit()
    assert found.modes["start"].tolist() == ["line"]
    assert found.estimates.loglik <= ggum[1].estimates.loglik + 1.0


def test_a_fit_says_in_what_order_it_has_the_states(ggum):
    made, found = ggum
    line = IdealPoints(made.rollcalls, anchor=ANCHOR).fit()
    along = np.corrcoef(line.estimates.theta, found.estimates.theta)[0, 1]
    assert found.estimates.along == pytest.approx(along)
    assert "order" in found.summary()


@pytest.mark.parametrize("other", [{"dimensions": 2}, {"absence": "hurdle"}, {"scale_by": "votes"}])
def test_one_variant_at_a_time(other):
    with pytest.raises(UsageError) as caught:
        IdealPoints(record(1, "line").rollcalls, anchor=ANCHOR, response="unfolding", **other)
    assert caught.value.where == "response"


def test_unknown_responses_and_steps_are_refused():
    votes = record(1, "line").rollcalls
    with pytest.raises(UsageError) as caught:
        IdealPoints(votes, anchor=ANCHOR, response="bent")
    assert caught.value.where == "response"
    with pytest.raises(UsageError) as caught:
        IdealPoints(votes, anchor=ANCHOR, response="unfolding").fit(tails=4.0)
    assert caught.value.where == "fit"
