"""While a report is made, the record is the files that it was planned with."""

from __future__ import annotations

import threading

import pytest

from analysis.errors import RecordError
from analysis.record.planned import (
    FACTS,
    VARIABLE,
    planned,
    planned_file,
    reading,
    write_planned,
)
from analysis.record.readers.discover import Found, discover

MATRIX = "rcid,date,me,nu,di,hr,co,ec,USA,RUS\n1,2019-12-01,TRUE,,,,,,3,1\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make a folder with one file, the whole of the search path."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "m.csv").write_text(MATRIX)
    monkeypatch.setenv("UNSHIFT_DATA", str(data))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    monkeypatch.delenv(VARIABLE, raising=False)
    return data


@pytest.fixture
def files(folder):
    return [planned_file(f.kind, f.path, f.used) for f in discover()]


def test_a_file_that_appears_is_not_found(folder, files):
    (folder / "a.csv").write_text(MATRIX.replace("2019", "2020"))
    assert len(discover()) == 2
    with reading(files):
        assert discover() == [Found("matrix", (folder / "m.csv").resolve())]
    assert len(discover()) == 2


def test_nothing_planned_is_not_the_same_as_no_plan(folder):
    assert planned() is None
    with reading([]):
        assert discover() == []


def test_a_folder_that_is_named_is_searched_all_the_same(folder, tmp_path):
    with reading([]):
        assert len(discover([folder])) == 1


def test_another_thread_has_a_plan_of_its_own(folder, files):
    found = []
    with reading([]):
        other = threading.Thread(target=lambda: found.extend(discover()))
        other.start()
        other.join()
    assert len(found) == 1


def test_a_process_is_told_by_its_environment(folder, files, tmp_path, monkeypatch):
    write_planned(files, tmp_path / "list.json")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "list.json"))
    (folder / "a.csv").write_text(MATRIX)
    assert [f.path.name for f in discover()] == ["m.csv"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"kind": "matrix"}]'])
def test_a_list_that_is_none_is_said(folder, tmp_path, monkeypatch, text):
    (tmp_path / "list.json").write_text(text)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "list.json"))
    with pytest.raises(RecordError) as caught:
        discover()
    assert caught.value.where == str(tmp_path / "list.json")


@pytest.mark.parametrize("change", [lambda p: p.write_text(MATRIX + "\n"), lambda p: p.unlink()])
def test_a_file_that_changed_or_went_is_said(folder, files, tmp_path, monkeypatch, change):
    write_planned(files, tmp_path / "list.json")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "list.json"))
    with reading(files):
        change(folder / "m.csv")
        with pytest.raises(RecordError) as caught:
            discover()
    assert caught.value.where == "m.csv"
    with pytest.raises(RecordError), reading(files):
        pass
    with pytest.raises(RecordError):
        discover()


def test_facts_are_watched_and_not_found(folder, files):
    facts = folder / "facts.txt"
    facts.write_text("one")
    held = [*files, planned_file(FACTS, facts)]
    with reading(held):
        assert len(discover()) == 1
        facts.write_text("two")
        with pytest.raises(RecordError):
            discover()
