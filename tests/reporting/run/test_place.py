"""A report takes the place of an earlier one, and of nothing else."""

from __future__ import annotations

import json

import pytest

from analysis.reporting.run.place import not_ours, put_in_place


@pytest.fixture
def folders(tmp_path):
    """A report in its place, and a newer one that is to take it."""
    made = []
    for name in ("out/report", "work/report"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "report.pdf").write_text(name)
        about = {"key": name, "files": ["report.pdf"]}
        (folder / "manifest.json").write_text(json.dumps(about))
        made.append(folder)
    return made


def test_the_newer_report_is_in_place(folders):
    target, work = folders
    put_in_place(work, target)
    assert (target / "report.pdf").read_text() == "work/report"
    assert not work.exists()


def test_what_a_person_saved_meanwhile_is_kept(folders):
    target, work = folders
    (target / "notes.txt").write_text("mine")
    (target / ".editor").write_text("open")
    (target / "own").mkdir()
    (target / "own" / "table.csv").write_text("1")
    assert not_ours(target) == ["notes.txt", "own"]
    put_in_place(work, target)
    assert (target / "notes.txt").read_text() == "mine"
    assert (target / ".editor").read_text() == "open"
    assert (target / "own" / "table.csv").read_text() == "1"
    assert (target / "report.pdf").read_text() == "work/report"


def test_a_name_that_the_report_now_has_too(folders):
    target, work = folders
    (target / "figure.png").write_text("mine")
    (work / "figure.png").write_text("the report's")
    put_in_place(work, target)
    assert (target / "figure.png").read_text() == "the report's"
    assert (target / "figure-earlier.png").read_text() == "mine"


def test_what_a_person_saved_among_the_figures_is_kept(folders):
    target, work = folders
    for folder in folders:
        (folder / "figures").mkdir()
        (folder / "figures" / "fig-a.svg").write_text(folder.parent.name)
        about = {"key": "k", "files": ["figures/fig-a.svg", "report.pdf"]}
        (folder / "manifest.json").write_text(json.dumps(about))
    assert not_ours(target) == []
    (target / "figures" / "mine.svg").write_text("mine")
    (target / "figures" / "own").mkdir()
    (target / "figures" / "own" / "x.csv").write_text("mine")
    assert not_ours(target) == ["figures/mine.svg", "figures/own/x.csv"]
    put_in_place(work, target)
    assert (target / "figures" / "mine.svg").read_text() == "mine"
    assert (target / "figures" / "own" / "x.csv").read_text() == "mine"
    assert (target / "figures" / "fig-a.svg").read_text() == "work"


def test_a_folder_without_a_manifest_is_a_persons_own(folders):
    target, _ = folders
    (target / "manifest.json").unlink()
    assert not_ours(target) == ["report.pdf"]
