"""The power table: planted shifts are found more often than ones that are not there."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.workshop.power import FIT, HEADLINES, _markdown, power_table


@pytest.mark.slow
def test_a_large_shift_is_found_and_none_is_not():
    table = power_table(2, 2, effects=[0.0, 3.0])
    shares = table.pivot(index="design", columns="effect", values="found")
    assert set(shares.index) == {*HEADLINES, FIT}
    assert (table["n"] == 2).all()
    assert shares[3.0].mean() > shares[0.0].mean() + 0.3
    assert shares.loc[FIT, 3.0] == 1
    assert power_table(2, 2, effects=[0.0]).equals(table[table["effect"] == 0])


def test_no_records():
    with pytest.raises(UsageError) as error:
        power_table(0)
    assert error.value.where == "power"


def test_the_table_in_words():
    table = pd.DataFrame({"design": ["a", "a"], "effect": [0.0, 0.5], "found": [0.05, 0.5]})
    assert _markdown(table).splitlines()[0] == "| design | no shift | 0.5 sd |"
    assert _markdown(table).splitlines()[2] == "| a | 5% | 50% |"
