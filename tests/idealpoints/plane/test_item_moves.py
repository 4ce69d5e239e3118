"""Moves of items in the plane against a slow twin, and against a density integrated on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.idealpoints.plane.arrays import Place
from analysis.idealpoints.plane.item_moves import draw_items
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.layout import lay_out_for_sampling

from ..reference import log_votes
from ..twins import Numbers, grid_moments, terms

ITEMS = 1  # stage of the random streams
PRIOR = np.array([[0.9, 0.2], [0.2, 0.6]])
PACKED = np.array([0.9, 0.2, 0.6])
pytestmark = pytest.mark.usefixtures("one_thread")


class ItemTwin:
    """One item: its parameters (γ1, log gap, β1, β2) or (γ, β1, β2), density and proposal."""

    def __init__(self, theta, kind, binary: bool, prior=PRIOR) -> None:
        self.theta, self.kind, self.binary, self.prior = theta, kind, binary, prior

    def unpack(self, v):
        beta = v[-2:]
        return (v[0], v[0], beta) if self.binary else (v[0], v[0] + np.exp(v[1]), beta)

    def log_density(self, v) -> float:
        g1, g2, beta = self.unpack(v)
        value = log_votes(self.theta @ beta, g1, g2, self.kind).sum()
        value -= 0.5 * beta @ self.prior @ beta
        return value if self.binary else value + v[1]  # γ2's own density, by the Jacobian

    def proposal(self, v):
        """Return mean and precision of where a move from `v` goes."""
        g1, g2, beta = self.unpack(v)
        with np.errstate(all="ignore"):
            first, second = terms(self.theta @ beta, g1, g2, self.kind)
        d = np.zeros((len(self.theta), 2, 4))  # by γ1, γ2, β
        d[:, 0, 0] = d[:, 1, 1] = 1.0
        d[:, :, 2:] = -self.theta[:, None]
        gradient = np.einsum("nij,ni->j", d, first) - np.r_[0, 0, self.prior @ beta]
        curvature = np.einsum("nij,nik,nkl->jl", d, second, d)
        curvature[2:, 2:] += self.prior
        to = np.eye(4)
        to[1, 0] = 1.0  # γ1 carries γ2 along
        if self.binary:
            to = np.delete(to, 1, axis=1)
            return v + np.clip(
                np.linalg.solve(to.T @ curvature @ to, to.T @ gradient), -1, 1
            ), to.T @ curvature @ to
        to[1, 1] = g2 - g1
        gradient = to.T @ gradient + [0, 1, 0, 0]
        curvature = to.T @ curvature @ to + np.diag([0, 1, 0, 0])
        return v + np.clip(np.linalg.solve(curvature, gradient), -1, 1), curvature

    def log_ratio(self, v, w) -> float:
        """Return the logarithm by which a move from v to w is accepted."""
        value = self.log_density(w) - self.log_density(v)
        for here, there, sign in ((w, v, 1), (v, w, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(there, mean, np.linalg.inv(precision))
        return value


@pytest.mark.parametrize("kinds", ["all", "no abstention"])
def test_items_move_as_their_twins(plane_records, kinds):
    accepted = []
    for r, (b, theta, beta, g1, g2) in enumerate(plane_records):
        layout = lay_out_for_sampling(b)
        binary = layout.binary
        if kinds != "all":
            # abstentions are taken as votes below, so that one cutpoint is left
            binary = np.ones_like(binary)
            layout.of_items.cuts[:, 1] = layout.of_items.cuts[:, 2]
            g2 = g1
        new = np.column_stack([beta, g1, g2])
        moved = draw_items(Turn(3, 1, r), Place(theta, new), binary, PACKED, layout.of_items)
        count = 0
        for j in range(len(beta)):
            part = slice(b.item_ptr[j], b.item_ptr[j + 1])
            point, kind = b.by_item_point[part], b.by_item_kind[part]
            if kinds != "all":
                kind = np.where(kind == 1, 0, kind)
            twin = ItemTwin(theta[point], kind, bool(binary[j]))
            v = np.r_[g1[j], [] if binary[j] else np.log(g2[j] - g1[j]), beta[j]]
            numbers = Numbers(3, 1, r, ITEMS, j)
            z = np.array([numbers.normal() for _ in range(4)])
            mean, precision = twin.proposal(v)
            root = np.linalg.cholesky(precision)
            w = mean + np.linalg.solve(root.T, z[[0, 2, 3]] if binary[j] else z)
            ratio = twin.log_ratio(v, w)
            log_u = np.log(numbers.uniform())
            if abs(log_u - ratio) < 1e-4:  # the table's slopes are right to 1e-6
                continue
            count += log_u < ratio
            g1_, g2_, beta_ = twin.unpack(w if log_u < ratio else v)
            assert new[j] == pytest.approx([*beta_, g1_, g2_], abs=1e-4)
        assert count == moved
        accepted.append(count)
    # both outcomes are there to be compared
    assert 0 < sum(accepted) < sum(len(x[2]) for x in plane_records)


@pytest.mark.slow
def test_items_have_the_posterior_that_a_grid_has():
    """One cutpoint and two loadings, votes that a line parts and some that it does not."""
    kind = np.array([int(k) for k in "00020022022222"], dtype=np.int8)
    rng = np.random.default_rng(0)
    theta = np.column_stack([np.linspace(-1.6, 1.6, kind.size), rng.normal(size=kind.size)])
    point = np.argsort(kind, kind="stable").astype(np.int32)
    edge = np.searchsorted(np.sort(kind), [0, 1, 2, 3])
    copies, warm, sweeps = 1500, 60, 140
    cuts = np.tile(edge, (copies, 1)).astype(np.int64)
    items = np.zeros((copies, 4))
    drawn = []
    for k in range(warm + sweeps):
        place = Place(theta, items)
        draw_items(Turn(5, 0, k), place, np.full(copies, True), PACKED, Votes(cuts, point))
        if k >= warm:
            drawn.append(items[:, [2, 0, 1]].copy())
    x = np.moveaxis(np.array(drawn), 2, 0)  # parameters, sweeps, copies
    axes = [np.linspace(v.mean() - 7 * v.std(), v.mean() + 7 * v.std(), 60) for v in x]
    mesh = np.meshgrid(*axes, indexing="ij")
    a, b1, b2 = (m[..., None] for m in mesh)
    density = log_votes(b1 * theta[:, 0] + b2 * theta[:, 1], a, a, kind).sum(axis=-1)
    b = np.stack(mesh[1:], axis=-1)
    density -= 0.5 * np.einsum("...i,ij,...j->...", b, PRIOR, b)
    for found, (mean, sd) in zip(x, grid_moments(density, axes), strict=True):
        for y, right in ((found, mean), ((found - mean) ** 2, sd**2)):
            of_copies = y.mean(axis=0)
            error = of_copies.std(ddof=1) / np.sqrt(copies)
            assert error < 0.05 * sd**2 + 0.01 * sd
            assert abs(of_copies.mean() - right) < 4 * error
