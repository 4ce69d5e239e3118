"""Checks of lesson 3, the spatial model."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from analysis.course.exercise import Exercise, Verdict, number, passed, try_again
from analysis.idealpoints import IdealPoints
from analysis.simulate import Simulated, simulate

__all__ = ["EXERCISES"]

Floats = npt.NDArray[np.float64]
#: Answers are asked for to so many digits; half a unit of the last is let pass, and a little for
#: processors that round otherwise.
TWO, ONE = 0.0051, 0.051


#: Seeds of the Assembly of the exercises and of the one that the lesson shows.
SEED, SHOWN = 11, 3
#: The roll call of exercise 3.2. In its year the number expected is that of no other year.
TEXT, YEAR = "text-019", 2020


@cache
def _assembly(seed: int = SEED) -> Simulated:
    return simulate("null", seed=seed, n_states=40, years=6, calls_per_year=60)


def _votes(theta: Floats, beta: float, gamma1: float, gamma2: float) -> Floats:
    """Return P(yes) and P(no), shape (2, n)."""
    eta = beta * np.asarray(theta, dtype=float)
    return np.stack([ndtr(gamma1 - eta), ndtr(eta - gamma2)])


def _near(a: float, b: float, within: float = TWO) -> bool:
    return abs(a - b) <= within


# -- 3.1 -----------------------------------------------------------------------------------------
def _cutting_points(yes_end: object, no_end: object, no_side: object) -> Verdict:
    beta, gamma1, gamma2 = -2.0, 0.6, 1.4
    a, b, side = number(yes_end), number(no_end), str(no_side).strip().casefold()
    if side not in ("left", "right"):
        return try_again('no_side is a text, "left" or "right".')
    if _near(a, gamma1) or _near(b, gamma2):
        return try_again(
            "The cutpoints γ are on the scale of z = βθ + ε. You are asked for ideal points, "
            "which are on the scale of θ."
        )
    # Where a vote is as likely as not, its probability is one half.
    yes, no = _votes(np.array([a, b]), beta, gamma1, gamma2)
    if not (_near(yes[0], 0.5) and _near(no[1], 0.5)):
        if _near(yes[1], 0.5, 0.01) and _near(no[0], 0.5, 0.01):
            return try_again("yes_end and no_end are interchanged: γ1 ends the yes, γ2 the no.")
        flipped = _votes(-np.array([a, b]), beta, gamma1, gamma2)
        if _near(flipped[0, 0], 0.5, 0.01) and _near(flipped[1, 1], 0.5, 0.01):
            return try_again("β is negative; mind the sign when you divide.")
        return try_again("Find the θ at which βθ equals the cutpoint, one for each cutpoint.")
    far = _votes(np.array([-10.0, 10.0]), beta, gamma1, gamma2)[1]
    if (side == "right") != bool(far[1] > far[0]):
        return try_again(
            "Put a large and a small θ into βθ. Which of the two gives a z above γ2, and so a no?"
        )
    return passed("Right: a negative β turns the text round, and the left votes no.")


# -- 3.2 -----------------------------------------------------------------------------------------
@cache
def _chances(seed: int) -> tuple[list[int], Floats]:
    """Return the years of the text and P(yes), P(abstain), P(no), shape (3, n_states, years)."""
    sim = _assembly(seed)
    calls = sim.rollcalls.calls
    of_text = calls["id"].str.startswith(f"{TEXT}@").to_numpy()
    return calls["date"].dt.year[of_text].tolist(), sim.probabilities()[:, :, of_text]


def _expected_noes(expected: object) -> Verdict:
    value = number(expected)
    sim = _assembly()
    years, chances = _chances(SEED)
    yes, abstain, no = chances[:, :, years.index(YEAR)]
    cast = int(sim.rollcalls.tally()["no"][sim.rollcalls.calls["id"] == f"{TEXT}@{YEAR}"].iloc[0])
    if _near(value, no.sum(), ONE):
        return passed(
            f"Right. {cast} Noes were cast: one draw of chance, less the states that were absent."
        )
    if value == cast:
        return try_again(
            "These are the Noes that were cast, one draw of chance. The expected number is a sum "
            "of probabilities, and is seldom whole."
        )
    if value == (no > 0.5).sum():
        return try_again(
            "You counted the states for which a no is more likely than not. States with a small "
            "probability count too, each with its probability."
        )
    if _near(value, yes.sum(), ONE) or _near(value, abstain.sum(), ONE):
        return try_again("The columns of probabilities are yes, abstain, no, in this order.")
    if _near(value, no.mean(), ONE):
        return try_again("This is the mean probability of a no. The number asked for is a sum.")
    if value == round(no.sum()):
        return try_again("Give one decimal: an expected number is seldom whole.")
    if any(_near(value, other, ONE) for other in chances[2].sum(axis=0)):
        return try_again(f"These are the ideal points of another year; take those of {YEAR}.")
    shown_years, shown = _chances(SHOWN)
    if _near(value, shown[2, :, shown_years.index(YEAR)].sum(), ONE):
        return try_again("This is `sim`, the Assembly of the lesson. Simulate your own, `mine`.")
    return try_again(
        f"Take the true ideal points of the year {YEAR} and the text's β, γ1 and γ2, compute the "
        "probability of a no for every state, and add up."
    )


# -- 3.3 -----------------------------------------------------------------------------------------
@cache
def _recovered() -> pd.DataFrame:
    """Line up fit and truth by index, not by the table that the lesson uses."""
    sim = _assembly()
    params = IdealPoints(sim.rollcalls).fit().params
    truth = (sim.theta - np.nanmean(sim.theta)) / np.nanstd(sim.theta)
    at = [
        truth.loc[s, int(p)]
        for s, p in zip(params["state"], params["period"].astype(int), strict=True)
    ]
    return params.assign(truth=at, off=lambda t: t["theta"] - t["truth"])


def _coverage(covered: object) -> Verdict:
    value = number(covered)
    both = _recovered()
    inside = float(both["truth"].between(both["low"], both["high"]).mean())
    if _near(value, inside, 0.0101):
        return passed(
            "Right. Close to the 0.90 aimed at, over states and years together; one seed is "
            "one Assembly, and another would give a somewhat different share."
        )
    if _near(value, 100 * inside, 1.01) and value > 1:
        return try_again("Give a share, between 0 and 1, not a percentage.")
    if value > 1:
        return try_again("A share lies between 0 and 1. Divide by the number of rows.")
    if _near(value, 1 - inside, 0.0101):
        return try_again("This is the share of intervals that miss the truth.")
    if _near(value, float((both["off"].abs() <= both["se"]).mean()), 0.0101):
        return try_again(
            "One standard error each side covers about two thirds. Use the columns low and high, "
            "which make a 90% interval."
        )
    if _near(value, float(both["theta"].corr(both["truth"])), 0.0051):
        return try_again("This is the correlation. Ask of every row: is truth within its interval?")
    return try_again(
        "For every row of the table, truth is inside if it is at least low and at most high. "
        "Take the mean over all 240 rows."
    )


# -- 3.4 -----------------------------------------------------------------------------------------
def _same_votes(beta: object, gamma1: object, gamma2: object) -> Verdict:
    b, g1, g2 = number(beta), number(gamma1), number(gamma2)
    theirs = np.linspace(-3, 5, 33)
    mine = _votes((1 - theirs) / 2, 1.2, 0.4, 1.0)
    if np.abs(_votes(theirs, b, g1, g2) - mine).max() < 0.01:
        return passed("Right: no vote, and no number of votes, can tell the two scales apart.")
    if g1 > g2:
        return try_again("γ1 lies below γ2 on any scale: a yes is the lower end of z.")
    if _near(b, -2.4) or _near(b, 2.4):
        return try_again(
            "If the scale of θ is stretched, it is not β that stretches: βθ must stay what it "
            "was. Write θ in terms of θ′ and put it into βθ."
        )
    if _near(b, 0.6):
        return try_again("θ′ runs the other way from θ. What does that do to β?")
    if _near(b, -0.6):
        if _near(g1, 0.4) and _near(g2, 1.0):
            return try_again(
                "β is right. The origin of θ′ is elsewhere, too: collect what does not depend "
                "on θ′ and move it into the cutpoints."
            )
        if _near(g1, 1.0) and _near(g2, 1.6):
            return try_again("β is right; the cutpoints moved by the right amount, the wrong way.")
        return try_again("β is right. Both cutpoints move by the same amount: β times a constant.")
    return try_again(
        "Solve θ′ = 1 − 2θ for θ, put it into βθ, and compare with β′θ′ less a constant."
    )


# -- 3.5 -----------------------------------------------------------------------------------------
def _ratios(balanced: object, lopsided: object) -> Verdict:
    a, b = number(balanced), number(lopsided)
    no = [_votes(np.array([2.0, 3.0]), 1.0, g, g)[1] for g in (0.0, 3.0)]
    yes = [_votes(np.array([2.0, 3.0]), 1.0, g, g)[0] for g in (0.0, 3.0)]
    want = [p[1] / p[0] for p in no]

    def given(x: float, y: float) -> bool:
        return _near(a, x) and _near(b, y)

    if given(*want):
        return passed(
            "Right. Beyond a balanced text's cutting line a no says almost nothing; a lone no "
            "always says: further out."
        )
    if _near(a, want[0], 0.06) and _near(b, want[1], 0.06):
        return try_again(
            "Nearly. The table has three decimals, which is too few to divide: compute the "
            "probabilities anew, and give two decimals."
        )
    if given(want[1], want[0]):
        return try_again("The two answers are interchanged.")
    if given(1 / want[0], 1 / want[1]):
        return try_again("Asked is the probability at θ = 3 over that at θ = 2.")
    if given(*(p[1] - p[0] for p in no)):
        return try_again("These are differences; asked are ratios.")
    if given(*(p[1] / p[0] for p in yes)):
        return try_again("These are ratios of the probability of a yes. The state voted no.")
    density = [np.exp(-((3 - g) ** 2 - (2 - g) ** 2) / 2) for g in (0.0, 3.0)]
    if given(*density):
        return try_again("These are ratios of the density φ. A probability is the area below, Φ.")
    wrong_way = _votes(np.array([2.0, 3.0]), 1.0, -3.0, -3.0)[1]
    if _near(a, want[0], 0.0101) and _near(b, wrong_way[1] / wrong_way[0], 0.0101):
        return try_again("The first is right. In the second mind the sign of γ: z is θ less γ.")
    if _near(a, want[0], 0.0101) or _near(b, want[1], 0.0101):
        right, other, gamma = (
            ("first", "second", 3) if _near(a, want[0], 0.0101) else ("second", "first", 0)
        )
        return try_again(
            f"The {right} is right. In the {other} both cutpoints are {gamma}: a no at θ = 3, over "
            "a no at θ = 2, of that text."
        )
    return try_again(
        "With β = 1 and γ1 = γ2 = γ the probability of a no is Φ(θ − γ). Compute it at both ideal "
        "points and divide."
    )


EXERCISES: dict[str, Exercise] = {
    key: Exercise(key, verify)
    for key, verify in (
        ("3.1", _cutting_points),
        ("3.2", _expected_noes),
        ("3.3", _coverage),
        ("3.4", _same_votes),
        ("3.5", _ratios),
    )
}
