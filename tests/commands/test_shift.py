"""`unshift shift`: what it prints, and how it refuses."""

from __future__ import annotations

import json

import pytest

from analysis.rollcalls.load import load_rollcalls
from analysis.shift.quantities import dyadic_shifts
from analysis.shift.run import DESIGNS
from analysis.study import load_study

BASE = ["shift", "--record", "embedded", "--draws", "50"]


def said(run, *arguments: str) -> dict:
    code, out, err = run(*BASE, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_json_holds_the_estimates_of_the_designs(run):
    found = said(run, "--design", "windows", "--seed", "7")
    study = load_study().changed(record="embedded", draws=50, seed=7)
    assembly = load_rollcalls("embedded").select(body="GA")
    expected = dyadic_shifts(assembly, study, ["RUS", "ISR"])
    assert [d["design"] for d in found["designs"]] == ["windows"]
    plain = [e.to_dict() for e in expected]
    made = found["designs"][0]["estimates"]
    assert [{k: e[k] for k in plain[0]} for e in made] == plain
    # Kappa with one state hardly ever finds a shift of one standard deviation.
    assert [e["name"] for e in made if not e["counted"]] == ["dyadic.kappa.RUS", "dyadic.kappa.ISR"]
    assert found["study"]["seed"] == 7
    assert found["record"] == "embedded"
    assert found["rests_on"].startswith("16 roll calls of the General Assembly")


def test_every_design_is_there_or_says_why_not(run):
    found = said(run)
    assert [d["design"] for d in found["designs"]] == [design.name for design in DESIGNS]
    for design in found["designs"]:
        assert bool(design["estimates"]) != bool(design["note"])


def test_the_table(run):
    code, out, err = run(*BASE)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("United States and Russia, 2021-01-20 to the day before 2025-01-20")
    assert lines[2] == "Allies: members of NATO, EU, G7, FIVE_EYES."
    row = next(x for x in lines if x.startswith("  dyadic.ordinal.RUS "))
    assert row.split() == ["dyadic.ordinal.RUS", "0.38", "-", "16", "roll", "calls"]
    assert sum(x.startswith("  not run: ") for x in lines) >= 3
    assert "nan" not in out
    assert any(x.endswith("(no month before to compare with)") for x in lines)


def test_another_state_and_date(run):
    found = said(run, "--country", "hun", "--event", "2022-03-01", "--design", "windows")
    study = found["study"]
    # Whom it is compared with is not the rival and the friend of another state.
    assert (study["country"], study["rival"]) == ("HUN", "CHN")
    # With the event alone, the windows are of four years.
    assert (study["before"], study["until"]) == ("2018-03-01", "2026-02-28")
    assert found["designs"][0]["estimates"][0]["name"] == "dyadic.ordinal.CHN"


def test_a_state_is_not_shown_beside_itself(run):
    assert said(run, "--country", "ISR", "--design", "windows")["study"]["friend"] != "ISR"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--country", "XYZ"], "unknown state 'XYZ'"),
        (["--country", "RUS", "--rival", "RUS"], "country and rival are both RUS"),
        (["--event", "2027-06-01"], "no roll calls after the event 2027-06-01"),
        (["--event", "2013-01-01"], "no roll calls before the event 2013-01-01"),
        (["--event", "soon"], "event is 'soon'"),
        (["--event", "0001-01-01"], "event is 0001-01-01 (study): give a day from 1900-01-01 to"),
        (["--event", "9999-12-31"], "event is 9999-12-31 (study): give a day from 1900-01-01 to"),
        (["--before", "1500-01-01"], "before is 1500-01-01"),
        (["--until", "2500-01-01"], "until is 2500-01-01"),
        (["--design", "magic"], "unknown design 'magic'"),
        (["--ally", "NATTO"], "unknown alliance 'NATTO'"),
        (["--issue", "cheese"], "unknown issue 'cheese'"),
        (["--draws", "3"], "draws is 3"),
        (["--friend", "USA"], "USA would be shown beside itself"),
    ],
)
def test_wrong_usage(refused, arguments, words):
    assert words in refused(2, *BASE, *arguments)
