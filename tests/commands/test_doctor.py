"""`unshift doctor`: one page, and the exit code."""

from __future__ import annotations

import json

import pytest

from analysis.reporting.doctor import BROKEN, GOOD, MISSING, Finding

MISSED = Finding("record", "history", MISSING, "x", "unshift data fetch --all")


@pytest.mark.parametrize(("state", "code"), [(GOOD, 0), (MISSING, 0), (BROKEN, 1)])
def test_only_what_is_broken_fails(run, monkeypatch, state, code):
    findings = [Finding("record", "in use", state, "said", ""), MISSED]
    monkeypatch.setattr("analysis.reporting.doctor.examine", lambda: findings)
    found, out, err = run("doctor")
    assert (found, err) == (code, "")
    assert "unshift data fetch --all" in out
    found, out, err = run("doctor", "--json")
    told = json.loads(out)
    assert (found, told["well"], len(told["findings"])) == (code, code == 0, 2)
