"""`unshift claims`: the ledger, as text and as JSON."""

from __future__ import annotations

import json
import re

import pytest

VERDICTS = {"confirmed", "refuted", "partly", "not decidable"}


@pytest.fixture
def ledger(run) -> list[dict]:
    code, out, err = run("claims", "--record", "embedded", "--json")
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["record"] == "embedded"
    assert said["rests_on"].startswith("35 roll calls")
    return said["claims"]


def test_at_least_ten_each_with_verdict_and_evidence(ledger):
    assert len(ledger) >= 10
    assert len({c["id"] for c in ledger}) == len(ledger)
    for claim in ledger:
        assert set(claim) == {"id", "statement", "verdict", "evidence", "numbers", "rests_on"}
        assert claim["verdict"] in VERDICTS
        for name in ("statement", "evidence", "rests_on"):
            assert claim[name].strip()


@pytest.mark.parametrize(
    ("name", "verdict", "numbers"),
    [
        ("european-text-tally", "confirmed", {"yes": 93, "no": 18, "abstain": 65}),
        ("american-abstention", "confirmed", {"yes": 93, "no": 8, "abstain": 73}),
        ("council-tally", "confirmed", {"yes": 10, "no": 0}),
        ("iranian-no", "refuted", {"noes": 18}),
        ("departure", "confirmed", {"earlier": 21, "earlier_no": 0, "later": 3}),
        ("rarely-both-no", "not decidable", {}),
    ],
)
def test_known_verdicts(ledger, name, verdict, numbers):
    claim = next(c for c in ledger if c["id"] == name)
    assert claim["verdict"] == verdict
    assert claim["numbers"].items() >= numbers.items()


def test_the_five_who_abstained_in_the_council(ledger):
    claim = next(c for c in ledger if c["id"] == "council-tally")
    assert sorted(claim["numbers"]["abstained"]) == ["DNK", "FRA", "GBR", "GRC", "SVN"]


def test_the_text_has_a_verdict_for_every_claim(run, ledger):
    code, out, err = run("claims", "--record", "embedded")
    assert (code, err) == (0, "")
    assert out.startswith("Record: embedded; 35 roll calls")
    assert re.findall(r"^\[(.+?)\]", out, re.MULTILINE) == [c["verdict"] for c in ledger]
    assert max(len(line) for line in out.splitlines()) <= 110
    flat = " ".join(out.split())
    for claim in ledger:
        assert " ".join(claim["statement"].split()) in flat
        assert " ".join(claim["evidence"].split()) in flat


def test_unknown_record(refused):
    assert "--record" in refused(2, "claims", "--record", "all")
