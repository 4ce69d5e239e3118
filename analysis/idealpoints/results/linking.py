"""What ties two windows together: texts voted on in both, and what a change is without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from analysis.idealpoints.fast.fit import fit
from analysis.idealpoints.fast.joint import Joint
from analysis.idealpoints.fast.kept import kept_fit
from analysis.idealpoints.votes.ballots import Ballots
from analysis.idealpoints.votes.cutting import cut_items, votes_of
from analysis.kept import Kept

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["LOPSIDED", "Links", "Ties", "kept_of", "links_between", "ties_between"]

Floats = npt.NDArray[np.float64]
#: A text is lopsided if this share of those who voted, or fewer, did not vote with the most. Fixed
#: by simulation: at half of it texts called against a consensus are taken for others.
LOPSIDED = 0.10
#: Least chance of a vote, so that one of chance 0 does not outweigh all others.
LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class Ties:
    """What ties the windows of a change together, counted and as fitted.

    Attributes
    ----------
    n_texts : int
        Texts fitted on which there are votes in both windows.
    votes_before, votes_after : int
        Votes of the state in each window.
    on_texts_before, on_texts_after : int
        Of these, votes on such texts.
    lone_before, lone_after : float
        Share of its votes in each window that went against the most on lopsided texts,
        on which it stands nearly alone.
    gain_before, gain_after : float
        Bits per vote by which the fit predicts the state's votes in each window better than its
        own shares of yes, abstention and no there do. These votes are seen: where it is negative,
        the line does not even describe what it was fitted to.
    """

    n_texts: int
    votes_before: int
    votes_after: int
    on_texts_before: int
    on_texts_after: int
    lone_before: float
    lone_after: float
    gain_before: float
    gain_after: float


@dataclass(frozen=True, eq=False)
class Links(Ties):
    """What ties the windows together, and what the change is without it.

    Attributes
    ----------
    unlinked : float
        The change where each text before the event is another than the same text after it.
    unlinked_se : float
    precision_from_links : float
        One less the squared ratio of the standard errors with and without links, both of the fast
        fit: the share of the precision that links bring. Not below 0.
    """

    unlinked: float
    unlinked_se: float
    precision_from_links: float


def ties_between(
    results: IdealPointResults,
    state: str,
    before_periods: Sequence[object],
    after_periods: Sequence[object],
) -> Ties:
    """Count what ties two windows.

    Parameters
    ----------
    results : IdealPointResults
        Of one dimension.
    state : str
    before_periods, after_periods : sequence of period labels

    Raises
    ------
    UsageError
        As `IdealPointResults.window_weights`.
    """
    results.window_weights(state, before_periods, after_periods)  # raises where there is nothing
    b, inside = results.ballots, _inside(results, before_periods, after_periods)
    n_items = len(b.items)
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    item, period = b.by_point_item, b.point_period[point]
    voted = [np.bincount(item[held[period]], minlength=n_items) > 0 for held in inside]
    ties = voted[0] & voted[1]
    own = b.point_state[point] == b.states.index(state)
    mine = [own & held[period] for held in inside]
    lone = _lone_votes(b)
    shares = [float(lone[held].mean()) for held in mine]
    gains = [_gain(results, point[held], item[held], votes_of(b)[held]) for held in mine]
    return Ties(
        n_texts=int(ties.sum()),
        votes_before=int(mine[0].sum()),
        votes_after=int(mine[1].sum()),
        on_texts_before=int((mine[0] & ties[item]).sum()),
        on_texts_after=int((mine[1] & ties[item]).sum()),
        lone_before=shares[0],
        lone_after=shares[1],
        gain_before=gains[0],
        gain_after=gains[1],
    )


def links_between(
    results: IdealPointResults,
    state: str,
    before_periods: Sequence[object],
    after_periods: Sequence[object],
) -> Links:
    """Count what ties two windows, and fit without it.

    Parameters
    ----------
    results : IdealPointResults
        Of one dimension. Of draws the fast fit is made again, with links and without.
    state, before_periods, after_periods
        As of `ties_between`, and so is what is raised.
    """
    weight = results.window_weights(state, before_periods, after_periods)
    b, inside = results.ballots, _inside(results, before_periods, after_periods)
    order = [float(np.flatnonzero(held).mean()) for held in inside]
    late = np.arange(len(b.periods)) >= np.flatnonzero(inside[int(order[1] > order[0])]).min()
    assumed, first = results.assumed, results.estimates.theta
    if "draws" in vars(results):
        se = _standard_error(Joint(b, fit(b, first, assumed)).covariance(weight[None]))
    else:
        se = _standard_error(results.contrast_covariance(weight[None]))
    cut = cut_items(b, late)
    kept = kept_of(results)
    apart = kept_fit(kept, cut, first, assumed)
    unlinked_se = _standard_error(Joint(cut, apart, kept).covariance(weight[None]))
    return Links(
        **vars(ties_between(results, state, before_periods, after_periods)),
        unlinked=float(weight @ apart.theta),
        unlinked_se=unlinked_se,
        precision_from_links=max(0.0, 1.0 - (se / unlinked_se) ** 2),
    )


def kept_of(results: IdealPointResults) -> Kept:
    """Say where what takes long is kept: where the model keeps it that made the results."""
    return Kept() if results.model is None else results.model.kept


def _inside(
    results: IdealPointResults, before_periods: Sequence[object], after_periods: Sequence[object]
) -> list[npt.NDArray[np.bool_]]:
    """Say which periods of a fit lie before and after, shape (n_periods,) each."""
    sides = (list(before_periods), list(after_periods))
    return [np.array([label in side for label in results.ballots.periods]) for side in sides]


def _lone_votes(b: Ballots) -> npt.NDArray[np.bool_]:
    """Say which votes went against the most on lopsided texts, in the order of `by_point_item`."""
    vote, n_items = votes_of(b), len(b.items)
    counts = np.bincount(b.by_point_item * np.int64(3) + vote, minlength=3 * n_items)
    counts = counts.reshape(n_items, 3)
    lopsided = counts.sum(axis=1) - counts.max(axis=1) <= LOPSIDED * counts.sum(axis=1)
    lone: npt.NDArray[np.bool_] = lopsided[b.by_point_item] & (
        vote != counts.argmax(axis=1)[b.by_point_item]
    )
    return lone


def _gain(
    results: IdealPointResults,
    point: npt.NDArray[np.integer],
    item: npt.NDArray[np.integer],
    vote: npt.NDArray[np.int8],
) -> float:
    """Return bits per vote that the fit saves against the shares of these votes, each plus 1/2."""
    fitted, items = results.estimates, results.items
    eta = fitted.beta[item] * fitted.theta[point]
    yes = ndtr(items["gamma1"].to_numpy()[item] - eta)
    no = ndtr(eta - items["gamma2"].to_numpy()[item])
    chance = np.choose(vote, [yes, 1.0 - yes - no, no])
    shares = np.bincount(vote, minlength=3) + 0.5
    apart = np.log2(shares / shares.sum())[vote]
    return float(np.mean(np.log2(np.maximum(chance, LEAST)) - apart))


def _standard_error(covariance: Floats) -> float:
    return float(np.sqrt(covariance[0, 0]))
