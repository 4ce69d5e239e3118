"""Moves of items against a slow twin (`twins`), and a density integrated on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.idealpoints.sampler.arrays import Place, Turn, Votes
from analysis.idealpoints.sampler.item_moves import draw_items
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.votes.ballots import Ballots

from ..reference import log_votes
from ..twins import Numbers, grid_moments, terms

ITEMS = 1  # stage of the random streams
pytestmark = pytest.mark.usefixtures("one_thread")


class ItemTwin:
    """One item: its parameters (γ1, log gap, β) or (γ, β), density and proposal."""

    def __init__(self, theta, kind, binary: bool, precision: float) -> None:
        self.theta, self.kind, self.binary, self.precision = theta, kind, binary, precision

    def unpack(self, v):
        return (v[0], v[0], v[1]) if self.binary else (v[0], v[0] + np.exp(v[1]), v[2])

    def log_density(self, v) -> float:
        g1, g2, beta = self.unpack(v)
        value = log_votes(beta * self.theta, g1, g2, self.kind).sum()
        value -= 0.5 * self.precision * beta**2
        return value if self.binary else value + v[1]  # γ2's own density, by the Jacobian

    def proposal(self, v):
        """Return mean and precision of where a move from `v` goes."""
        g1, g2, beta = self.unpack(v)
        with np.errstate(all="ignore"):
            first, second = terms(beta * self.theta, g1, g2, self.kind)
        d = np.zeros((self.theta.size, 2, 3))  # by γ1, γ2, β
        d[:, 0, 0] = d[:, 1, 1] = 1.0
        d[:, :, 2] = -self.theta[:, None]
        gradient = np.einsum("nij,ni->j", d, first) + [0, 0, -self.precision * beta]
        curvature = np.einsum("nij,nik,nkl->jl", d, second, d) + np.diag([0, 0, self.precision])
        if self.binary:
            to = np.array([[1, 0], [1, 0], [0, 1]])
            gradient, curvature = to.T @ gradient, to.T @ curvature @ to
        else:
            to = np.array([[1, 0, 0], [1, g2 - g1, 0], [0, 0, 1]])
            gradient = to.T @ gradient + [0, 1, 0]
            curvature = to.T @ curvature @ to + np.diag([0, 1, 0])
        return v + np.clip(np.linalg.solve(curvature, gradient), -1, 1), curvature

    def log_ratio(self, v, w) -> float:
        """Return the logarithm by which a move from v to w is accepted."""
        value = self.log_density(w) - self.log_density(v)
        for here, there, sign in ((w, v, 1), (v, w, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(there, mean, np.linalg.inv(precision))
        return value


def votes_of_items(b: Ballots, item: int):
    part = slice(b.item_ptr[item], b.item_ptr[item + 1])
    return b.by_item_point[part], b.by_item_kind[part]


@pytest.mark.parametrize("kinds", ["all", "no abstention"])
def test_items_move_as_their_twins(records, kinds):
    accepted = []
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        binary = layout.binary
        if kinds != "all":
            # abstentions are taken as votes below, so that one cutpoint is left
            binary = np.ones_like(binary)
            layout.of_items.cuts[:, 1] = layout.of_items.cuts[:, 2]
            g2 = g1
        new = beta.copy(), g1.copy(), g2.copy()
        moved = draw_items(Turn(3, 1, r), Place(theta, *new), binary, 0.7, layout.of_items)
        count = 0
        for j in range(beta.size):
            point, kind = votes_of_items(b, j)
            if kinds != "all":
                kind = np.where(kind == 1, 0, kind)
            twin = ItemTwin(theta[point], kind, bool(binary[j]), 0.7)
            v = np.array([g1[j], beta[j]] if binary[j] else [g1[j], np.log(g2[j] - g1[j]), beta[j]])
            numbers = Numbers(3, 1, r, ITEMS, j)
            z = np.array([numbers.normal() for _ in range(3)])
            mean, precision = twin.proposal(v)
            root = np.linalg.cholesky(precision)
            w = mean + np.linalg.solve(root.T, z[[0, 2]] if binary[j] else z)
            ratio = twin.log_ratio(v, w)
            assert twin.log_ratio(w, v) == pytest.approx(-ratio, abs=1e-9)
            log_u = np.log(numbers.uniform())
            if abs(log_u - ratio) < 1e-4:  # the table's slopes are right to 1e-6
                continue
            count += log_u < ratio
            g1_, g2_, beta_ = twin.unpack(w if log_u < ratio else v)
            assert (new[1][j], new[2][j], new[0][j]) == pytest.approx((g1_, g2_, beta_), abs=1e-4)
        assert count == moved
        accepted.append(count)
    # both outcomes are there to be compared
    assert 0 < sum(accepted) < sum(x[2].size for x in records)


CASES = {
    "ternary": "00010112120222",
    "binary": "00000200202222",
    "one dissenter": "00000000000002",
    "one of each": "00000000000012",
    "no slope": "01201201201201",
}


@pytest.mark.parametrize("case", CASES)
def test_items_have_the_posterior_that_a_grid_has(case):
    kind = np.array([int(k) for k in CASES[case]], dtype=np.int8)
    theta = np.linspace(-1.6, 1.6, kind.size)
    binary = 1 not in kind
    point = np.argsort(kind, kind="stable").astype(np.int32)
    edge = np.searchsorted(np.sort(kind), [0, 1, 2, 3])
    copies, warm, sweeps = 1500, 60, 140
    cuts = np.tile(edge, (copies, 1)).astype(np.int64)
    beta, g1, g2 = np.zeros(copies), np.zeros(copies), np.full(copies, 0.0 if binary else 1.0)
    drawn = []
    for k in range(warm + sweeps):
        place = Place(theta, beta, g1, g2)
        draw_items(Turn(5, 0, k), place, np.full(copies, binary), 1.0, Votes(cuts, point))
        if k >= warm:
            drawn.append((g1.copy(), np.log(g2 - g1) if not binary else beta.copy(), beta.copy()))
    x = np.array(drawn)[:, : 2 if binary else 3]  # sweeps, parameters, copies
    twin = ItemTwin(theta, kind, binary, 1.0)
    axes = [np.linspace(*np.array([-1, 1]) * 7 * x[:, k].std() + x[:, k].mean(), 60)
            for k in range(x.shape[1])]  # fmt: skip
    mesh = np.meshgrid(*axes, indexing="ij")
    a, b = mesh[0][..., None], mesh[-1][..., None]
    c = a if binary else a + np.exp(mesh[1])[..., None]
    density = log_votes(b * theta, a, c, kind).sum(axis=-1) - 0.5 * mesh[-1] ** 2
    density += 0 if binary else mesh[1]
    assert density[(7,) * x.shape[1]] == pytest.approx(
        twin.log_density([m[(7,) * x.shape[1]] for m in mesh])
    )
    for k, (mean, sd) in enumerate(grid_moments(density, axes)):
        # copies are independent, so their means say how sure the mean of all is
        for found, right in ((x[:, k].mean(axis=0), mean),
                             (((x[:, k] - mean) ** 2).mean(axis=0), sd**2)):  # fmt: skip
            error = found.std(ddof=1) / np.sqrt(copies)
            assert error < 0.05 * sd**2 + 0.01 * sd
            assert abs(found.mean() - right) < 4 * error, (case, k)
