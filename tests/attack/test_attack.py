"""A sample of the attack; `make attack` runs the whole. The judge itself is tested first."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from pathlib import Path

import pytest

from analysis.errors import RecordError

from .__main__ import page
from .cases import all_cases, sample
from .flags import quiet
from .promise import Case, attempt, library

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="attacks of Unix")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "empty").mkdir()
    return folder


@pytest.mark.parametrize("case", sample(), ids=str)
def test_the_promise_is_kept(case, home, tmp_path, monkeypatch):
    for name, value in quiet(home).items():
        monkeypatch.setenv(name, value)
    assert attempt(case, tmp_path / "case").broken == ()


def test_the_same_seed_gives_the_same_cases_and_each_once():
    names = [str(case) for case in all_cases()]
    assert names == [str(case) for case in all_cases()]
    assert len(names) > 1000
    assert [n for n, count in Counter(names).items() if count > 1] == []


def test_a_table_that_was_not_made_anew_stays_on_the_page():
    whole = page("", "| cases |\n", "| kills |\n")
    assert page(whole, "", "") == whole
    assert "| other |" in page(whole, "| other |\n", "")
    assert "| kills |" in page(whole, "| other |\n", "")
    assert "| cases |" in page(whole, "", "| other |\n")
    assert "| kills |" not in page(whole, "", "| other |\n")


def _raise(error: BaseException) -> None:
    raise error


def _warned() -> None:
    warnings.warn("careful", UserWarning, stacklevel=1)


def _writing(folder: Path):
    (folder / "half").write_text("half")
    return 1, "", "unshift: failed\n"


BROKEN = {
    "not ours": lambda f: library(lambda: _raise(KeyError("x"))),
    "warning": lambda f: library(_warned),
    "lines": lambda f: (1, "", "unshift: one\ntwo\n"),
    "0 lines": lambda f: (1, "", ""),
    "exit 3": lambda f: (3, "", "unshift: one\n"),
    "not foreseen": lambda f: (1, "", "unshift: KeyError (not foreseen)\n"),
    "written": _writing,
    "temporary": lambda f: (0, str((f / ".temporary" / "x").write_text("x")), ""),
    "part": lambda f: (0, str((f / "x.part").write_text("x")), ""),
}


@pytest.mark.parametrize("said", BROKEN)
def test_what_breaks_the_promise_is_seen(said, tmp_path):
    """Without this the attack might find nothing because it looks at nothing."""
    broken = attempt(Case("g", "k", "n", BROKEN[said]), tmp_path / "case").broken
    assert any(said in fault for fault in broken), broken


def test_what_keeps_the_promise_is_not_blamed(tmp_path):
    for number, run in enumerate(
        (lambda f: (0, "", ""), lambda f: library(lambda: _raise(RecordError("bad", "x"))))
    ):
        assert attempt(Case("g", "k", "n", run), tmp_path / str(number)).broken == ()
