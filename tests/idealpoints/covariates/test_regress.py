"""From a plain table to coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.covariates import regress
from analysis.rollcalls import RollCalls

STATES = ["USA", "FRA", "GBR", "DEU", "JPN", "BRA", "IND", "CHN", "RUS", "CUB", "IRN", "SYR"]


@pytest.fixture(scope="module")
def draws():
    rng = np.random.default_rng(5)
    place = np.linspace(1.5, -1.5, len(STATES))
    z = np.outer(place, rng.normal(size=80)) + rng.normal(size=(len(STATES), 80))
    rc = RollCalls.from_votes(np.where(z > 0.3, 3, np.where(z < -0.3, 1, 2)), states=STATES)
    return IdealPoints(rc, by="all").sample(Plan(chains=2, draws=150, warmup=150, thin=1))


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "who": ["United States", "France", "GBR", "Germany", "Japan", "Brazil", "India",
                    "China", "Russian Federation", "Cuba", "Iran", "Atlantis"],
            "x": [1.0, 0.8, 0.9, 0.7, 0.5, 0.0, 0.1, -0.6, -0.7, -0.9, np.nan, 4.0],
            "g": ["a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "b", "b"],
        }
    )  # fmt: skip


def test_names_and_what_is_left_out(draws, table):
    found = regress(draws, "theta ~ x", table, voter="who")
    assert found.n == 10
    assert found.left_out == ("IRN", "SYR")  # an empty cell, and no row
    assert found.table.loc["x", "low"] > 0
    assert 0.5 < found.reliability < 1
    assert "left out" in found._repr_html_()


def test_groups_and_levels(draws, table):
    found = regress(draws, "theta ~ C(g)", table, voter="who", level=0.99)
    narrow = regress(draws, "theta ~ C(g)", table, voter="who", level=0.5)
    assert found.table.loc["C(g)[T.b]", "high"] < 0
    assert (found.table["low"] < narrow.table["low"]).all()


@pytest.mark.parametrize(
    "formula",
    ["x", "y ~ x", "theta ~ nothing", "theta ~ x +", "theta ~ open('f')", "theta ~ x + I(2 * x)"],
)
def test_formulas_that_do_not_fit(draws, table, formula):
    with pytest.raises(UsageError) as error:
        regress(draws, formula, table, voter="who")
    assert error.value.where == "regress"


def test_tables_that_do_not_fit(draws, table):
    twice = table.replace("France", "USA")
    for wrong in (twice, table.tail(1), [1, 2], table.rename(columns={"who": "name"})):
        with pytest.raises(UsageError):
            regress(draws, "theta ~ x", wrong, voter="who")


def test_only_draws_of_one_point_each(draws, table):
    with pytest.raises(UsageError):
        regress(IdealPoints(draws_source(), by="all").fit(), "theta ~ x", table, voter="who")


def draws_source() -> RollCalls:
    return RollCalls.from_votes([[1, 3, 1], [3, 1, 1], [1, 1, 3]], states=["USA", "FRA", "GBR"])
