"""A further design is its own file and a line in one list: commands and tables show it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.commands import app
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.robustness import counted
from analysis.prose.rows import design_rows
from analysis.rollcalls.load import load_rollcalls
from analysis.shift import run
from analysis.shift.counted import COUNTED
from analysis.shift.design import LEAST_POWER, Design
from analysis.shift.designs import DESIGNS
from analysis.shift.methods.scores import quantity_with
from analysis.shift.run import DesignResult
from analysis.study import Study


def toy_design(rollcalls, study):
    quantity = quantity_with(study, study.rival, "toy change{of} with {partner}")
    table = pd.DataFrame({"state": ["FRA", study.country], "change": [0.1, 0.5], "rank": [2, 1]})
    made = Estimate("toy.rival", quantity.words(), 0.5, n=2, table=table, quantity=quantity)
    drawn = Estimate("toy.ranks", "a toy rank", 0.5, table=table, quantity=quantity, figure="ranks")
    return [made, drawn]


TOY = Design("toy", toy_design, figure="ranks", title=lambda e, study: f"Toy of {study.country}")


@pytest.fixture
def toy():
    DESIGNS.append(TOY)
    yield TOY
    DESIGNS.remove(TOY)


def test_names_are_given_once():
    names = [design.name for design in DESIGNS]
    assert len(set(names)) == len(names)


def test_the_command_runs_it_and_prints_its_rows(toy):
    args = ["shift", "--record", "embedded", "--draws", "20", "--design", "toy"]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    assert "toy.rival" in done.stdout
    found = json.loads(CliRunner().invoke(app, [*args, "--json"]).stdout)
    assert [d["design"] for d in found["designs"]] == ["toy"]


def test_it_stands_in_the_report_s_table_in_its_own_words(toy):
    wanted = [design.name for design in run.DESIGNS if design.in_table]
    assert wanted[-1] == "toy"
    results = list(run.run_designs(load_rollcalls("embedded"), Study(), ["toy"]))
    assert design_rows(results).iloc[0].tolist() == [
        "toy", "toy change with Russia", "0.50", "", "2 roll calls",
    ]  # fmt: skip
    drawn = toy.drawn(results[0].estimates)
    assert [(e.label, toy.title_of(e, Study())) for e in drawn] == [("toy-ranks", "Toy of USA")]
    assert drawn[0].plot().axes


def test_without_it_the_name_is_refused():
    with pytest.raises(UsageError) as refused:
        run.design_named("toy")
    assert refused.value.where == "designs"


def test_what_is_told_before_is_not_in_the_table():
    told = [d.name for d in DESIGNS if not d.in_table and d not in COUNTED]
    assert told == ["windows", "issue", "placebo"]


def test_an_estimate_that_finds_nothing_is_told_and_not_counted():
    made = [Estimate(name, "change in votes", 0.1, p_value=0.01) for name in ("a", "b")]
    power = {"a": LEAST_POWER, "b": LEAST_POWER - 0.01}
    design = Design("toy", lambda rollcalls, study: made, power=power)
    assert [design.counts(e.name) for e in made] == [True, False]
    result = DesignResult("toy", tuple(made), uncounted=("b",))
    assert [e.name for e in result.counted] == ["a"]
    assert [e.name for e in result.supplement] == ["b"]
    assert (counted([result]).estimates, counted([result]).small) == (1, 1)
    assert len(design_rows([result])) == len(design_rows([result], supplement=True)) == 1
    said = [e["counted"] for e in result.to_dict()["estimates"]]
    assert said == [True, False]


def test_without_a_title_the_estimand_stands():
    made = Estimate("x", "change in votes", 0.1)
    assert Design("plain", toy_design).title_of(made, Study()) == "Change in votes"
    assert Design("plain", toy_design).drawn([made]) == []
