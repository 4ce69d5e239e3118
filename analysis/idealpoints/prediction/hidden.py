"""Votes of states in windows hidden fold by fold, and what each prediction costs them in bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.prediction.baselines import constant_shares, last_votes, transitions
from analysis.idealpoints.prediction.holdout import HeldOut, hide
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.predict import KINDS, LEAST, predict_votes
from analysis.idealpoints.votes.ballots import Ballots
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window

__all__ = ["FOLDS", "SEED", "Refit", "Target", "bits_of", "hidden_bits", "predict_hidden"]

Floats = npt.NDArray[np.float64]
#: Fits a model anew, to roll calls of which some votes are hidden.
Refit = Callable[[RollCalls], IdealPointResults]
#: Parts into which texts are dealt, and by which seed.
FOLDS, SEED = 10, 1


@dataclass(frozen=True)
class Target:
    """A state in a window, whose votes are hidden."""

    state: str
    window: Window


def predict_hidden(results: IdealPointResults, held: HeldOut) -> pd.DataFrame:
    """Predict every hidden vote, those too of which the fit lacks the text or the point.

    A kind of vote that nobody cast on a text has the probability 1/(n + 3), n the votes left
    on it, and so has a text that is unanimous without the hidden votes; where no vote of the
    state in the period is left, each kind has a third.

    Parameters
    ----------
    results : IdealPointResults
        A fit of ``held.training``.
    held : HeldOut

    Returns
    -------
    DataFrame, one row per hidden vote
        As of `analysis.idealpoints.results.predict.predict_votes`; no value is missing. Column
        ``alone`` says whether nobody else cast that kind of vote on the text.
    """
    table = predict_votes(results, held.whole, held.hidden)
    left = np.asarray(held.training.votes)
    number, names = pd.factorize(results.ballots.labels(held.whole)[1].to_numpy())
    counts = np.stack(
        [np.bincount(number, (left == kind).sum(axis=0), len(names)) for kind in (1, 2, 3)], axis=1
    )
    own = counts[number[table["call"]]]
    n = own.sum(axis=1)
    p = table[KINDS].to_numpy(dtype=float)
    lacks = np.isnan(p[:, 0])
    share = np.where(own == 0, 1.0 / (n[:, None] + 3.0), 0.0)
    plain = share + (1.0 - share.sum(axis=1, keepdims=True)) * own / np.maximum(n, 1)[:, None]
    unanimous = lacks & ((own > 0).sum(axis=1) == 1)
    p[unanimous] = plain[unanimous]
    p[lacks & ~unanimous] = 1 / 3
    alone = own[np.arange(len(own)), table["vote"].to_numpy() - 1] == 0
    return table.assign(alone=alone, **dict(zip(KINDS, p.T, strict=True)))


def bits_of(p: Floats, vote: npt.NDArray[np.integer]) -> Floats:
    """Return −log2 of the probabilities of the votes cast.

    Parameters
    ----------
    p : ndarray, shape (n, 3)
    vote : ndarray of int, shape (n,)
        1, 2 or 3.

    Examples
    --------
    >>> bits_of(np.array([[0.5, 0.25, 0.25]] * 2), np.array([1, 3])).tolist()
    [1.0, 2.0]
    """
    return -np.log2(np.maximum(p[np.arange(len(p)), vote - 1], LEAST))


def hidden_bits(
    refit: Refit,
    rollcalls: RollCalls,
    ballots: Ballots,
    targets: Sequence[Target],
    folds: int = FOLDS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Hide votes of states in windows, fold by fold of texts, and score what is predicted.

    All targets are hidden in the same fits, each in a fold of its own of the same deal, so that no
    text is hidden of two targets at once, and every vote is predicted from those of all others on
    the text. A target by itself gives a number that depends on no other.

    Parameters
    ----------
    refit : callable
    rollcalls : RollCalls
        To which the model was fitted.
    ballots : Ballots
        As they were fitted: texts on which states differed.
    targets : sequence of Target
    folds, seed : int

    Returns
    -------
    DataFrame, one row per vote of a target
        ``target`` (position), ``fold, call, state, period, item, vote, alone``, and bits of the
        ``model``, of ``constant`` shares of the state in the window, and as on the ``last`` vote on
        the text, which falls back to the shares. Empty without votes.

    Raises
    ------
    UsageError
        If there are fewer than two folds, or more targets than folds.
    """
    if folds < 2 or len(targets) > folds:
        raise UsageError(f"{folds} folds for {len(targets)} targets", "folds", "use 10, say")
    votes = np.asarray(rollcalls.votes)
    items = ballots.labels(rollcalls)[1]
    fitted = items.isin(set(ballots.items)).to_numpy()
    dates = rollcalls.calls["date"]
    number, names = pd.factorize(items.to_numpy())
    deal = np.random.default_rng(seed).permutation(len(names))[number] % folds
    where = [
        (rollcalls.row(t.state), t.window.mask(dates) & fitted) if t.state in rollcalls.states.index
        else None
        for t in targets
    ]  # fmt: skip
    found = []
    for fold in range(folds):
        hidden = np.zeros(votes.shape, dtype=bool)
        for k, at in enumerate(where):
            if at is not None:
                hidden[at[0]] |= at[1] & (deal == (fold + k) % folds)
        hidden &= is_cast(votes)
        if not hidden.any():
            continue
        held = hide(rollcalls, hidden)
        table = predict_hidden(refit(held.training), held)
        table["model"] = bits_of(table[KINDS].to_numpy(), table["vote"].to_numpy())
        left = np.asarray(held.training.votes)
        before = last_votes(left, items, dates)
        after = transitions(left, before)
        for k, at in enumerate(where):
            if at is None:
                continue
            turn = at[1] & (deal == (fold + k) % folds)
            of = (table["state"] == targets[k].state).to_numpy() & turn[table["call"]]
            own = table[of].assign(target=k, fold=fold)
            shares = constant_shares(left[at[0], at[1]])
            last = before[at[0], own["call"].to_numpy()]
            p = np.where((last > 0)[:, None], after[np.maximum(last, 1) - 1], shares)
            vote = own["vote"].to_numpy()
            own["constant"] = bits_of(np.tile(shares, (len(own), 1)), vote)
            own["last"] = bits_of(p, vote)
            found.append(own)
    columns = ["target", "fold", "call", "state", "period", "item", "vote", "alone"]
    columns += ["model", "constant", "last"]
    if not found:
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True)[columns]
