"""The zip for an archive: what is in it, what is refused, and the same bytes again."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from analysis import __version__
from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.reporting.archive import archive, tracked_files

from ..helpers import raises

TOP = f"unshift-{__version__}"


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path) -> Path:
    """Make a small checkout with one commit."""
    root = tmp_path / "checkout"
    for name, text in {
        "README.md": "Read me.",
        ".gitignore": "reports/*/\n",
        "notebooks/01-a.ipynb": "{}",
        "data/derived/points.csv": "a,b\n",
        "data/raw/README.md": "Put files here.",
        "data/raw/others.csv": "not ours",
        "run.sh": "#!/bin/sh\n",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "run.sh").chmod(0o755)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "One")
    return root


@pytest.fixture
def report(checkout) -> Path:
    folder = checkout / "reports" / "usa"
    folder.mkdir(parents=True)
    sha = hashlib.sha256(b"{}").hexdigest()
    about = {"notebooks": [{"name": "01-a", "sha256": sha}], "commit": "abc"}
    (folder / "manifest.json").write_text(json.dumps(about))
    (folder / "usa.pdf").write_bytes(b"%PDF")
    (folder / "usa.html").write_text("<p>")
    (folder / "01-a.ipynb").write_text('{"path": "/home/someone/a.ipynb"}')
    return folder


def test_what_is_in_it(checkout, report, tmp_path):
    target = tmp_path / "out" / "a.zip"
    about = archive(target, [report], checkout)
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        names = [name.removeprefix(f"{TOP}/") for name in packed.namelist()]
        held = json.loads(packed.read(f"{TOP}/MANIFEST.json"))
        modes = {i.filename: i.external_attr >> 16 for i in packed.infolist()}
        for entry in held["files"]:
            data = packed.read(f"{TOP}/{entry['path']}")
            assert hashlib.sha256(data).hexdigest() == entry["sha256"]
            assert len(data) == entry["bytes"]
    assert held == about
    assert names == sorted(names)
    assert set(names) == {
        ".gitignore",
        "MANIFEST.json",
        "README.md",
        "data/derived/points.csv",
        "data/raw/README.md",
        "notebooks/01-a.ipynb",
        "reports/usa/manifest.json",
        "reports/usa/usa.html",
        "reports/usa/usa.pdf",
        "run.sh",
    }
    assert {e["path"] for e in held["files"]} == set(names) - {"MANIFEST.json"}
    assert modes[f"{TOP}/run.sh"] == 0o100755
    assert modes[f"{TOP}/README.md"] == 0o100644


def test_the_same_bytes_again(checkout, report, tmp_path):
    archive(tmp_path / "a.zip", [report], checkout)
    for path in checkout.rglob("*.md"):  # a later date of a file is not a change
        path.touch()
    archive(tmp_path / "b.zip", [report], checkout)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_changed_files_are_refused_unless_allowed(checkout, report, tmp_path):
    (checkout / "README.md").write_text("Changed.")
    target = tmp_path / "a.zip"
    with raises(UsageError, "checkout", "1 files", "README.md"):
        archive(target, [report], checkout)
    assert not target.exists()
    about = archive(target, [report], checkout, allow_dirty=True)
    assert about["commit"].endswith("-dirty")
    with zipfile.ZipFile(target) as packed:
        assert packed.read(f"{TOP}/README.md") == b"Changed."


def test_a_report_older_than_its_notebooks_is_refused(checkout, report, tmp_path):
    (checkout / "notebooks" / "01-a.ipynb").write_text('{"cells": []}')
    git(checkout, "commit", "-qam", "Two")
    with raises(UnshiftError, "usa", "01-a", "changed"):
        archive(tmp_path / "a.zip", [report], checkout)


def test_no_report(checkout, tmp_path):
    with raises(UnshiftError, "none", "no finished report", todo="make report"):
        archive(tmp_path / "a.zip", [tmp_path / "none"], checkout)


def test_a_folder_of_this_machine_in_a_file_is_refused(checkout, report, tmp_path):
    (report / "usa.html").write_text(f"<p>{checkout}/data")
    with raises(UnshiftError, "reports/usa/usa.html", "machine"):
        archive(tmp_path / "a.zip", [report], checkout)
    assert not (tmp_path / "a.zip").exists()


def test_no_git(tmp_path):
    with raises(UsageError, tmp_path.name, "git"):
        archive(tmp_path / "a.zip", [], tmp_path)


def test_the_repository_itself():
    held = tracked_files(ROOT)
    assert {"README.md", "CITATION.cff", "LICENSE", "study.yml"} <= set(held)
    assert any(name.startswith("data/derived/") for name in held)
    assert [name for name in held if name.startswith("data/raw/")] == ["data/raw/README.md"]


@pytest.mark.parametrize(
    "about", ["x", "[]", "{}", '{"notebooks": 3}', '{"notebooks": [{"name": "01-a"}]}']
)
def test_a_manifest_that_is_none(report, checkout, tmp_path, about):
    (report / "manifest.json").write_text(about)
    with raises(UnshiftError, "manifest.json", "manifest", todo="make"):
        archive(tmp_path / "a.zip", [report], root=checkout)
    assert not (tmp_path / "a.zip").exists()


def test_a_report_that_lacks_a_file(report, checkout, tmp_path):
    about = json.loads((report / "manifest.json").read_text())
    about["files"] = ["manifest.json", "usa-brief.pdf", "usa.pdf"]
    (report / "manifest.json").write_text(json.dumps(about))
    with raises(UnshiftError, "usa", "usa-brief.pdf"):
        archive(tmp_path / "a.zip", [report], root=checkout)
