"""Options are defined once, and their choices are those of the library."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from analysis.commands.shared import options as opt
from analysis.course.editions.build import EDITIONS
from analysis.idealpoints import IdealPoints
from analysis.paths import ROOT
from analysis.reporting.replicate import RECORDS
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study

ROOT_COMMAND = ROOT / "analysis" / "commands" / "__init__.py"


def flags() -> Counter[str]:
    """How often each flag is written into an option, in all commands together."""
    found: Counter[str] = Counter()
    for path in sorted((ROOT / "analysis" / "commands").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "typer.Option":
                found.update(
                    a.value.split("/")[0]
                    for a in node.args
                    if isinstance(a, ast.Constant) and str(a.value).startswith("--")
                )
    return found


def test_no_flag_is_defined_twice():
    found = flags()
    assert {"--json", "--record", "--out", "--draws", "--checkpoint"} <= set(found)
    assert {flag for flag, n in found.items() if n > 1} == set()


def test_a_command_takes_what_is_shared_from_the_one_module():
    """A default that is no flag would hide an option: `typer.Option(None, "--x")`."""
    for path in sorted((ROOT / "analysis" / "commands").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "typer.Option":
                first = node.args[0]
                # The root's --version is the one option with a callback.
                assert str(ast.literal_eval(first)).startswith("--") or path == ROOT_COMMAND


@pytest.mark.parametrize("scope", opt.Scope)
def test_a_study_knows_every_record(scope):
    assert Study(record=scope.value).record == scope.value


def test_the_records_that_are_replicated():
    assert {r.value for r in opt.Replicated} == {*RECORDS, "all"}


def test_editions():
    assert {e.value for e in opt.Edition} == {*EDITIONS, "both"}


@pytest.mark.parametrize("body", opt.Body)
def test_the_record_has_every_body(body):
    assert load_rollcalls("embedded").select(body=body.value).n_calls > 0


@pytest.mark.parametrize("by", opt.Grouping)
def test_ideal_points_by_every_grouping(by):
    votes = load_rollcalls("embedded").select(body="GA")
    assert len(IdealPoints(votes, by=by.value).ballots.periods) >= 1


@pytest.mark.parametrize("absence", opt.Absence)
def test_the_model_knows_every_absence(absence):
    votes = load_rollcalls("embedded").select(body="GA")
    assert IdealPoints(votes, by="all", absence=absence.value) is not None
