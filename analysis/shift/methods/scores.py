"""Agreement roll call by roll call: the score whose mean over roll calls is raw agreement.

A design that moves roll calls between windows, strata or permutations needs a number for each
roll call, not for each window. Raw ordinal agreement is a mean over roll calls and has one;
chance-corrected indices are no mean and have none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.group import member_votes
from analysis.agreement.means import mean_defined
from analysis.quantity import Quantity
from analysis.record.codes import Vote, is_cast
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import allies, group_in_words
from analysis.study import Study

__all__ = ["all_scores", "partner_in_words", "partner_scores", "quantity_with", "vote_scores"]

Floats = npt.NDArray[np.float64]

#: Names of partners that are not one state.
ALLIES, DIFFERENCE = "allies", "allies-rival"


def vote_scores(votes: npt.NDArray[np.int8], others: npt.NDArray[np.int8]) -> Floats:
    """Score each roll call by how close two votes are: 1 - |a - b| / 2 (Lijphart 1963).

    Parameters
    ----------
    votes, others : ndarray of int8
        Vote codes, of shapes that broadcast against each other.

    Returns
    -------
    ndarray of float
        1 for the same vote, 0.5 beside an abstention, 0 for the opposite; NaN where either
        cast no vote.

    Examples
    --------
    >>> vote_scores(np.array([1, 1, 8], dtype=np.int8), np.array([1, 3, 1], dtype=np.int8)).tolist()
    [1.0, 0.0, nan]
    """
    cast = is_cast(votes) & is_cast(others)
    apart = np.abs(votes.astype(np.float64) - others)
    return np.where(cast, 1.0 - apart / 2.0, np.nan)


def partner_scores(rollcalls: RollCalls, study: Study, partner: str) -> Floats:
    """Score each roll call by the country's agreement with a partner.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    partner : str
        A state code; ``"allies"`` for the mean over the allies that cast a vote on the roll
        call, as members on its day; ``"allies-rival"`` for that less the rival's score.

    Returns
    -------
    ndarray of float, shape (n_calls,)
        NaN where it is not defined. A roll call counts once however many allies voted, so the
        mean over roll calls is not quite the mean over allies of `analysis.agreement`.

    Raises
    ------
    UsageError
        If a state or an alliance is unknown, or no ally is in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 2], [3, 3]], states=["USA", "GBR", "RUS"])
    >>> partner_scores(rc, Study(allies=["FIVE_EYES"]), "allies-rival").tolist()
    [1.0, -0.5]
    """
    own = rollcalls.of(study.country)
    if partner not in (ALLIES, DIFFERENCE):
        return vote_scores(own, rollcalls.of(partner))
    group, _ = member_votes(rollcalls, study.country, allies(study))
    # Over the members of each roll call, hence the transpose.
    mean = np.atleast_1d(mean_defined(vote_scores(own, group).T))
    if partner == ALLIES:
        return mean
    return mean - vote_scores(own, rollcalls.of(study.rival))


def all_scores(rollcalls: RollCalls, study: Study, partner: str) -> Floats:
    """Score each roll call for every state at once, in place of the country.

    Parameters
    ----------
    rollcalls, study, partner
        As in `partner_scores`.

    Returns
    -------
    ndarray of float, shape (n_states, n_calls)
        Row i is what `partner_scores` gives with state i as the country. The allies are the
        study's, so the country is not among them in any row: if it moved, the others have
        not moved against their allies for that. NaN in the row of the partner itself (of the
        rival, for the allies).

    Raises
    ------
    UsageError
        As in `partner_scores`.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 2], [3, 3]], states=["USA", "GBR", "RUS"])
    >>> all_scores(rc, Study(), "RUS").tolist()
    [[0.0, 1.0], [0.0, 0.5], [nan, nan]]
    """
    votes = rollcalls.votes
    other = study.rival if partner in (ALLIES, DIFFERENCE) else partner
    row = rollcalls.row(other)
    with_other = vote_scores(votes, votes[row])
    if partner not in (ALLIES, DIFFERENCE):
        with_other[row] = np.nan
        return with_other
    # Nobody is left out but the state itself, whose score with itself is taken off again.
    group, names = member_votes(rollcalls, study.rival, allies(study))
    cast = is_cast(votes)
    shares = np.stack([(group == v).sum(axis=0) for v in (Vote.YES, Vote.ABSTAIN, Vote.NO)])
    likeness = 1.0 - np.abs(np.arange(3)[:, None] - np.arange(3)) / 2.0
    total = likeness @ shares  # closeness of each possible vote to all members, (3, n_calls)
    code = np.where(cast, votes, 1).astype(np.intp) - 1
    summed = np.take_along_axis(total, code, axis=0)
    n = np.broadcast_to(shares.sum(axis=0), summed.shape).astype(np.float64).copy()
    for k, name in enumerate(names):
        itself = is_cast(group[k])
        summed[rollcalls.row(name)] -= itself
        n[rollcalls.row(name)] -= itself
    mean = np.full(summed.shape, np.nan)
    np.divide(summed, n, out=mean, where=cast & (n > 0))
    out = mean - with_other if partner == DIFFERENCE else mean
    out[row] = np.nan
    return out


def partner_in_words(study: Study, partner: str) -> str:
    """Name a partner as it stands after "agreement with".

    Examples
    --------
    >>> partner_in_words(Study(), "allies-rival")
    'its allies minus that with Russia'
    """
    if partner == ALLIES:
        return group_in_words(study)
    if partner == DIFFERENCE:
        return f"{group_in_words(study)} minus that with {in_sentence(study.rival)}"
    return in_sentence(partner)


def quantity_with(
    study: Study, partner: str, form: str, measure: str = "ordinal", kind: str = "change"
) -> Quantity:
    """Make the quantity of a study's country and a partner, with their names.

    Examples
    --------
    >>> quantity_with(Study(), "RUS", "change in agreement{of} with {partner}").words()
    'change in agreement of the United States with Russia'
    """
    return Quantity(
        kind,
        measure,
        study.country,
        partner,
        form=form,
        state_name=in_sentence(study.country),
        partner_name=partner_in_words(study, partner),
    )
