"""Models compared by what they predict: over all, by year, and of states in windows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.idealpoints.prediction.baselines import SMOOTHING, last_votes, transitions
from analysis.idealpoints.prediction.gate import gate_from, paired
from analysis.idealpoints.prediction.hidden import (
    FOLDS,
    SEED,
    Refit,
    Target,
    bits_of,
    hidden_bits,
    predict_hidden,
)
from analysis.idealpoints.prediction.holdout import HeldOut
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.predict import KINDS
from analysis.idealpoints.votes.ballots import Ballots
from analysis.rollcalls import RollCalls

__all__ = ["against_constant", "baseline_bits", "of_targets", "random_bits"]


def baseline_bits(held: HeldOut, ballots: Ballots, table: pd.DataFrame) -> pd.DataFrame:
    """Score hidden votes by constant shares of the state in its period, and as last time.

    Parameters
    ----------
    held : HeldOut
    ballots : Ballots
        Whose periods and items are meant.
    table : DataFrame
        As of `analysis.idealpoints.prediction.hidden.predict_hidden`.

    Returns
    -------
    DataFrame, one row per vote of the table
        ``constant, last`` in bits.
    """
    left = np.asarray(held.training.votes)
    period, items = ballots.labels(held.whole)
    code = period.cat.codes.to_numpy()
    counts = np.stack(
        [
            np.stack([np.bincount(code, row == kind, len(period.cat.categories)) for row in left])
            for kind in (1, 2, 3)
        ],
        axis=-1,
    )
    row = pd.Index(held.whole.states.index).get_indexer(table["state"])
    call = table["call"].to_numpy()
    shares = counts[row, code[call]] + SMOOTHING
    shares = shares / shares.sum(axis=1, keepdims=True)
    before = last_votes(left, items, held.whole.calls["date"])
    after = transitions(left, before)
    last = before[row, call]
    p = np.where((last > 0)[:, None], after[np.maximum(last, 1) - 1], shares)
    vote = table["vote"].to_numpy()
    return pd.DataFrame(
        {"constant": bits_of(shares, vote), "last": bits_of(p, vote)}, index=table.index
    )


def random_bits(results: IdealPointResults, held: HeldOut, ballots: Ballots) -> pd.DataFrame:
    """Score votes hidden at random, on texts on which states differed.

    Parameters
    ----------
    results : IdealPointResults
        A fit of ``held.training``.
    held : HeldOut
        As of `analysis.idealpoints.prediction.holdout.hold_out`.
    ballots : Ballots
        Of all votes.

    Returns
    -------
    DataFrame, one row per hidden vote
        ``call, year, state, item, vote, alone``, and bits of ``model, constant, last``.
    """
    table = predict_hidden(results, held)
    table = table[table["item"].isin(set(ballots.items))].reset_index(drop=True)
    year = held.whole.calls["date"].dt.year.to_numpy()
    bits = baseline_bits(held, ballots, table)
    found = table.assign(
        model=bits_of(table[KINDS].to_numpy(), table["vote"].to_numpy()),
        year=year[table["call"]],
        **bits,
    )
    columns = ["call", "year", "state", "item", "vote", "alone", "model", "constant", "last"]
    return found[columns]


def against_constant(bits: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Set bits of a model beside those of the baselines, over all or by columns.

    Parameters
    ----------
    bits : DataFrame
        As of `random_bits` or `analysis.idealpoints.prediction.hidden.hidden_bits`.
    by : sequence of str
        Columns such as ``year``.

    Returns
    -------
    DataFrame, one row per group
        ``n``, bits of ``model, constant, last``, the ``difference`` of model less constant
        with ``se`` over roll calls.

    Examples
    --------
    >>> bits = pd.DataFrame({"call": [0, 1], "model": [1.0, 2.0], "constant": [1.5, 1.5],
    ...                      "last": [1.0, 1.0]})
    >>> against_constant(bits)[["n", "model", "difference"]].to_numpy().tolist()
    [[2.0, 1.5, 0.0]]
    """
    groups = bits.groupby(list(by)) if by else [((), bits)]
    rows = []
    for key, part in groups:
        difference, se = paired(part["model"], part["constant"], part["call"])
        means = {c: float(part[c].mean()) for c in ("model", "constant", "last")}
        rows.append(
            dict(zip(by, key, strict=True))
            | {"n": len(part)}
            | means
            | {"difference": difference, "se": se}
        )
    return pd.DataFrame(rows)


def of_targets(
    refit: Refit,
    rollcalls: RollCalls,
    ballots: Ballots,
    targets: Sequence[Target],
    folds: int = FOLDS,
    seed: int = SEED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score hidden votes of states in windows, with the verdict of the gate.

    Parameters
    ----------
    refit, rollcalls, ballots, targets, folds, seed
        As of `analysis.idealpoints.prediction.hidden.hidden_bits`.

    Returns
    -------
    table : DataFrame, one row per target
        ``state, window, n, n_alone, model, constant, last, difference, se, heard`` (the difference
        on votes not cast alone), ``describes``.
    bits : DataFrame
        Those of every vote, to set models beside one another.
    """
    bits = hidden_bits(refit, rollcalls, ballots, targets, folds, seed)
    rows = []
    for k, target in enumerate(targets):
        gate = gate_from(bits[bits["target"] == k], target, folds)
        rows.append(
            {
                "state": gate.state,
                "window": gate.window,
                "n": gate.n_votes,
                "n_alone": gate.n_alone,
                "model": gate.bits,
                "constant": gate.bits_constant,
                "last": gate.bits_last,
                "difference": gate.difference,
                "se": gate.se,
                "heard": gate.difference_others,
                "describes": gate.describes,
            }
        )
    return pd.DataFrame(rows), bits
