from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import UsageError
from analysis.paths import data_search_path, held, missing_folders, raw_folder, shown


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A checkout with both default folders, and an environment that names none."""
    root = tmp_path / "work" / "main"
    (root / "data" / "raw").mkdir(parents=True)
    (root.parent / "shared" / "data").mkdir(parents=True)
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.delenv("UNSHIFT_DATA", raising=False)
    monkeypatch.delenv("UNSHIFT_ONLY", raising=False)
    return root


def folders(root: Path, *names: str) -> list[Path]:
    made = [root.parent / name for name in names]
    for folder in made:
        folder.mkdir()
    return made


def test_default_order(checkout):
    raw, shared = checkout / "data" / "raw", checkout.parent / "shared" / "data"
    assert data_search_path() == [raw, shared]


def test_named_folders_come_first_in_their_order(checkout, monkeypatch):
    b, a = folders(checkout, "b", "a")
    monkeypatch.setenv("UNSHIFT_DATA", os.pathsep.join([str(b), str(a)]))
    assert data_search_path()[:2] == [b, a]
    assert len(data_search_path()) == 4


def test_only(checkout, monkeypatch):
    (a,) = folders(checkout, "a")
    monkeypatch.setenv("UNSHIFT_DATA", str(a))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    assert data_search_path() == [a]
    monkeypatch.setenv("UNSHIFT_ONLY", "0")
    assert len(data_search_path()) == 3


def test_only_without_a_folder_searches_nowhere(checkout, monkeypatch):
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    assert data_search_path() == []


def test_missing_and_repeated_folders_are_left_out(checkout, monkeypatch):
    (a,) = folders(checkout, "a")
    file = checkout.parent / "file"
    file.write_text("")
    names = [str(a), "", str(checkout / "no"), str(file), str(a / ".." / "a")]
    monkeypatch.setenv("UNSHIFT_DATA", os.pathsep.join(names))
    assert data_search_path() == [a, *data_search_path()[1:]]
    assert len(data_search_path()) == 3
    assert missing_folders() == [checkout / "no", file]
    monkeypatch.setenv("UNSHIFT_DATA", str(checkout / "data" / "raw"))
    assert len(data_search_path()) == 2


def test_a_home_folder(checkout, monkeypatch):
    (home,) = folders(checkout, "home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("UNSHIFT_DATA", "~")
    assert data_search_path()[0] == home


def test_the_working_directory_plays_no_part(checkout, monkeypatch, tmp_path):
    before = data_search_path()
    monkeypatch.chdir(tmp_path)
    assert data_search_path() == before


def test_shown(checkout):
    assert shown(checkout / "data" / "x.csv") == "data/x.csv"
    assert shown(checkout.parent / "shared" / "x.csv") == "../shared/x.csv"
    # A path elsewhere may hold a user's name; the file's name is enough.
    assert shown(Path("/home/someone/x.csv")) == "x.csv"


class TestInstalled:
    """What a wheel knows: no checkout, downloads in the user's folder, reports where one works."""

    @pytest.fixture(autouse=True)
    def installed(self, checkout, monkeypatch, tmp_path) -> Path:
        monkeypatch.setattr(paths, "CHECKOUT", None)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_what_is_downloaded_is_found(self, installed):
        raw = installed / "share" / "unshift" / "raw"
        assert raw_folder() == raw
        assert data_search_path() == []  # least of all the folder beside the packages
        raw.mkdir(parents=True)
        assert data_search_path() == [raw]

    def test_without_a_folder_of_its_own_it_is_in_the_home(self, installed, monkeypatch):
        monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
        monkeypatch.setenv("HOME", str(installed))
        assert raw_folder() == installed / ".local" / "share" / "unshift" / "raw"

    def test_there_is_no_checkout(self):
        with pytest.raises(UsageError) as caught:
            paths.checkout()
        assert caught.value.where == "installation"

    def test_shown(self, installed):
        assert shown(installed / "reports" / "x.pdf") == "reports/x.pdf"
        assert shown(paths.ROOT / "data" / "x.csv") == "data/x.csv"


def test_code_is_held_beside_the_package_and_data_in_the_checkout(checkout):
    assert held("analysis/errors.py") == paths.SITE / "analysis" / "errors.py"
    assert held("data/raw") == checkout / "data" / "raw"


def test_the_folders_are_there():
    assert (paths.EMBEDDED / "ukraine_roll_calls.csv").is_file()
    assert (Path(__file__).parents[1] / "pyproject.toml").samefile(paths.ROOT / "pyproject.toml")


class TestCacheFolder:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path, monkeypatch) -> Path:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.delenv("UNSHIFT_CACHE", raising=False)
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        return tmp_path

    def test_default(self, home):
        assert paths.cache_folder() == home / ".cache" / "unshift"

    def test_xdg(self, home, monkeypatch):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home / "x"))
        assert paths.cache_folder() == home / "x" / "unshift"
        monkeypatch.setenv("XDG_CACHE_HOME", "x")  # not absolute: counts as none
        assert paths.cache_folder() == home / ".cache" / "unshift"

    def test_named_wins(self, home, monkeypatch):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home / "x"))
        monkeypatch.setenv("UNSHIFT_CACHE", "~/mine")
        assert paths.cache_folder() == home / "mine"

    @pytest.mark.parametrize("word", ["off", "OFF"])
    def test_off(self, monkeypatch, word):
        monkeypatch.setenv("UNSHIFT_CACHE", word)
        assert paths.cache_folder() is None

    def test_a_user_without_a_home(self, monkeypatch):
        def none():
            raise RuntimeError("Could not determine home directory.")

        monkeypatch.setattr(Path, "home", none)
        assert paths.cache_folder() is None


def test_a_home_that_is_nobodys_is_a_folder_that_is_missing(checkout, monkeypatch):
    monkeypatch.setenv("UNSHIFT_DATA", "~no-such-user/votes")
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    assert data_search_path() == []
    assert missing_folders() == [Path("~no-such-user/votes")]
