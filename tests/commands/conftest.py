"""Commands run in this process; where pipes or the environment matter, in one of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.commands import main

Result = tuple[int, str, str]


@pytest.fixture
def run(capsys) -> Callable[..., Result]:
    """Run a command; return exit code, stdout and stderr."""

    def call(*arguments: object) -> Result:
        with pytest.raises(SystemExit) as end:
            main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return call


@pytest.fixture
def refused(run) -> Callable[..., str]:
    """Check that a command fails with an empty stdout and one line that says what to do."""

    def check(code: int, *arguments: object) -> str:
        found, out, err = run(*arguments)
        assert (found, out) == (code, "")
        assert len(err.splitlines()) == 1
        assert err.startswith("unshift: ")
        assert "Traceback" not in err
        assert "not foreseen" not in err
        if code == 2:  # what (where): what to do
            assert ": " in err.removeprefix("unshift: ")
        return err

    return check


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """Search one empty folder for data and no other."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("UNSHIFT_DATA", str(folder))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    return folder


def shell(command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $UNSHIFT is the command."""
    call = f"{sys.executable} -c 'from analysis.commands import main; main()'"
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        ["bash", "-c", command.replace("$UNSHIFT", call)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": root} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
