"""Moves of whole periods against a slow twin (`twins`)."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints.sampler import layout as layouts
from analysis.idealpoints.sampler.arrays import Held, Place, Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.period_moves import REACH, SHARE, move_periods

from ..reference import log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers

PERIODS = 4  # stage of the random streams
pytestmark = pytest.mark.usefixtures("one_thread")


def test_periods_move_as_their_twins(records, monkeypatch):
    monkeypatch.setattr(layouts, "TIED", 1.0)  # any run, that much of the likelihood changes
    attempts, accepted, kinds = 40, 0, set()
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        off = layout.walk(WALK)[1]
        new = theta.copy(), beta.copy(), g1.copy(), g2.copy()
        held, runs = Held(off, 7, 1 / SPREAD, WIDTH), layout.runs
        assert runs.n_periods == 4
        turn = Turn(6, 0, r)
        count = move_periods(turn, attempts, Place(*new), held, runs, layout.links)
        now, twin_count = (theta, beta, g1, g2), 0
        for a in range(attempts):
            numbers = Numbers(6, 0, r, PERIODS, a)
            run = runs.loose[np.argmax(runs.odds >= numbers.uniform())]
            points = (run[0] <= b.point_period) & (b.point_period <= run[1])
            own = (run[0] <= runs.begins) & (runs.ends <= run[1])
            # the guess of the curvature: the walk's hold on the border, and votes across it
            border = (points & (b.elapsed == 0)).sum() + sum(
                1 / (WALK * b.elapsed[i])
                for i in range(b.n_points)
                if b.elapsed[i] and points[i] != points[i - 1]
            )
            point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
            across = points[point] & ~own[b.by_point_item]
            guess = border + SHARE * (now[1][b.by_point_item[across]] ** 2).sum()
            z = numbers.normal()
            shift, stretch = 0.0, 1.0
            if a % 2 == 0:
                shift = REACH * z / np.sqrt(guess)
            else:
                stretch = np.exp(REACH * z / np.sqrt(guess + 2 * (points.sum() + own.sum())))
            t, bt, c1, c2 = (x.copy() for x in now)
            t[points] = stretch * t[points] + shift
            bt[own] /= stretch
            c1[own] += bt[own] * shift
            c2[own] += bt[own] * shift
            then = (t, bt, c1, c2)
            args = (WALK, SPREAD, WIDTH)
            ratio = log_target(b, *then, *args) - log_target(b, *now, *args)
            ratio += (points.sum() - own.sum()) * np.log(stretch)
            log_u = np.log(numbers.uniform())
            assert abs(ratio - log_u) > 1e-6  # no tie
            if log_u < ratio:
                now, twin_count = then, twin_count + 1
                kinds.add((a % 2, run[0] == run[1]))
        assert count == twin_count
        for found, right in zip(new, now, strict=True):
            assert found == pytest.approx(right, abs=1e-9)
        accepted += count
    assert len(kinds) == 4
    assert 0 < accepted < attempts * len(records)


def test_only_loose_runs_are_moved():
    """Three periods of which the last two share all their items, and the first none."""
    items = np.array([0, 1, 1]), np.array([0, 2, 2]), np.array([6, 8, 8])
    runs, odds = layouts.loose_runs(np.array([6.0, 8.0, 8.0]), items)
    assert runs.tolist() == [[0, 0], [1, 2]]
    assert odds[-1] == 1.0
    assert (np.diff(odds, prepend=0) > 0).all()


def test_a_run_without_votes_is_no_run():
    items = np.array([0, 2]), np.array([0, 2]), np.array([5, 5])
    runs, _ = layouts.loose_runs(np.array([5.0, 0.0, 5.0]), items)
    assert [1, 1] not in runs.tolist()
    assert [0, 2] not in runs.tolist()


def test_where_all_hangs_together_there_is_no_run():
    items = np.array([0]), np.array([1]), np.array([10])
    runs, odds = layouts.loose_runs(np.array([5.0, 5.0]), items)
    assert runs.shape == (0, 2)
    assert odds.shape == (0,)


def test_without_runs_nothing_is_moved(records, monkeypatch):
    monkeypatch.setattr(layouts, "TIED", -1.0)
    b, *start = records[0]
    layout, new = layouts.lay_out_for_sampling(b), [x.copy() for x in start]
    held = Held(layout.walk(WALK)[1], 7, 1 / SPREAD, WIDTH)
    assert move_periods(Turn(1, 0, 0), 4, Place(*new), held, layout.runs, layout.links) == 0
    assert all((x == y).all() for x, y in zip(start, new, strict=True))


def test_links_are_all_votes_that_tie_periods(records):
    for b, *_ in records:
        layout = layouts.lay_out_for_sampling(b)
        across = layout.runs.begins < layout.runs.ends
        point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
        for kind in range(3):
            for i in range(b.n_points):
                found = layout.links.of[layout.links.cuts[i, kind] : layout.links.cuts[i, kind + 1]]
                own = (point == i) & (b.by_point_kind == kind)
                items = b.by_point_item[own]
                assert sorted(found) == sorted(items[across[items]])
