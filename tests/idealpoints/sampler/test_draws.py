"""Which side draws are turned to, and which plans are refused."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.exact import ExactKernel
from analysis.idealpoints.sampler.sample import sample

from ..conftest import simulate
from ..reference import log_votes
from ..sampler_records import SHORT, WALK, small

pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_chain_on_the_wrong_side_is_turned_whole():
    """Reflected, a chain is as likely; the side of its draws must be that of the others."""
    b = small(n_states=10, per=20)
    model = IdealPoints(b, anchor="S0")
    fast = model.fit().estimates
    found = sample(model.ballots, fast, Assumptions(WALK), SHORT)
    assert (found.theta @ fast.theta > 0).all()
    start = ExactKernel.start

    def reflected(*args):
        chain = start(*args)
        if chain.number == 1:
            chain.theta, chain.beta = -chain.theta, -chain.beta
        return chain

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExactKernel, "start", reflected)
        turned = sample(model.ballots, fast, Assumptions(WALK), SHORT)
    assert (turned.theta @ fast.theta > 0).all()
    assert np.array_equal(turned.theta[0], found.theta[0])
    assert np.corrcoef(turned.theta[1].mean(axis=0), found.theta[1].mean(axis=0))[0, 1] > 0.9
    # items went along: the votes are as well explained as in the chain that was not turned
    item = np.repeat(np.arange(len(model.ballots.items)), np.diff(model.ballots.item_ptr))
    fits = [
        np.mean(
            [
                log_votes(
                    beta[item] * theta[model.ballots.by_item_point], g1[item],
                    np.maximum(g2, g1 + 1e-3)[item], model.ballots.by_item_kind,
                ).sum()
                for theta, (beta, g1, g2) in zip(
                    turned.theta[c].astype(float), turned.items[c].astype(float), strict=True
                )
            ]
        )
        for c in range(2)
    ]  # fmt: skip
    assert fits[1] == pytest.approx(fits[0], rel=0.1)


def test_an_anchor_near_zero_does_not_fold_the_others():
    """Its sign is a toss in each draw, theirs is not."""
    sim = simulate(30, 3, 40, seed=9)
    fast = IdealPoints(sim.rollcalls, anchor="S00").fit().params.groupby("state")["theta"].mean()
    centre = fast.abs().idxmin()
    model = IdealPoints(sim.rollcalls, anchor=centre)
    found = model.sample(SHORT)
    own = found.drawn(centre).mean(axis=1)
    assert 0.05 < (own < 0).mean() < 0.95
    assert own.mean() > 0
    far = found.drawn(fast.abs().idxmax()).mean(axis=1)
    assert (np.sign(far) == np.sign(far.iloc[0])).all()
    theta = found.draws.theta.astype(float)
    assert np.corrcoef(theta[0].mean(axis=0), theta[1].mean(axis=0))[0, 1] > 0.95


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        ({"chains": 1}, "chains"),
        ({"chains": 0}, "chains"),
        ({"draws": 0}, "sampling"),
        ({"draws": 3}, "draws"),
        ({"thin": 0}, "sampling"),
        ({"warmup": -1}, "sampling"),
        ({"seed": -1}, "sampling"),
    ],
)
def test_plans_that_cannot_be_judged_are_refused(plan, place):
    with pytest.raises(UsageError) as error:
        Plan(**plan)
    assert error.value.where == place
    assert ("R-hat" in error.value.todo) == (place == "chains")
