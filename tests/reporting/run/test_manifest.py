"""The manifest says what a run was made from."""

from __future__ import annotations

import hashlib
import json
import subprocess

import pytest

from analysis.paths import ROOT
from analysis.reporting.run.execute import Executed
from analysis.reporting.run.manifest import PACKAGES, commit, described, manifest, versions
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study


@pytest.fixture(scope="module")
def about(tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "01-a.ipynb"
    path.write_bytes(b"the notebook")
    other = path.with_name("02-b.ipynb")
    other.write_bytes(b"another")
    runs = [Executed("01-a", path, 1.234, 0.5), Executed("02-b", other, 2.0, 0.251)]
    return manifest(Study(), described(load_rollcalls("embedded")), runs, [path, other])


def test_hashes_are_those_of_the_files(about):
    assert len(about["inputs"]) == 3
    for item in about["inputs"]:
        data = (ROOT / item["path"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(data).hexdigest()
    assert about["notebooks"] == [
        {
            "name": "01-a",
            "sha256": hashlib.sha256(b"the notebook").hexdigest(),
            "seconds": 1.23,
            "startup": 0.5,
        },
        {
            "name": "02-b",
            "sha256": hashlib.sha256(b"another").hexdigest(),
            "seconds": 2.0,
            "startup": 0.25,
        },
    ]
    # Of the notebooks, added up.
    assert about["seconds"] == 3.23
    assert about["startup"] == 0.75


def test_the_record_is_counted_and_the_study_is_whole(about):
    assert about["study"] == Study().to_dict()
    assert about["record"]["scope"] == "embedded"
    assert (about["record"]["roll_calls"], about["record"]["states"]) == (35, 193)
    assert json.loads(json.dumps(about)) == about


def test_no_path_of_the_machine_is_told(about):
    assert str(ROOT) not in json.dumps(about)


def test_versions():
    import numpy as np

    found = versions()
    assert found["numpy"] == np.__version__
    assert set(found) == {"python", "unshift", *PACKAGES}
    assert "not installed" not in found.values()


class TestCommit:
    @staticmethod
    def git(folder, *words):
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.c", *words],
            check=True,
            capture_output=True,
        )

    @pytest.fixture
    def checkout(self, tmp_path):
        self.git(tmp_path, "init", "-q")
        (tmp_path / "a").write_text("1")
        self.git(tmp_path, "add", "a")
        self.git(tmp_path, "commit", "-qm", "one")
        return tmp_path

    def test_of_a_checkout(self, checkout):
        head = (checkout / ".git").is_dir() and subprocess.run(
            ["git", "-C", str(checkout), "rev-parse", "HEAD"], capture_output=True, text=True
        ).stdout.strip()
        assert commit(checkout) == head[:12]

    def test_changed_files_are_told(self, checkout):
        clean = commit(checkout)
        (checkout / "a").write_text("2")
        assert commit(checkout) == f"{clean}-dirty"

    def test_outside_a_checkout(self, tmp_path, monkeypatch):
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        assert commit(tmp_path) == "unknown"

    def test_without_git(self, checkout, monkeypatch):
        monkeypatch.setenv("PATH", "")
        assert commit(checkout) == "unknown"
