"""`unshift agreement`: what it prints, and how it refuses."""

from __future__ import annotations

import json

import pytest

from analysis.agreement import pair_series
from analysis.rollcalls.load import load_rollcalls

PAIR = ["agreement", "--record", "embedded", "--pair", "USA", "RUS"]


def said(run, *arguments: str) -> dict:
    code, out, err = run(*PAIR, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_json_holds_the_numbers_of_the_series(run):
    found = said(run, "--by", "all")
    assembly = load_rollcalls("embedded").select(body="GA")
    expected = pair_series(assembly, "USA", "RUS", by="all", indices=("ordinal", "kappa"))
    assert found["pair"] == ["USA", "RUS"]
    assert (found["record"], found["level"], found["interval"]) == (
        "embedded",
        0.9,
        "jackknife by day",
    )
    assert found["rests_on"] == assembly.rests_on()
    assert [r["index"] for r in found["series"]] == ["ordinal", "kappa"]
    for row, other in zip(found["series"], expected.itertuples(), strict=True):
        assert (row["period"], row["n"]) == ("all", 25)
        for name in ("value", "low", "high"):
            held = getattr(other, name)
            assert row[name] == (pytest.approx(held) if held == held else None)
    assert 0 < found["series"][0]["low"] + found["series"][0]["high"] < 1


def test_the_order_of_the_pair_and_case_do_not_matter(run):
    one = said(run, "--by", "all")["series"]
    code, out, _ = run(
        *["agreement", "--record", "embedded", "--pair", "rus", "usa"],
        *["--by", "all", "--json"],
    )
    other = json.loads(out)["series"]
    assert [r["value"] for r in other] == [r["value"] for r in one]


def test_selection(run):
    found = said(run, "--start", "2022-01-01", "--end", "2022-12-31", "--index", "identical")
    assert {r["period"] for r in found["series"]} == {2022}
    assert {r["index"] for r in found["series"]} == {"identical"}
    council = said(run, "--body", "sc", "--by", "all")
    assert council["rests_on"].startswith("10 roll calls of the Security Council")
    assert said(run, "--issue", "ukraine", "--by", "all")["series"][0]["n"] == 25


def test_a_year_of_one_roll_call_has_no_interval(run):
    row = next(r for r in said(run)["series"] if r["period"] == 2014)
    assert (row["n"], row["low"], row["high"]) == (1, None, None)
    code, out, _ = run(*PAIR)
    line = next(x for x in out.splitlines() if x.startswith("2014 "))
    assert code == 0
    assert line.split() == ["2014", "ordinal", "0.00", "-", "1"]
    assert "nan" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pair", "USA", "XXX"], "unknown state 'XXX'"),
        (["--pair", "US", "RUS"], "unknown state 'US'"),
        (["--pair", "USA", "usa"], "both states are USA (--pair): name two"),
        (["--by", "decade"], "--by"),
        (["--index", "beta"], "unknown index 'beta'"),
        (["--start", "2022-13-01"], "not a date: '2022-13-01'"),
        (["--end", "soon"], "not a date: 'soon'"),
        (["--start", "now"], "not a date: 'now' (--start): give a day, such as 2025-01-20"),
        (["--end", "2022"], "not a date: '2022' (--end)"),
        (
            ["--pair", "USA", "YUG"],
            "unknown state 'YUG' (table of states): its votes stand under SRB",
        ),
        (["--start", "1940-01-01", "--end", "1945-01-01"], "no roll calls match"),
        (["--start", "2030-01-01"], "the record runs from 2014-03-15 to 2025-12-18"),
        (["--start", "2023-01-01", "--end", "2022-01-01"], "no roll calls match"),
        (["--issue", "ukrain"], "unknown issue 'ukrain'"),
        (["--issue", "di"], "no roll calls match"),
        (["--body", "GB"], "--body"),
        (["--record", "all"], "--record"),
    ],
)
def test_wrong_usage(refused, arguments, words):
    assert words in refused(2, *PAIR, *arguments)
    assert words in refused(2, *PAIR, *arguments, "--json")


@pytest.mark.parametrize("arguments", [[], ["--pair"], ["--pair", "USA"]])
def test_a_pair_that_is_not_given(refused, arguments):
    said = refused(2, "agreement", *arguments)
    assert "--pair" in said
    assert "`unshift agreement --help`" in said
