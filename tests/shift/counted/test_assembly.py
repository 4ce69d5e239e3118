"""The Assembly as a whole: shares, absences, and the index of agreement."""

from __future__ import annotations

import pytest

from analysis.shift.counted.assembly import agreement_index, assembly


@pytest.mark.parametrize(
    ("votes", "index"),
    [((9, 0, 0), 1.0), ((3, 3, 3), 0.0), ((2, 1, 1), 0.25), ((1, 1, 0), 0.25)],
)
def test_the_index_by_hand(votes, index):
    assert float(agreement_index(*votes)) == pytest.approx(index)


def test_by_hand(record, study):
    found = {e.name: e for e in assembly(record, study)}
    # 24 February 2025: No No Yes Abstain and an absence; 1 December: one No, four Yes.
    assert found["assembly.all.no.after"].estimate == pytest.approx((2 / 4 + 1 / 5) / 2)
    assert found["assembly.all.absent.after"].estimate == pytest.approx((1 / 5 + 0) / 2)
    shares = [found[f"assembly.all.{v}.before"].estimate for v in ("yes", "no", "abstain")]
    assert sum(shares) == pytest.approx(1)
    assert not any("ukraine" in name for name in found)


def test_levels_of_the_index_have_an_interval_and_no_p(random_record, study):
    found = {e.name: e for e in assembly(random_record(4), study)}
    level = found["assembly.all.agreement_index.after"]
    assert level.low < level.estimate < level.high
    assert level.p_value is None
