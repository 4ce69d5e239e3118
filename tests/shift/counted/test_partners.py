"""Agreement levels with states, allies and the gap."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.shift.counted.partners import partner_tables, partners


def test_by_hand(record, study):
    found = {e.name: e for e in partners(record, study)}
    assert found["agreement.identical.RUS.after"].estimate == 0.5
    assert found["agreement.identical.GBR.before"].estimate == 1.0
    # Canada votes yes and is absent: the mean over allies is of 1 and 1.
    assert found["agreement.ordinal.allies.before"].estimate == 1.0
    assert found["agreement.ordinal.allies.after"].estimate == pytest.approx((0 + 0.25) / 2)
    gap = found["agreement.ordinal.allies-rival.after"].estimate
    assert gap == pytest.approx(0.125 - 0.5)


def test_without_allies_there_is_no_gap(record, study):
    names = {e.quantity.partner for e in partners(record, study.changed(allies=[]))}
    assert names == {"RUS", "ISR", "GBR"}


def test_the_rows_are_those_of_a_loop(record, study):
    own = record.of("USA")
    tables = partner_tables(own, record.votes[1:])
    for i in range(4):
        for j in range(record.n_calls):
            other = record.votes[i + 1, j]
            expected = np.zeros((3, 3))
            if other in (1, 2, 3):
                expected[own[j] - 1, other - 1] = 1
            assert (tables[j, i] == expected).all()
