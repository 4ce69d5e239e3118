"""Maps of states that stand alone against a slow twin: groups of one point and of two."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.lone_moves import EVERY, REACH, TILT, move_lone
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.lone_moves import LoneGroups

from ..plane_reference import log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers

STAGE = 7
pytestmark = pytest.mark.usefixtures("one_thread")


def test_lone_points_move_as_their_twins(plane_records):
    """Groups by hand: any point and any items will do for what the move has to leave alone."""
    groups = [([1], [0, 2, 3, 12]), ([6, 14], [2, 5, 12, 13]), ([27], [9, 10])]
    ptr = lambda k: np.cumsum([0, *(len(g[k]) for g in groups)])  # noqa: E731
    flat = lambda k: np.array([x for g in groups for x in g[k]])  # noqa: E731
    lone = LoneGroups(ptr(0), flat(0), ptr(1), flat(1))
    outcomes = set()
    for r, (b, theta, beta, g1, g2) in enumerate(plane_records):
        layout = lay_out_for_sampling(b)
        place = Place(theta.copy(), np.column_stack([beta, g1, g2]))
        held = Held(layout.walk(WALK)[1], 7, 1 / SPREAD, WIDTH)
        now = (theta, beta)
        for sweep in range(60):
            turn = Turn(8, 1, 100 * r + sweep)
            moved, tried = move_lone(turn, place, held, lone, layout.of_items, layout.of_points)
            assert tried == 1
            (own,) = [g for g in range(3) if (g + turn.sweep) % EVERY == 0]
            numbers = Numbers(8, 1, turn.sweep, STAGE, own)
            z = np.array([numbers.normal() for _ in range(4)])
            if multiple := numbers.uniform() < 0.5:
                by = np.exp(REACH * z[0]) * np.eye(2)
            else:
                half = expm(TILT * z[3] * np.array([[0, -1], [1, 0]]))
                by = half @ expm(TILT * np.array([[z[0], z[1]], [z[1], z[2]]])) @ half
            points, items = groups[own]
            t, loads = now[0].copy(), now[1].copy()
            t[points] = t[points] @ by.T
            loads[items] = loads[items] @ np.linalg.inv(by)
            args = (g1, g2, WALK, SPREAD, WIDTH)
            ratio = log_target(b, t, loads, *args) - log_target(b, *now, *args)
            ratio += (len(points) - len(items)) * np.log(np.linalg.det(by))
            log_u = np.log(numbers.uniform())
            assert abs(ratio - log_u) > 1e-7  # no tie
            assert moved == (log_u < ratio)
            if moved:
                now = (t, loads)
            outcomes.add((own, multiple, bool(moved)))
            assert place.theta == pytest.approx(now[0], abs=1e-8)
            assert place.items[:, :2] == pytest.approx(now[1], abs=1e-8)
    assert len(outcomes) == 12
