"""Random streams: uniform, normal, unrelated to their neighbours, the same whenever asked."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from analysis.idealpoints.maths import streams

N = 20_000
GOLDEN, MASK = 0x9E3779B97F4A7C15, 2**64 - 1


def stream(*names: int) -> np.uint64:
    return np.uint64(streams.stream(*names))  # numba hands back an int that it does not take


def advance(state: np.uint64) -> np.uint64:
    return np.uint64(streams.advance(state))


def uniform(state: np.uint64) -> float:
    return streams.uniform(state)


def normal(state: np.uint64) -> float:
    return streams.normal(state)


def mixed(z: int) -> int:
    """SplitMix64's output function, in Python's integers (Steele, Lea and Flood 2014)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def test_published_numbers_of_splitmix64():
    # the first outputs of the generator started at 1234567, from its reference program
    state, found = 1234567, []
    for _ in range(3):
        state = (state + GOLDEN) & MASK
        found.append(mixed(state))
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert uniform(np.uint64(state)) == (found[-1] // 2**11 + 0.5) / 2**53


def test_a_stream_is_the_hash_of_its_five_names():
    for names in [(0, 0, 0, 0, 0), (1, 2, 3, 4, 5), (2**40, 7, 123_456, 102, 10_468)]:
        z = 0
        for name in names:
            z = mixed((z + name + GOLDEN) & MASK)
        assert int(stream(*names)) == z
        assert int(advance(np.uint64(z))) == (z + GOLDEN) & MASK


def test_every_place_has_its_own_stream():
    places = list(itertools.product((1, 2), range(4), range(50), (1, 2, 3, 102), range(20)))
    assert len({int(stream(*p)) for p in places}) == len(places) == 2 * 4 * 50 * 4 * 20


def test_numbers_do_not_depend_on_the_order_of_calls():
    units = list(range(300))
    forward = [normal(stream(1, 0, 5, 2, u)) for u in units]
    backward = [normal(stream(1, 0, 5, 2, u)) for u in units[::-1]]
    assert forward == backward[::-1]


@pytest.fixture(scope="module")
def across():
    """One number from each of many streams, whose units follow each other."""
    states = [stream(3, 1, 17, 2, u) for u in range(N)]
    return np.array([uniform(s) for s in states]), np.array([normal(s) for s in states])


@pytest.fixture(scope="module")
def along():
    """Many numbers of one stream, as the moves take them."""
    s, u, z = stream(3, 1, 17, 2, 0), [], []
    for _ in range(N):
        u.append(uniform(s))
        s = advance(s)
        z.append(normal(s))
        s = advance(advance(s))
    return np.array(u), np.array(z)


@pytest.mark.parametrize("which", ["across", "along"])
def test_uniform_and_normal(which, request):
    u, z = request.getfixturevalue(which)
    assert 0 < u.min() < u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert stats.kstest(z, "norm").pvalue > 1e-3
    # first four moments, within four standard errors
    for k, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((z**k).mean() - moment) < 4 * np.sqrt(variance / N)


@pytest.mark.parametrize("which", ["across", "along"])
def test_neighbours_are_uncorrelated(which, request):
    u, z = request.getfixturevalue(which)
    for x in (u, z, z**2):
        for lag in (1, 2, 3):
            assert abs(np.corrcoef(x[lag:], x[:-lag])[0, 1]) < 4 / np.sqrt(N)


@pytest.mark.parametrize("place", range(5))
def test_streams_next_to_each_other_are_uncorrelated(place):
    """Seeds, chains, sweeps, stages and units that differ by one."""
    names = np.tile([5, 2, 11, 3, 0], (N // 4, 1))
    names[:, 4 if place != 4 else 2] = np.arange(len(names))
    one = np.array([normal(stream(*row)) for row in names.tolist()])
    names[:, place] += 1
    two = np.array([normal(stream(*row)) for row in names.tolist()])
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(len(names))
    assert abs(np.corrcoef(one**2, two**2)[0, 1]) < 4 / np.sqrt(len(names))
