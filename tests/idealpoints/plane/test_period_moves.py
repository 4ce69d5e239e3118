"""Maps of whole periods against a slow twin, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.period_moves import (
    REACH,
    SHARE,
    map_item,
    move_periods,
    stretching,
    turning,
)
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling

from ..plane_reference import log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers

PERIODS = 4  # stage of the random streams
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("pqr", [(0.3, -0.7, 1.1), (0.2, 0.0, 0.2), (-1.0, 0.5, 2.0)])
def test_a_stretch_is_the_exponential(pqr):
    p, q, r = pqr
    assert stretching(p, q, r) == pytest.approx(expm(np.array([[p, q], [q, r]])))
    assert turning(p) == pytest.approx(expm(np.array([[0, -p], [p, 0]])))


def test_mapped_items_keep_their_probabilities():
    rng = np.random.default_rng(1)
    items, theta = rng.normal(size=(1, 4)), rng.normal(size=(5, 2))
    a, c = np.eye(2) + 0.3 * rng.normal(size=(2, 2)), rng.normal(size=2)
    before = items[0, 2:] - (theta @ items[0, :2])[:, None]
    map_item(items, 0, a, np.linalg.det(a), *c)
    after = items[0, 2:] - ((theta @ a.T + c) @ items[0, :2])[:, None]
    assert after == pytest.approx(before)


def test_periods_move_as_their_twins(plane_records):
    attempts, accepted, kinds = 60, 0, set()
    for r, (b, theta, beta, g1, g2) in enumerate(plane_records):
        layout = lay_out_for_sampling(b)
        off = layout.walk(WALK)[1]
        place = Place(theta.copy(), np.column_stack([beta, g1, g2]))
        held, runs = Held(off, 7, 1 / SPREAD, WIDTH), layout.runs
        count = move_periods(Turn(6, 0, r), attempts, place, held, runs, layout.of_points)
        now, twin_count = (theta, beta, g1, g2), 0
        for a in range(attempts):
            numbers = Numbers(6, 0, r, PERIODS, a)
            u, one, two = (numbers.uniform() for _ in range(3))
            z = np.array([numbers.normal() for _ in range(3)])
            run = sorted((int(4 * one), int(4 * two)))
            run = [0, run[1]] if u < 0.25 else [run[0], 3] if u < 0.5 else run
            run = [run[0]] * 2 if 0.5 <= u < 0.75 else run
            if run == [0, 3]:
                continue
            points = (run[0] <= b.point_period) & (b.point_period <= run[1])
            own = (run[0] <= runs.begins) & (runs.ends <= run[1])
            border = (points & (b.elapsed == 0)).sum() + sum(
                1 / (WALK * b.elapsed[i])
                for i in range(b.n_points)
                if b.elapsed[i] and points[i] != points[i - 1]
            )
            point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
            loads = now[1][b.by_point_item[points[point] & ~own[b.by_point_item]]]
            guess = border * np.eye(2) + SHARE * loads.T @ loads
            size = np.trace(guess) / 2
            shift, by = np.zeros(2), np.eye(2)
            if a % 3 == 0:
                shift = REACH * np.linalg.solve(np.linalg.cholesky(guess).T, z[:2])
            elif a % 3 == 1:
                reach = REACH / np.sqrt(size + 2 * (points.sum() + own.sum()))
                p, q, s = reach * z * [1, np.sqrt(0.5), 1]
                by = expm(np.array([[p, q], [q, s]]))
            else:
                angle = REACH * z[0] / np.sqrt(size)
                by = expm(np.array([[0, -angle], [angle, 0]]))
            t, bt, c1, c2 = (x.copy() for x in now)
            t[points] = t[points] @ by.T + shift
            bt[own] = bt[own] @ np.linalg.inv(by)
            c1[own] += bt[own] @ shift
            c2[own] += bt[own] @ shift
            then = (t, bt, c1, c2)
            args = (WALK, SPREAD, WIDTH)
            ratio = log_target(b, *then, *args) - log_target(b, *now, *args)
            ratio += (points.sum() - own.sum()) * np.log(np.linalg.det(by))
            log_u = np.log(numbers.uniform())
            assert abs(ratio - log_u) > 1e-6  # no tie
            if log_u < ratio:
                now, twin_count = then, twin_count + 1
                kinds.add((a % 3, run[0] == run[1]))
        assert count == twin_count
        found = (place.theta, place.items[:, :2], place.items[:, 2], place.items[:, 3])
        for x, right in zip(found, now, strict=True):
            assert x == pytest.approx(right, abs=1e-8)
        accepted += count
    assert len(kinds) == 6
    assert 0 < accepted < attempts * len(plane_records)
