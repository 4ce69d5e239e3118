r"""The prior of points in a plane relative to their own location, scale and correlation.

The model holds for *standardised* points: over all state-periods each coordinate has mean 0 and
standard deviation 1, and the two have no correlation. Were the sampler to hold that in every
move, no point could move alone. It therefore moves points that are free, Θ (n × 2), and with
their mean m and covariance S = TT', T lower triangular, means by them U = (Θ − 1m')T⁻ᵀ,
with loadings Tβ, that is T'β per item, and cutpoints γ − β'm. Every probability is the same.

The change of variables: dΘ = |S|^{n/2} dU dμ(S) dm̃ up to a constant, where μ is the measure on
covariances that no change of axes alters, dμ(S) ∝ d log t₁₁ d log t₂₂ d(t₂₁/t₂₂), and
m̃ = T⁻¹m; and d(T'β) = |S|^{1/2} dβ for every item. So that the density of (U, T'β, γ) is the
model's, and that of the free four log t₁₁, log t₂₂, t₂₁/t₂₂ and m̃ (two numbers) is
N(0, width²) each, independent of all else, the density of (Θ, β, γ) has the factor
|S|^{(n_items − n)/2}. Rotations and reflections of U and β change nothing: they are free, too.
Source: Muirhead (1982), Aspects of Multivariate Statistical Theory, theorems 2.1.9 and 2.1.14.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["SUMS", "add_point", "log_prior", "scale_sums", "squares"]

Floats = npt.NDArray[np.float64]
#: Sums that the prior needs: Σθ, Σθθ', Σ ΔΔ'/variance, and Σθ, Σθθ' of points drawn afresh.
SUMS = 13


@njit(cache=True, inline="always")
def add_point(
    sums: Floats, sign: float, off: float, x: float, y: float, dx: float, dy: float
) -> None:
    """Add a point at (x, y), or take it away; (dx, dy) is the step that leads to it.

    Examples
    --------
    >>> sums = np.zeros(SUMS)
    >>> add_point(sums, 1.0, -4.0, 2.0, 1.0, 0.5, 0.0)
    >>> sums[:6].tolist()
    [2.0, 1.0, 4.0, 2.0, 1.0, 1.0]
    """
    sums[0] += sign * x
    sums[1] += sign * y
    sums[2] += sign * x * x
    sums[3] += sign * x * y
    sums[4] += sign * y * y
    if off == 0.0:
        sums[8] += sign * x
        sums[9] += sign * y
        sums[10] += sign * x * x
        sums[11] += sign * x * y
        sums[12] += sign * y * y
    else:  # off is minus the precision of the step
        sums[5] -= sign * off * dx * dx
        sums[6] -= sign * off * dx * dy
        sums[7] -= sign * off * dy * dy


@njit(cache=True)
def scale_sums(theta: Floats, off: Floats) -> Floats:
    """Return the sums over all points, shape (`SUMS`,).

    Examples
    --------
    >>> sums = scale_sums(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([0.0, -4.0]))
    >>> sums.tolist()
    [3.0, 1.0, 5.0, 2.0, 1.0, 4.0, 4.0, 4.0, 1.0, 0.0, 1.0, 0.0, 0.0]
    """
    sums = np.zeros(SUMS)
    for i in range(len(theta)):
        x, y, dx, dy = theta[i, 0], theta[i, 1], 0.0, 0.0
        if off[i] != 0.0:
            dx, dy = x - theta[i - 1, 0], y - theta[i - 1, 1]
        add_point(sums, 1.0, off[i], x, y, dx, dy)
    return sums


@njit(cache=True)
def squares(items: Floats, precision: float) -> Floats:
    """Return the precision times Σββ': its first, mixed and second element, shape (3,).

    Examples
    --------
    >>> squares(np.array([[1.0, 2.0, 0.0, 0.0]]), 2.0).tolist()
    [2.0, 4.0, 8.0]
    """
    out = np.zeros(3)
    for j in range(len(items)):
        out[0] += items[j, 0] * items[j, 0]
        out[1] += items[j, 0] * items[j, 1]
        out[2] += items[j, 1] * items[j, 1]
    return precision * out


@njit(cache=True)
def log_prior(
    sums: Floats, n_points: int, n_afresh: int, n_items: int, square: Floats, width: float
) -> float:
    """Return the log-prior of points and items relative to the scale of the points.

    Parameters
    ----------
    sums : ndarray, shape (13,)
        As `scale_sums` returns them.
    square : ndarray, shape (3,)
        As `squares` returns it.
    width : float

    Examples
    --------
    >>> x = np.array([[0.0, 1.0], [1.0, -0.5], [-1.0, -0.5]])
    >>> near, far = scale_sums(x, np.zeros(3)), scale_sums(4 * x, np.zeros(3))
    >>> bool(log_prior(near, 3, 3, 3, np.zeros(3), 1.0) > log_prior(far, 3, 3, 3, np.zeros(3), 1.0))
    True
    """
    m1, m2 = sums[0] / n_points, sums[1] / n_points
    s11 = sums[2] / n_points - m1 * m1
    s12 = sums[3] / n_points - m1 * m2
    s22 = sums[4] / n_points - m2 * m2
    det = s11 * s22 - s12 * s12
    if not (det > 0.0 and s11 > 0.0):
        return -np.inf
    q11 = sums[5] + sums[10] - 2.0 * m1 * sums[8] + n_afresh * m1 * m1
    q12 = sums[6] + sums[11] - m1 * sums[9] - m2 * sums[8] + n_afresh * m1 * m2
    q22 = sums[7] + sums[12] - 2.0 * m2 * sums[9] + n_afresh * m2 * m2
    walk = (s22 * q11 - 2.0 * s12 * q12 + s11 * q22) / det
    loads = s11 * square[0] + 2.0 * s12 * square[1] + s22 * square[2]
    value = -0.5 * (walk + loads) + 0.5 * (n_items - n_points) * math.log(det)
    t11 = math.sqrt(s11)
    t21 = s12 / t11
    t22 = math.sqrt(det / s11)
    x1 = m1 / t11
    x2 = (m2 - t21 * x1) / t22
    one, two, shear = math.log(t11), math.log(t22), t21 / t22
    free = one * one + two * two + shear * shear + x1 * x1 + x2 * x2
    return value - 0.5 * free / (width * width)
