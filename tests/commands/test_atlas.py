"""`unshift atlas` as a person calls it."""

from __future__ import annotations

import json

import pytest

import analysis.atlas
from analysis.errors import UsageError
from tests.atlas.conftest import tiny_resolutions, tiny_rollcalls


def test_a_folder_that_holds_something_else_is_refused_before_any_work(run, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    code, out, err = run("atlas", "--out", tmp_path)
    assert (code, out) == (UsageError.exit_code, "")
    assert "--out" in err
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("wrong", [["--record", "all"], ["--outt", "x"], ["Hungary"]])
def test_wrong_usage_is_told_in_one_line(run, wrong):
    code, _, err = run("atlas", *wrong)
    assert code == UsageError.exit_code
    assert len(err.strip().splitlines()) == 1


def test_a_site_is_built_and_told(run, tmp_path, monkeypatch):
    """With a tiny record in place of the one that is here, which takes minutes."""
    load, gather = "analysis.rollcalls.load", analysis.atlas.gather
    monkeypatch.setattr(f"{load}.load_rollcalls", lambda record, partial: tiny_rollcalls())
    monkeypatch.setattr(f"{load}.load_resolutions", lambda record: tiny_resolutions())
    monkeypatch.setattr(analysis.atlas, "gather", lambda rc, texts: gather(rc, texts, None))
    code, out, err = run("atlas", "--out", tmp_path / "site", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["states"], told["texts"], told["record"]) == (7, 8, "simulated")
    assert told["files"] == sum(p.is_file() for p in (tmp_path / "site").rglob("*"))
    assert (tmp_path / "site/state/HUN.html").is_file()
