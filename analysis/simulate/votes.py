"""Votes and absences drawn from ideal points and texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote

__all__ = ["draw_votes", "hurdle", "utilities"]

Floats = npt.NDArray[np.float64]


def utilities(theta: Floats, items: pd.DataFrame) -> Floats:
    """Return utilities without chance: βθ, or β times the distance from a text's centre.

    Parameters
    ----------
    theta : ndarray, shape (n_states, n) or (n_states, 1)
        Ideal points of each state on the day of each text.
    items : DataFrame, n rows
        Columns ``beta, centre``; ``centre`` is NaN for texts that divide states along the line,
        and a point for texts that states at both ends oppose.

    Returns
    -------
    ndarray of float64, shape (n_states, n)

    Examples
    --------
    >>> items = pd.DataFrame({"beta": [2.0, 2.0], "centre": [np.nan, 0.5]})
    >>> utilities(np.array([[1.5], [-1.5]]), items).tolist()
    [[3.0, 2.0], [-3.0, 4.0]]
    """
    centre = items["centre"].to_numpy(dtype=np.float64)
    place = np.where(np.isnan(centre), theta, abs(theta - np.nan_to_num(centre)))
    product: Floats = place * items["beta"].to_numpy(dtype=np.float64)
    return product


def draw_votes(
    theta: pd.DataFrame,
    items: pd.DataFrame,
    agenda: pd.DataFrame,
    absent: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.int8]:
    """Draw votes and absences of every state on an agenda.

    Returns
    -------
    ndarray of int8, shape (n_states, n_calls)
        Not a member where there is no ideal point.

    Examples
    --------
    >>> theta = pd.DataFrame({2024: [9.0, np.nan]}, index=["A", "B"])
    >>> items = pd.DataFrame({"beta": [1.0], "gamma1": [0.0], "gamma2": [0.5],
    ...                       "centre": [np.nan]}, index=["text"])
    >>> agenda = pd.DataFrame({"item": ["text"], "year": [2024]})
    >>> draw_votes(theta, items, agenda, 0.0, np.random.default_rng(0)).tolist()
    [[3], [9]]
    """
    votes = np.empty((len(theta), len(agenda)), dtype=np.int8)
    for year in agenda["year"].unique():  # a year at a time, since ε takes eight times the memory
        at = np.flatnonzero(agenda["year"] == year)
        item = items.loc[agenda["item"].iloc[at]]
        z = utilities(theta[[year]].to_numpy(), item)
        z += rng.normal(size=z.shape)
        code = 1 + (z > item["gamma1"].to_numpy()) + (z > item["gamma2"].to_numpy())
        code = np.where(rng.random(z.shape) < absent, Vote.ABSENT, code)
        votes[:, at] = np.where(np.isnan(z), Vote.NOT_MEMBER, code)
    return votes


def hurdle(
    theta: pd.DataFrame,
    items: pd.DataFrame,
    agenda: pd.DataFrame,
    event: pd.Timestamp,
    small: Sequence[str],
) -> Floats:
    """Return the probability of staying away: exp(−distance of βθ from the nearer cutpoint).

    Returns
    -------
    ndarray of float64, shape (n_states, n_calls)
        0 for states that are not small, and before the event.
    """
    item = items.loc[agenda["item"]]
    eta = utilities(theta[agenda["year"]].to_numpy(), item)
    near = np.minimum(*(abs(eta - item[g].to_numpy()) for g in ("gamma1", "gamma2")))
    concerned = np.outer(theta.index.isin(list(small)), agenda["date"] >= event)
    return np.where(concerned, np.exp(-near), 0.0)
