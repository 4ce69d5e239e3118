"""The unfolding model behind `IdealPoints`: what it goes with, and its fit from the line's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.fast.start import second_start, start
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.sampler.kernel import Kernel
from analysis.idealpoints.unfolding.fit import fit_unfolding
from analysis.idealpoints.unfolding.kernel import UnfoldingKernel
from analysis.idealpoints.unfolding.results import UnfoldingResults

__all__ = ["RESPONSES", "check_response", "directions", "fit_response", "kernel_of"]

#: How votes may follow ideal points.
RESPONSES = ("line", "unfolding", "unfolding-line")
#: What the fast fit starts from: the line's fit, and `directions` of agreement.
STARTS = ("line", "second direction", "sum", "difference")
#: A second direction of agreement as flat as this is none to start from.
FLAT = 1e-6


def check_response(
    response: str,
    absence: str,
    dimensions: int,
    prior: IdealPointResults | None,
    scale_by: str,
) -> None:
    """Refuse a response that is unknown or does not go with another variant.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_response("unfolding", "ignored", 2, None, "points")
    Traceback (most recent call last):
    analysis.errors.UsageError: unfolding has one dimension, ... (response): ask for one of them
    """
    if response not in RESPONSES:
        raise UsageError(
            f"unknown response {response!r}", "response", f"use {', '.join(RESPONSES)}"
        )
    other = absence != "ignored" or dimensions != 1 or prior is not None or scale_by != "points"
    if response != "line" and other:
        raise UsageError(
            "unfolding has one dimension, no hurdle, no prior of another fit and no scale_by",
            "response",
            "ask for one of them",
        )


def directions(votes: npt.NDArray[np.int8], anchor: int) -> list[npt.NDArray[np.float64]]:
    """Return directions in the plane of agreement, 45 degrees apart, but for the first.

    Where ends stand against the middle, agreement bends what is a line into an arch, and the
    first direction may be distance from the middle. None where agreement has one dimension.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    anchor : int

    Examples
    --------
    >>> votes = np.array([[1, 1, 3, 3], [1, 1, 3, 1], [3, 3, 1, 3], [3, 3, 1, 1]], dtype=np.int8)
    >>> [x.shape for x in directions(votes, 0)]
    [(4,), (4,), (4,)]
    """
    one, two = start(votes, anchor), second_start(votes)
    if not two.std() > FLAT:
        return []
    return [two, one + two, one - two]


def fit_response(
    response: str,
    votes: npt.NDArray[np.int8],
    plain: IdealPointResults,
    max_iter: int,
    tol: float,
) -> UnfoldingResults:
    """Fit the unfolding model from the line's fit and from other directions of agreement.

    Parameters
    ----------
    response : str
        One of `RESPONSES`; ``"unfolding-line"`` has no other starts.
    votes : ndarray of int8, shape (n_states, n_calls)
        As fitted, for the other starts.
    plain : IdealPointResults
        The line's fit.
    max_iter : int
    tol : float

    Returns
    -------
    UnfoldingResults
        The anchor's mean ideal point is positive.
    """
    b = plain.ballots
    anchor = b.states.index(plain.anchor)
    others = directions(votes, anchor) if response == "unfolding" else []
    starts = [plain.estimates.theta, *(x[b.point_state] for x in others)]
    found = fit_unfolding(b, starts, plain.assumed, max_iter, tol)
    own = b.point_state == anchor
    if found.theta[own].mean() < 0:
        turned = found.cov_beta * np.array([1.0, -1.0, -1.0])
        found = replace(found, theta=-found.theta, beta=-found.beta, cov_beta=turned)
    along = float(np.corrcoef(found.theta, plain.estimates.theta)[0, 1])
    found = replace(found, starts=STARTS[: len(starts)], along=along)
    return UnfoldingResults(b, found, plain.anchor, plain.assumed, plain.rests_on, plain.tol)


def kernel_of(kernel: str | Kernel) -> Kernel:
    """Return the kernel that samples the unfolding model, by the name ``"exact"``, or as given.

    Raises
    ------
    UsageError
        If it is asked for by another name.

    Examples
    --------
    >>> kernel_of("exact")
    UnfoldingKernel()
    """
    if not isinstance(kernel, str):
        return kernel
    if kernel != "exact":
        raise UsageError(f"{kernel!r} does not sample an unfolding", "kernel", "use exact")
    return UnfoldingKernel()
