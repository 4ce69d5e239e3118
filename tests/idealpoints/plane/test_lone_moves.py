"""Maps of states that stand alone against a slow twin: groups of one point and of two."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.lone_moves import (
    MOST,
    PIVOTS,
    REACH,
    TILT,
    move_lone,
    pivots_of,
    tries_of,
)
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.lone_moves import LoneGroups

from ..plane_reference import log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers

STAGE = 7
pytestmark = pytest.mark.usefixtures("one_thread")


def of_groups(groups) -> LoneGroups:
    ptr = lambda k: np.cumsum([0, *(len(g[k]) for g in groups)])  # noqa: E731
    flat = lambda k: np.array([x for g in groups for x in g[k]])  # noqa: E731
    return LoneGroups(ptr(0), flat(0), ptr(1), flat(1))


def test_pivots_vote_as_the_group_does(plane_records):
    """Against a count by hand; members of the group are none, nor points of other periods."""
    for b, *_ in plane_records:
        layout = lay_out_for_sampling(b)
        lone = of_groups([([1], [0]), ([6, 14], [1])])
        found = pivots_of(lone, layout.of_points, b.point_period)
        votes = {}
        for i in range(b.n_points):
            part = slice(b.point_ptr[i], b.point_ptr[i + 1])
            items, kinds = b.by_point_item[part], b.by_point_kind[part]
            votes[i] = set(zip(items.tolist(), kinds.tolist(), strict=True))
        for row, group in zip(found, ([1], [6, 14]), strict=True):
            others = np.setdiff1d(np.flatnonzero(b.point_period == b.point_period[group[0]]), group)
            alike = {int(i): sum(len(votes[i] & votes[g]) for g in group) for i in others}
            right = sorted(alike, key=lambda i: (-alike[i], i))[:PIVOTS]
            assert row.tolist() == np.resize(right, PIVOTS).tolist()


def mapped(multiple, z):
    """Return the matrix of a try."""
    if multiple:
        return np.exp(REACH * z[0]) * np.eye(2)
    half = expm(TILT * z[3] * np.array([[0, -1], [1, 0]]))
    return half @ expm(TILT * np.array([[z[0], z[1]], [z[1], z[2]]])) @ half


@pytest.mark.slow
def test_lone_points_move_as_their_twins(plane_records):
    """Groups by hand: any point and any items will do for what the move has to leave alone.

    The second is of two points; the last has the origin for a pivot.
    """
    groups = [([1], list(range(14))), ([6, 14], [2, 5, 12, 13]), ([27], [9, 10])]
    lone = of_groups(groups)
    outcomes = set()
    for r, (b, theta, beta, g1, g2) in enumerate(plane_records):
        layout = lay_out_for_sampling(b)
        pivots = pivots_of(lone, layout.of_points, b.point_period)
        pivots[2] = -1
        place = Place(theta.copy(), np.column_stack([beta, g1, g2]))
        held = Held(layout.walk(WALK)[1], 7, 1 / SPREAD, WIDTH)
        now = (theta, beta, g1, g2)
        for sweep in range(60):
            turn = Turn(8, 1, 100 * r + sweep)
            moved, tried = move_lone(
                turn, place, held, lone, pivots, layout.of_items, layout.of_points
            )
            units = [
                MOST * g + k
                for g, (_, own) in enumerate(groups)
                for k in range(tries_of(len(own), g, turn.sweep))
            ]
            assert tried == len(units)
            for unit in units:
                own = unit // MOST
                numbers = Numbers(8, 1, turn.sweep, STAGE, unit)
                z = np.array([numbers.normal() for _ in range(4)])
                multiple = numbers.uniform() < 0.5
                pivot = pivots[own, int(PIVOTS * numbers.uniform())]
                share = numbers.uniform()
                by, mild = mapped(multiple, z), mapped(multiple, share * z)
                points, items = groups[own]
                t, loads, c1, c2 = (x.copy() for x in now)
                centre = np.zeros(2) if pivot < 0 else t[pivot].copy()
                t[points] = centre + (t[points] - centre) @ by.T
                loads[items] = loads[items] @ np.linalg.inv(mild)
                shift = (loads[items] - now[1][items]) @ centre
                c1[items] += shift
                c2[items] += shift
                then = (t, loads, c1, c2)
                args = (WALK, SPREAD, WIDTH)
                ratio = log_target(b, *then, *args) - log_target(b, *now, *args)
                ratio += len(points) * np.log(np.linalg.det(by))
                ratio -= len(items) * np.log(np.linalg.det(mild))
                log_u = np.log(numbers.uniform())
                assert abs(ratio - log_u) > 1e-7  # no tie
                if log_u < ratio:
                    now = then
                outcomes.add((own, multiple, bool(log_u < ratio)))
            assert place.theta == pytest.approx(now[0], abs=1e-8)
            assert place.items == pytest.approx(np.column_stack(now[1:]), abs=1e-8)
    assert len(outcomes) == 12
