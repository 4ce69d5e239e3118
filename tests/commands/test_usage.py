"""What holds for every command: help, wrong words, streams, and errors that nobody foresaw."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from analysis import __version__
from analysis.commands import main
from analysis.commands.shared import output
from analysis.errors import RecordError

from ..attack.usage import commands
from .conftest import shell

COMMANDS = [["data", "status"], ["data", "check"], *([c] for c in ("agreement", "claims"))]
COMMANDS += [["estimate"], ["posterior"], ["report"], ["validate"], ["bench"]]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")


def test_version(run):
    assert run("--version") == (0, f"unshift {__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], ["data"], *COMMANDS], ids=" ".join)
def test_help_is_a_result(run, command, flag):
    code, out, err = run(*command, flag)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: unshift {' '.join(command)}".strip())


@pytest.mark.parametrize("command", [[], ["data"]])
def test_no_command_prints_help_as_an_error(run, command):
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert "Commands:" in err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_unknown_flags_and_words(refused, command):
    said = refused(2, *command, "--nonsense")
    assert "--nonsense" in said
    assert f"`unshift {' '.join(command)} --help`" in said
    if command != ["agreement"]:  # which misses its pair first
        assert "surplus" in refused(2, *command, "surplus")


@pytest.mark.parametrize("words", commands())
def test_a_flag_that_is_none_of_any_command(refused, words):
    """One line, exit 2, and nothing on stdout, whatever the command; more in `tests/attack`."""
    options = {o for p in getattr(commands()[words], "params", []) for o in p.opts}
    assert "--nonsense" in refused(2, *words.split(), "--nonsense")
    if "--json" in options:
        assert "--nonsense" in refused(2, *words.split(), "--json", "--nonsense")


@pytest.mark.parametrize("command", [["claims"], ["data", "check"], ["course", "build"]])
def test_an_option_without_its_word_names_the_command(refused, command):
    option = "--edition" if command[0] == "course" else "--record"
    said = refused(2, *command, option)
    assert f"Option '{option}' requires an argument: see `unshift {' '.join(command)} -" in said


@pytest.mark.parametrize("words", [["nosuch"], ["data", "nosuch"]])
def test_unknown_commands(refused, words):
    assert "No such command 'nosuch'" in refused(2, *words)


@pytest.mark.parametrize(
    "command",
    [
        ["data", "status"],
        ["data", "status", "--states"],
        ["data", "check"],
        ["claims"],
        ["agreement", "--pair", "USA", "RUS"],
        ["estimate", "--state", "USA"],
    ],
    ids=" ".join,
)
def test_json_is_one_object_and_nothing_else(run, data, command):
    code, out, err = run(*command, "--json")
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), dict)
    assert not re.search(r"\bNaN\b|Infinity", out)
    code, text, err = run(*command)
    assert (code, err) == (0, "")
    assert not text.lstrip().startswith("{")


@pytest.mark.parametrize("given", ["soon", "-1", "1.5", "٣", "253402300800"])
def test_a_day_of_printing_that_is_none(refused, data, monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    for command in (["report"], ["claims", "--json"], ["course", "build"]):
        said = refused(2, *command)
        assert said.startswith(f"unshift: SOURCE_DATE_EPOCH is {given!r} (environment): give sec")


def test_a_day_of_printing(run, data, monkeypatch):
    for given in ("", "0", "1735689600"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
        assert run("claims", "--json")[0] == 0


def test_an_error_of_ours_is_one_line(refused, monkeypatch):
    def fail(*arguments, **named):
        raise RecordError("bad\nvalue", "votes.csv, row 3", "mend it")

    monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)
    assert refused(1, "claims") == "unshift: bad value (votes.csv, row 3): mend it\n"


class TestUnforeseen:
    @pytest.fixture
    def broken(self, monkeypatch):
        def fail(*arguments, **named):
            raise ZeroDivisionError("division\nby [bold]zero[/bold]")

        monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)

    def test_one_line_says_how_to_see_more(self, run, broken):
        code, out, err = run("claims")
        assert (code, out) == (1, "")
        assert err == (
            "unshift: ZeroDivisionError: division by [bold]zero[/bold] (not foreseen): "
            "set UNSHIFT_TRACEBACK=1 and report what it prints\n"
        )

    def test_the_traceback_on_request(self, broken, monkeypatch):
        monkeypatch.setenv("UNSHIFT_TRACEBACK", "1")
        with pytest.raises(ZeroDivisionError):
            main(["claims"])

    def test_errors_of_the_system_name_the_file(self, refused, monkeypatch):
        def fail(*arguments, **named):
            raise PermissionError(13, "Permission denied", "/some/file")

        monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)
        assert "Permission denied (/some/file): check" in refused(1, "claims")

    def test_too_little_memory(self, refused, monkeypatch):
        def fail(*arguments, **named):
            raise MemoryError("Unable to allocate 9 TiB")

        monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)
        said = refused(1, "claims")
        assert said.startswith("unshift: not enough memory (Unable to allocate 9 TiB): ask for")

    def test_ctrl_c_within_compiled_code(self, run, monkeypatch):
        def fail(*arguments, **named):
            raise SystemError("result with an exception set") from KeyboardInterrupt()

        monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)
        stopped = "unshift: interrupted; nothing half-written was kept\n"
        assert run("claims") == (130, "", stopped)

    @pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
    def test_ctrl_c_and_ctrl_d(self, run, monkeypatch, error):
        def fail(*arguments, **named):
            raise error

        monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", fail)
        code, out, err = run("claims")
        assert (code, out) == (130, "")
        assert err.strip() == "unshift: interrupted; nothing half-written was kept"


@needs_bash
class TestStreams:
    def test_a_reader_that_goes_away(self, tmp_path, data):
        done = shell("$UNSHIFT data status --states | head -1", tmp_path)
        assert done.stdout == "AFG  Afghanistan\n"
        assert done.stderr == ""

    def test_a_reader_that_was_never_there(self, tmp_path, data):
        done = shell("$UNSHIFT claims --json | true; echo ${PIPESTATUS[0]}", tmp_path)
        assert done.stderr == ""
        assert done.stdout.strip() in ("0", "1")  # whether it wrote before `true` had ended

    def test_closed_streams(self, tmp_path, data):
        done = shell("$UNSHIFT data status >&-", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        done = shell("$UNSHIFT nosuch 2>&-", tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "")

    def test_a_full_disk(self, tmp_path, data):
        done = shell("test -e /dev/full || exit 9; $UNSHIFT claims > /dev/full", tmp_path)
        if done.returncode == 9:
            pytest.skip("/dev/full is not here")
        assert done.returncode == 1
        assert done.stderr.splitlines()[0].startswith("unshift: No space left on device")
        assert len(done.stderr.splitlines()) == 1

    def test_a_terminal_without_the_letters(self, tmp_path, data):
        plain = {"PYTHONIOENCODING": "ascii"}
        done = shell("$UNSHIFT data status --states --json", tmp_path, **plain)
        names = {s["state"]: s["name"] for s in json.loads(done.stdout)["states"]}
        assert (done.returncode, names["CIV"]) == (0, "Côte d'Ivoire")
        done = shell("$UNSHIFT data status --states", tmp_path, **plain)
        assert (done.returncode, done.stderr) == (0, "")
        assert "CIV  C\\xf4te d'Ivoire" in done.stdout

    def test_any_working_directory(self, tmp_path, data):
        (tmp_path / "study.yml").write_text("nonsense")
        done = shell("$UNSHIFT claims --json", tmp_path)
        assert done.returncode == 0
        assert json.loads(done.stdout)["record"] == "embedded"


def test_plain_values():
    assert output.plain({1: float("inf"), "a": {2}}) == {"1": None, "a": [2]}
