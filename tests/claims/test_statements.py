"""The file of claims: read as it stands, and refused in one line where it is wrong."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date

import pytest
import yaml

from analysis.claims.predicates import PREDICATES
from analysis.claims.statements import ANY, CLAIMS, read_statements
from analysis.errors import UsageError
from analysis.study import Study

ENTRY = {
    "id": "x",
    "statement": "Text {text} had {in_favour} votes.",
    "predicate": "tally",
    "arguments": {"in_favour": 93, "against": 18, "abstain": 65},
    "roll_calls": {"text": "a text"},
}
TEXTS = {"a text": {"symbol": "A/RES/1/1"}}


def write(path, claims, texts=TEXTS):
    path.write_text(yaml.safe_dump({"roll_calls": texts, "claims": claims}), "utf-8")
    return path


def changed(**parts):
    return {k: v for k, v in (ENTRY | parts).items() if v is not None}


def arguments(**parts):
    return {k: v for k, v in (ENTRY["arguments"] | parts).items() if v is not None}


def test_every_predicate_serves_a_claim():
    made = (*read_statements(), *read_statements(ANY, Study()))
    assert {s.predicate for s in made} == set(PREDICATES)


def test_statements_of_any_state_take_up_the_study():
    study = Study(country="ARG", rival="BRA", event=date(2023, 12, 10))
    for one in read_statements(ANY, study):
        assert one.values["state"] == "ARG"
        assert "Argentina" in one.statement
        assert "10 December 2023" in one.statement


def test_a_value_that_the_study_has_not_is_refused(tmp_path):
    entry = changed(
        predicate="sponsored_fewer",
        arguments={"state": "study.capital", "year": 2025, "before": 2024},
        roll_calls=None,
    )
    with pytest.raises(UsageError):
        read_statements(write(tmp_path / "c.yml", [entry]), Study())


def test_a_statement_takes_up_its_numbers_and_texts(tmp_path):
    (one,) = read_statements(write(tmp_path / "c.yml", [ENTRY]))
    assert one.statement == "Text 1/1 had 93 votes."
    (other,) = read_statements(
        write(tmp_path / "c.yml", [changed(arguments=arguments(in_favour=94))])
    )
    assert other.statement == "Text 1/1 had 94 votes."


def test_no_number_stands_twice():
    """What an argument or a symbol says, a statement takes from there."""
    whole = yaml.safe_load(CLAIMS.read_text("utf-8"))
    for entry in whole["claims"]:
        written = set(re.findall(r"\d+", re.sub(r"\{.*?\}", "", entry["statement"])))
        values = entry.get("arguments", {}).values()
        numbers = {str(v) for v in values if isinstance(v, int)}
        symbols = {whole["roll_calls"][n]["symbol"] for n in _listed(entry)}
        last = {re.findall(r"\d+", s.partition("(")[0])[-1] for s in symbols}
        assert not written & (numbers | last), entry["id"]


def _listed(entry):
    for name in entry.get("roll_calls", {}).values():
        yield from name if isinstance(name, list) else [name]


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        (changed(predicate="guess"), "claim x"),
        (changed(predicate=None), "claim x"),
        (changed(statement=None), "claim x"),
        (changed(arguments=arguments(against=None)), "claim x"),
        (changed(arguments=arguments(mood=1)), "claim x"),
        (changed(arguments=[93]), "claim x"),
        (changed(roll_calls={"text": "another text"}), "claim x, text"),
        (changed(roll_calls={"text": ["a text"]}), "claim x, text"),
        (changed(roll_calls=None), "claim x"),
        (changed(arguments=arguments(against="18")), "claim x, against"),
        (changed(arguments=arguments(against=True)), "claim x, against"),
        (changed(arguments=arguments(state="ZZZ")), "claim x, state"),
        (changed(arguments=arguments(vote="maybe")), "claim x, vote"),
        (changed(arguments=arguments(abstaining="USA")), "claim x, abstaining"),
        (changed(arguments=arguments(note="No stop")), "claim x, note"),
        (changed(statement="It had {votes}."), "claim x"),
        (changed(statement="It had {against."), "claim x"),
        (changed(statement="It had {text.colour}."), "claim x"),
        (changed(statement="It had {in_favour:q}."), "claim x"),
        (
            changed(
                predicate="first_time",
                arguments={"states": ["USA"], "deed": "sang"},
                roll_calls={"text": "a text", "maybe_missing": "a text"},
            ),
            "claim x, deed",
        ),
        (
            changed(predicate="vetoed_drafts", arguments={"state": "RUS", "since": 2022}),
            "claim x",
        ),
        (
            changed(
                predicate="vetoed_drafts",
                arguments={"state": "RUS", "since": 2022},
                roll_calls=None,
            ),
            "claim x, since",
        ),
        (
            changed(predicate="only_these_did_not", arguments={"groups": {"EU": []}}),
            "claim x, groups",
        ),
        ("no mapping", "claim None"),
    ],
)
def test_a_wrong_claim_is_refused(tmp_path, entry, where):
    with pytest.raises(UsageError) as refused:
        read_statements(write(tmp_path / "c.yml", [entry]))
    assert refused.value.where == f"c.yml, {where}"
    assert "\n" not in str(refused.value)


def test_two_claims_of_one_id(tmp_path):
    with pytest.raises(UsageError) as refused:
        read_statements(write(tmp_path / "c.yml", [ENTRY, deepcopy(ENTRY)]))
    assert refused.value.where == "c.yml, claim x"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("claims: [", "c.yml"),
        ("- a list", "c.yml"),
        ("claims: []", "c.yml"),
        ("{claims: [], roll_calls: {}, more: 1}", "c.yml"),
        ("{claims: 5, roll_calls: {}}", "c.yml"),
        ("{claims: [], roll_calls: []}", "c.yml, roll_calls"),
        ("{claims: [], roll_calls: {a: {month: May}}}", "c.yml, roll_calls, a"),
        ("{claims: [], roll_calls: {a: {symbol: X, colour: 1}}}", "c.yml, roll_calls, a"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, where):
    path = tmp_path / "c.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        read_statements(path)
    assert refused.value.where == where


def test_a_missing_file(tmp_path):
    with pytest.raises(UsageError) as refused:
        read_statements(tmp_path / "none.yml")
    assert refused.value.where == "none.yml"
