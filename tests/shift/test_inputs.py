"""The regression designs on the series of a study."""

from __future__ import annotations

import pytest

from analysis.errors import UnshiftError
from analysis.idealpoints import Plan
from analysis.shift.designs.breaks import breaks_design
from analysis.shift.designs.ideal_point import ideal_point_design, interrupted_points
from analysis.shift.designs.interrupted import interrupted_design
from analysis.shift.designs.panel import panel_design
from analysis.shift.designs.synthetic import synthetic_design
from analysis.shift.designs.votes import event_study_design
from analysis.shift.global_shift import study_model
from analysis.simulate import simulate
from analysis.study import Study


@pytest.fixture(scope="module")
def realigned():
    made = simulate("realignment", seed=4, n_states=40, years=24, calls_per_year=40)
    last = made.rollcalls.last
    study = Study(draws=199).changed(
        event=str(made.event), before=f"{last.year - 4}-01-01", until=f"{last:%Y-%m-%d}"
    )
    return made.rollcalls, study


@pytest.mark.slow
def test_a_realignment_is_seen_by_the_series(realigned):
    rollcalls, study = realigned
    found = {e.name: e for e in interrupted_design(rollcalls, study)}
    assert set(found) == {"interrupted.ordinal", "interrupted.kappa"}
    assert found["interrupted.ordinal"].estimate > 0
    votes = {e.name: e for e in event_study_design(rollcalls, study)}
    assert any("inaugurations" not in name for name in votes)
    assert {e.name.split(".")[0] for e in breaks_design(rollcalls, study)} == {
        "breaks",
        "chow",
        "cusum",
    }


@pytest.mark.slow
def test_panel_and_synthetic_give_estimates_with_their_tables(realigned):
    rollcalls, study = realigned
    for e in [*panel_design(rollcalls, study), *synthetic_design(rollcalls, study)]:
        assert e.n > 0
        assert len(e.table)
        assert e.p_value is None or 0 <= e.p_value <= 1


def test_ideal_points_of_a_state_without_votes():
    with pytest.raises(UnshiftError, match="TON") as error:
        ideal_point_design(
            simulate("null", n_states=8, years=3).rollcalls, Study().changed(country="TON")
        )
    assert error.value.where == "ideal points"


def test_ideal_points_are_those_of_the_study():
    """Periods are cut at the event, and draws are of the study's own fit."""
    rollcalls = simulate("realignment", 2, n_states=20, years=14, calls_per_year=30).rollcalls
    (e,) = ideal_point_design(rollcalls, Study(draws=50))
    assert e.details["draws"] == "normal, items held"
    assert e.name == "interrupted.idealpoint.pooled"
    assert e.estimate < 0
    results = study_model(rollcalls, Study()).sample(Plan(chains=2, draws=30, warmup=10, thin=1))
    drawn = interrupted_points(results, Study(draws=50))
    assert drawn.details["draws"] == "posterior"
    assert drawn.n == 50
