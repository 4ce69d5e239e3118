"""The doctor: what keeps commands from working is broken, what can be got besides is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.idealpoints.derived import SCOPES
from analysis.reporting import doctor
from analysis.reporting.doctor import BROKEN, GOOD, MISSING, Finding, as_json, examine, needed


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("UNSHIFT_DATA", str(folder))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    monkeypatch.setenv("UNSHIFT_CACHE", str(tmp_path / "cache"))
    return folder


def found(part: str) -> dict[str, Finding]:
    return {f.name: f for f in examine() if f.part == part}


def test_without_files_the_history_is_missing_and_nothing_is_broken(data):
    findings = examine()
    assert as_json(findings)["well"]
    record = {f.name: f for f in findings if f.part == "record"}
    assert record["in use"].said.startswith("embedded")
    assert (record["history"].state, record["history"].todo) == (
        MISSING,
        "unshift data fetch --all",
    )
    assert {f.name for f in findings if f.part == "derived"} == set(SCOPES)
    assert all(f.todo for f in findings if f.state != GOOD)


def test_a_file_that_cannot_be_read_is_told(data):
    (data / "ga.csv").write_bytes(b"<!DOCTYPE html><html>")
    broken = [f for f in examine() if f.state == BROKEN]
    assert [(f.part, f.name) for f in broken] == [("record", "in use")]


def test_a_folder_that_is_not_there_is_told(data, monkeypatch):
    monkeypatch.setenv("UNSHIFT_DATA", str(data / "no"))
    assert found("record")["UNSHIFT_DATA"].state == BROKEN


def test_what_is_not_installed_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "needed", lambda: ["numpy", "no-such-package"])
    told = {f.name: f for f in doctor._installation("anew")}
    assert (told["packages"].state, told["packages"].todo) == (BROKEN, "anew")
    assert "no-such-package" in told["packages"].said
    assert "numpy" not in told["packages"].said


def test_a_program_that_does_not_run_is_told(monkeypatch):
    def fails() -> str:
        raise OSError("no program")

    monkeypatch.setattr(doctor, "_typst", fails)
    assert {f.name: f.state for f in doctor._installation("")}["typst"] == BROKEN


def test_derived_data_that_is_damaged_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "DERIVED", tmp_path)
    assert {f.state for f in doctor._derived()} == {MISSING}
    first = next(iter(SCOPES))
    (tmp_path / f"run_{first}.json").write_text("{")
    monkeypatch.setattr("analysis.idealpoints.derived.dataset.run_of", lambda name: {}["rests_on"])
    assert next(doctor._derived()).state == BROKEN


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    assert doctor._can_be_written(tmp_path / "a" / "b")
    assert not doctor._can_be_written(tmp_path / "file" / "b")


def test_what_is_needed_are_the_dependencies_without_extras():
    assert {"numpy", "typst"} <= set(needed())
    assert not {"pytest", "sphinx", "snakemake"} & set(needed())
    assert needed("no-such-distribution") == []
