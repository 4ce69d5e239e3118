"""When did voting in the Assembly have a second dimension?

Bailey, M. A. and Voeten, E. (2018). A two-dimensional analysis of seventy years of United Nations
voting. Public Choice 176, 33-55: "From the mid-1960s to the mid-1980s, North-South conflict
constitutes a stable second dimension [...] In the periods before and after, the second dimension
neither is stable nor easily interpretable, though it is sometimes important."

The claim is in words. Three measures of it, fixed before they were computed, none of which depends
on how the axes are turned: by how much a second dimension better predicts hidden votes
(*important*); the second canonical correlation of a window's plane with the next one's (*stable*);
by how much it adds to the share of variance of belonging to the South that the points explain
(*interpretable*). South: members of the Non-Aligned Movement in 2019, a fixed list. Windows of five
years, one point a state, the fast plane. The authors' model is dynamic, theirs is binary in
neither dimension, and their anchoring in time is not used here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.prediction.holdout import hold_out
from analysis.idealpoints.published.selection import final_passage
from analysis.record.reference import members
from analysis.rollcalls import RollCalls

__all__ = ["ERAS", "by_era", "canonical_correlations", "replicate", "share_explained"]

#: First and last years of windows that lie in "the mid-1960s to the mid-1980s", and of the rest.
ERAS: dict[str, tuple[int, int]] = {
    "before the mid-1960s": (1946, 1965),
    "mid-1960s to mid-1980s": (1966, 1985),
    "since the mid-1980s": (1986, 2025),
}
WIDTH, HIDDEN, SEED = 5, 0.1, 1
#: The day on which the South is counted.
SOUTH_ON = "2019-12-31"


def replicate(
    rollcalls: RollCalls, first: int = 1946, last: int = 2025, width: int = WIDTH, seed: int = SEED
) -> pd.DataFrame:
    """Measure the second dimension window by window.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    first, last : int
        Years; windows of `width` years from the first on, the last one whole.
    width : int
    seed : int
        Of the votes hidden, a tenth.

    Returns
    -------
    DataFrame
        A row per window: ``first, last, era, n_calls, n_states, bits_line, bits_plane, gain``
        (bits per hidden vote), ``stability`` (with the next window; NaN for the last),
        ``south_line, south_plane, south_gain`` (shares of variance).
    """
    assembly = final_passage(rollcalls.select(body="GA").whole())
    south = set(members("NAM", SOUTH_ON))
    rows, planes = [], []
    for start in range(first, last - width + 2, width):
        end = start + width - 1
        part = assembly.select(start=f"{start}-01-01", end=f"{end}-12-31")
        if not part.n_calls:
            continue
        try:
            row, plane = _one_window(part, south, seed)
        except RecordError:  # too few votes, or states that share none
            continue
        rows.append({"first": start, "last": end, "era": _era(start), **row})
        planes.append(plane)
    table = pd.DataFrame(rows)
    if len(table):
        follows = [
            canonical_correlations(a, b)[1] for a, b in zip(planes, planes[1:], strict=False)
        ]
        table["stability"] = [*follows, float("nan")]
    return table


def by_era(table: pd.DataFrame) -> pd.DataFrame:
    """Average the windows of each era; stability of pairs of windows that both lie in it.

    Parameters
    ----------
    table : DataFrame
        As from `replicate`.
    """
    inside = table.assign(
        stability=table["stability"].where(table["era"] == table["era"].shift(-1))
    )
    columns = ["gain", "stability", "south_gain"]
    out = inside.groupby("era", sort=False)[columns].mean()
    out.insert(0, "windows", inside.groupby("era", sort=False).size())
    return out


def canonical_correlations(a: pd.DataFrame, b: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the canonical correlations of two planes, over the states in both, largest first.

    Parameters
    ----------
    a, b : DataFrame, indexed by state

    Returns
    -------
    ndarray of float64, shape (2,)
        Whatever the rotation, the scale and the origin of either; the second says how well the
        second dimension of one is found again in the other.

    Examples
    --------
    >>> plane = pd.DataFrame(np.random.default_rng(1).normal(size=(30, 2)))
    >>> turned = plane @ np.array([[0.6, -0.8], [0.8, 0.6]]) * 3 + 1
    >>> canonical_correlations(plane, turned).round(6).tolist()
    [1.0, 1.0]
    """
    both = a.index.intersection(b.index)
    if len(both) < 5:
        return np.full(2, np.nan)
    bases = [
        np.linalg.qr(p.loc[both].to_numpy() - p.loc[both].to_numpy().mean(0))[0] for p in (a, b)
    ]
    return np.clip(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False), 0, 1)


def share_explained(points: npt.NDArray[np.float64], belongs: Sequence[bool]) -> float:
    """Return the share of variance of belonging to a group that points explain linearly (R²).

    Examples
    --------
    >>> share_explained(np.array([[0.0], [0.0], [1.0], [1.0]]), [False, False, True, True])
    1.0
    """
    y = np.asarray(belongs, dtype=np.float64)
    if not 0 < y.mean() < 1:
        return float("nan")
    x = np.column_stack([np.ones(len(y)), points])
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(round(1 - left @ left / ((y - y.mean()) ** 2).sum(), 12))


def _one_window(
    part: RollCalls, south: set[str], seed: int
) -> tuple[dict[str, float], pd.DataFrame]:
    held = hold_out(part, HIDDEN, seed)
    bits = []
    for dimensions in (1, 2):
        fit = IdealPoints(held.training, by="all", dimensions=dimensions).fit()
        bits.append(held.score(fit).log_loss.estimate)
    params = IdealPoints(part, by="all", dimensions=2).fit().params.set_index("state")
    plane = params[["theta", "theta2"]]
    belongs = [s in south for s in plane.index]
    explained = [share_explained(plane.to_numpy()[:, :k], belongs) for k in (1, 2)]
    return {
        "n_calls": part.n_calls,
        "n_states": len(plane),
        "bits_line": bits[0],
        "bits_plane": bits[1],
        "gain": bits[0] - bits[1],
        "south_line": explained[0],
        "south_plane": explained[1],
        "south_gain": explained[1] - explained[0],
    }, plane


def _era(first: int) -> str:
    return next(era for era, (a, b) in ERAS.items() if a <= first <= b)
