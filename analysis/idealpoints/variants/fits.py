"""The fast fit's variants: a plane, a hurdle, and an issue with another fit as its prior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit, fit
from analysis.idealpoints.fast.start import second_start
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.variants.attendance import with_attendance
from analysis.idealpoints.variants.issue_prior import ShrunkResults, prior_from
from analysis.idealpoints.variants.joint import fit_joint
from analysis.idealpoints.variants.joint_results import HurdleResults, PlaneResults
from analysis.idealpoints.votes.ballots import Ballots, period_times
from analysis.rollcalls import RollCalls

__all__ = ["check_variant", "fit_hurdle", "fit_plane", "fit_shrunk"]

Codes = npt.NDArray[np.int8]
#: With fewer, a plane fits whatever the votes are.
LEAST_STATES, LEAST_ITEMS = 5, 10


def check_variant(
    absence: str,
    dimensions: int,
    second_anchor: str | None,
    prior: IdealPointResults | None,
    prior_sd: float | None,
    scale_by: str,
) -> None:
    """Refuse variants that are unknown or do not go together.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_variant("ignored", 3, None, None, None, "points")
    Traceback (most recent call last):
    analysis.errors.UsageError: 3 dimensions (dimensions): use 1 or 2
    """
    if absence not in ("ignored", "hurdle"):
        raise UsageError(f"unknown absence {absence!r}", "absence", "ignored or hurdle")
    if dimensions not in (1, 2):
        raise UsageError(f"{dimensions} dimensions", "dimensions", "use 1 or 2")
    if second_anchor is not None and dimensions == 1:
        raise UsageError("one dimension has one anchor", "second_anchor", "use dimensions=2")
    if prior_sd is not None and prior is None:
        raise UsageError("there is no other fit", "prior_sd", "give a fit as prior, too")
    if prior_sd is not None and not (np.isfinite(prior_sd) and prior_sd > 0):
        raise UsageError(f"prior_sd {prior_sd} is not positive", "prior_sd", "use 0.4, say")
    asked = [absence == "hurdle", dimensions == 2, prior is not None, scale_by != "points"]
    if sum(asked) > 1:
        raise UsageError(
            "a hurdle, two dimensions, a prior and scale_by do not go together",
            "ideal points",
            "ask for one of them",
        )


def fit_plane(
    votes: Codes,
    plain: IdealPointResults,
    second_anchor: str | None,
    max_iter: int,
    tol: float,
) -> PlaneResults:
    """Fit two dimensions, from the fit in one and the second eigenvector of agreement.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        As fitted, for the start.
    plain : IdealPointResults
        The fit in one dimension.
    second_anchor : str or None
    max_iter : int
    tol : float

    Raises
    ------
    RecordError
        If there are fewer than five states or ten items, or agreement has one dimension only.
    UsageError
        If the second anchor has no ideal point.
    """
    b = plain.ballots
    if len(b.states) < LEAST_STATES or len(b.items) < LEAST_ITEMS:
        raise RecordError(
            f"{len(b.states)} states and {len(b.items)} items on which they differ",
            "two dimensions",
            f"there must be {LEAST_STATES} and {LEAST_ITEMS}",
        )
    if second_anchor is not None and second_anchor not in b.states:
        raise UsageError(
            f"no ideal point for {second_anchor!r}", "second_anchor", "name a state that votes"
        )
    one = plain.estimates.theta
    start = second_start(votes)[b.point_state]
    rest = start - (start @ one) / (one @ one) * one
    if not rest.std() > 1e-6:
        raise RecordError(
            "the votes tell states apart in one dimension only", "two dimensions", "use one"
        )
    along = one - one.mean()
    joint = fit_joint(b, np.stack([one, start]), plain.assumed, None, along, max_iter, tol)
    if second_anchor is None:
        sums = np.bincount(b.point_state, joint.second.theta)
        second_anchor = b.states[int(np.abs(sums).argmax())]
    own = b.point_state == b.states.index(second_anchor)
    if joint.second.theta[own].mean() < 0:
        joint = replace(joint, second=_turned(joint.second), cross=-joint.cross)
    anchor = b.point_state == b.states.index(plain.anchor)
    if joint.first.theta[anchor].mean() < 0:
        joint = replace(joint, first=_turned(joint.first), cross=-joint.cross)
    return PlaneResults(
        b,
        joint.first,
        plain.anchor,
        plain.assumed,
        plain.rests_on,
        tol,
        joint,
        second_anchor,
    )


def _turned(fit: Fit) -> Fit:
    cov = fit.cov_beta * np.array([1.0, -1.0, -1.0])
    return replace(fit, theta=-fit.theta, beta=-fit.beta, cov_beta=cov)


def fit_hurdle(
    rollcalls: RollCalls,
    plain: IdealPointResults,
    max_iter: int,
    tol: float,
) -> HurdleResults:
    """Fit ideal points to votes and attendance, from the fit to votes alone.

    Parameters
    ----------
    rollcalls : RollCalls
        What `plain` was fitted to.
    plain : IdealPointResults
    max_iter : int
    tol : float

    Raises
    ------
    RecordError
        If nobody is coded as absent.
    """
    periods, items = plain.ballots.labels(rollcalls)
    both, attendance = with_attendance(
        np.asarray(rollcalls.votes),
        items,
        rollcalls.calls["id"],
        periods.cat.codes.to_numpy().astype(np.int64),
        period_times(plain.ballots.by, plain.ballots.periods),
        tuple(rollcalls.states.index),
        plain.ballots,
    )
    one = plain.estimates.theta
    start = np.stack([one, np.zeros_like(one)])
    joint = fit_joint(both, start, plain.assumed, attendance, None, max_iter, tol)
    own = both.point_state == both.states.index(plain.anchor)
    if joint.first.theta[own].mean() < 0:
        joint = replace(joint, first=_turned(joint.first), cross=-joint.cross)
    n = len(plain.ballots.items)
    first = joint.first
    of_votes = replace(
        first, beta=first.beta[:n], g1=first.g1[:n], g2=first.g2[:n], cov_beta=first.cov_beta[:n]
    )
    return HurdleResults(
        plain.ballots,
        of_votes,
        plain.anchor,
        plain.assumed,
        plain.rests_on,
        tol,
        joint,
        both,
    )


def fit_shrunk(
    ballots: Ballots,
    prior: IdealPointResults,
    sd: float,
    tried: pd.DataFrame | None,
    anchor: str,
    assumed: Assumptions,
    rests_on: str,
    max_iter: int,
    tol: float,
) -> ShrunkResults:
    """Fit an issue's votes with ideal points drawn towards those of another fit.

    Parameters
    ----------
    ballots : Ballots
    prior : IdealPointResults
    sd : float
        Standard deviation of the issue's points round the other fit's.
    tried : DataFrame or None
        By what it was chosen.
    anchor, assumed, rests_on, max_iter, tol
        As of `IdealPointResults`.

    Raises
    ------
    UsageError
        See `issue_prior.prior_from`.
    """
    expected, lacking = prior_from(ballots, prior, sd, assumed.walk_variance)
    found = fit(ballots, expected.mean, assumed, max_iter, tol, expected=expected)
    return ShrunkResults(
        ballots,
        found,
        anchor,
        assumed,
        rests_on,
        tol,
        expected,
        sd,
        tried,
        lacking,
        len(set(ballots.items) & set(prior.ballots.items)),
    )
