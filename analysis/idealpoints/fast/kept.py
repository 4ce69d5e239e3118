"""Fits and what contrasts of them take, kept between runs: pure functions of plain numbers.

A fit depends on no country, and so a report on another asks for the same one; so do the chapters
of a report. The key hashes every number that goes in, the code and what it rests on.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import TOLERANCE, Fit, fit
from analysis.idealpoints.votes.ballots import Ballots
from analysis.kept import Kept, Vectors
from analysis.rollcalls.cache import content_hash

__all__ = ["fit_key", "kept_fit", "key_of"]

Floats = npt.NDArray[np.float64]
CODE = ("analysis/idealpoints", "analysis/kept.py")
RESTS_ON = ("llvmlite", "numba", "numpy", "scipy")
#: Parts of a fit that are one number each; of these ``walk_variance`` may lack.
SCALARS = ("converged", "n_iter", "change", "loglik", "walk_variance")


@cache
def _made_by() -> list[Any]:
    """Name the code and what it rests on, as they were when this process first asked."""
    return [content_hash(CODE), platform.machine(), [version(name) for name in RESTS_ON]]


def key_of(*parts: Any) -> str:
    """Hash plain values and arrays, with the code and what it rests on.

    Examples
    --------
    >>> key_of(1, np.zeros(2)) == key_of(1, np.zeros(2)), key_of(1) == key_of(2)
    (True, False)
    """
    digest = hashlib.sha256()
    for part in (*_made_by(), *parts):
        if isinstance(part, np.ndarray):
            held = np.ascontiguousarray(part)
            digest.update(repr((held.dtype.str, held.shape)).encode() + held.tobytes())
        else:
            digest.update(json.dumps(part).encode())
        digest.update(b"\n")
    return digest.hexdigest()[:32]


def kept_fit(
    kept: Kept,
    ballots: Ballots,
    start: Floats,
    assumed: Assumptions,
    max_iter: int = 500,
    tol: float = TOLERANCE,
    scale_by: str = "points",
) -> Fit:
    """Fit as `analysis.idealpoints.fast.fit.fit` does, or recall such a fit.

    Parameters
    ----------
    kept : Kept
    ballots, start, assumed, max_iter, tol, scale_by
        As of `fit`.

    Returns
    -------
    Fit
        The same bits, whether recalled or made.
    """
    if kept.folder is None:
        return fit(ballots, start, assumed, max_iter, tol, scale_by)
    plain = {f.name: getattr(assumed, f.name) for f in fields(assumed) if f.name != "prior"}
    spans = assumed.prior.spans(ballots)
    key = key_of(ballots.digest(), start, spans, plain, max_iter, tol, scale_by)
    points, items = ballots.n_points, len(ballots.items)
    sizes = dict.fromkeys(("theta", "diagonal", "off", "variance"), points)
    sizes |= dict.fromkeys(("beta", "g1", "g2"), items) | {"cov_beta": 3 * items, "scalars": 5}

    def make() -> Vectors:
        found = fit(ballots, start, assumed, max_iter, tol, scale_by)
        scalars = [getattr(found, name) for name in SCALARS]
        numbers = np.array([np.nan if value is None else float(value) for value in scalars])
        return {name: getattr(found, name).ravel() for name in sizes if name != "scalars"} | {
            "scalars": numbers
        }

    held = dict(kept.vectors("fit", key, make, sizes))
    converged, n_iter, change, loglik, walk_variance = held.pop("scalars").tolist()
    held["cov_beta"] = held["cov_beta"].reshape(items, 3)
    return Fit(
        **held,
        converged=bool(converged),
        n_iter=int(n_iter),
        change=change,
        loglik=loglik,
        walk_variance=walk_variance if assumed.estimate_walk else None,
    )


def fit_key(ballots: Ballots, found: Fit) -> str:
    """Hash a fit and the votes it is of, as what solves its equations is kept by."""
    named = ("theta", "beta", "g1", "g2", "cov_beta", "diagonal", "off")
    return key_of(ballots.digest(), *(getattr(found, name) for name in named))
