"""The split of a change: adds up exactly, whatever the numbers; and what each part answers to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.shift.methods.decomposition import cell_sums, split


def one_block(score, after, stratum, n_strata):
    blocks = np.zeros(len(score), dtype=np.intp)
    return cell_sums(
        np.asarray(score, dtype=float),
        np.asarray(after, dtype=bool),
        np.asarray(stratum, dtype=np.intp),
        blocks,
        n_strata,
    ).sum(axis=0)


def test_counted_by_hand():
    # Stratum 0: mean 1 before (3 of 4 roll calls), 1/2 after (1 of 4). Stratum 1: 0, then 1/3.
    score = [1, 1, 1, 0, 0.5, 1, 0, 0]
    after = [0, 0, 0, 0, 1, 1, 1, 1]
    stratum = [0, 0, 0, 1, 0, 1, 1, 1]
    s = split(one_block(score, after, stratum, 2))
    assert s.total == pytest.approx(1.5 / 4 - 3 / 4)
    assert s.agenda == pytest.approx((1 / 4 - 3 / 4) * 0.75 + (3 / 4 - 1 / 4) * (1 / 6))
    assert s.preference == pytest.approx(0.5 * -0.5 + 0.5 / 3)
    assert s.reweighted == pytest.approx(0.75 * -0.5 + 0.25 / 3)
    assert s.weight_of.tolist() == [0.75, 0.25]
    assert s.unmatched == 0


@given(
    n=st.integers(2, 40),
    n_strata=st.integers(1, 6),
    data=st.data(),
)
def test_the_parts_add_up_exactly(n, n_strata, data):
    """For any scores, windows and strata, also strata that one window lacks."""
    score = data.draw(arrays(float, n, elements=st.floats(-1, 1)))
    after = data.draw(arrays(bool, n))
    after[0], after[1] = False, True  # both windows hold something
    stratum = data.draw(arrays(np.intp, n, elements=st.integers(0, n_strata - 1)))
    s = split(one_block(score, after, stratum, n_strata))
    assert s.total == pytest.approx(score[after].mean() - score[~after].mean(), abs=1e-12)
    assert s.agenda + s.preference == pytest.approx(s.total, abs=1e-12)
    assert s.agenda_of.sum() == pytest.approx(s.agenda, abs=1e-12)
    assert s.preference_of.sum() == pytest.approx(s.preference, abs=1e-12)


@given(data=st.data())
def test_windows_exchanged_change_the_sign_alone(data):
    """Symmetric weights: neither window is the standard."""
    score = data.draw(arrays(float, 12, elements=st.floats(-1, 1)))
    stratum = data.draw(arrays(np.intp, 12, elements=st.integers(0, 2)))
    after = np.arange(12) >= 6
    one, two = (
        split(one_block(score, after, stratum, 3)),
        split(one_block(score, ~after, stratum, 3)),
    )
    assert one.agenda == pytest.approx(-two.agenda, abs=1e-12)
    assert one.preference == pytest.approx(-two.preference, abs=1e-12)


def test_votes_alone_and_agenda_alone():
    stratum = np.array([0, 1, 0, 1])
    votes = split(one_block([1, 0, 0.5, 0], [0, 0, 1, 1], stratum, 2))
    assert (votes.agenda, votes.preference) == (0, -0.25)
    agenda = split(one_block([1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], 2))
    assert (agenda.agenda, agenda.preference) == (-0.5, 0)


def test_a_stratum_of_one_window_is_the_agendas():
    s = split(one_block([0.2, 0.9], [False, True], [0, 1], 2))
    assert (s.preference, s.agenda, s.unmatched) == (0, pytest.approx(0.7), 1)
    assert np.isnan(s.reweighted)  # nothing is in both


def test_a_window_without_roll_calls_is_undefined():
    s = split(one_block([0.2, 0.9], [False, False], [0, 1], 2))
    assert np.isnan([s.total, s.agenda, s.preference]).all()
