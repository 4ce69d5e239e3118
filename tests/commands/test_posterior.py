"""`unshift posterior`: draws, dataset, checkpoint, and how it refuses."""

from __future__ import annotations

import json

import pytest

from analysis.commands import main
from analysis.idealpoints.sampler.exact import ExactKernel
from analysis.idealpoints.sampler.sweep import sweep
from analysis.paths import ROOT

SHORT = ["posterior", "--record", "embedded", "--chains", "2"]
SHORT += ["--warmup", "10", "--thin", "1"]


@pytest.mark.slow
def test_too_few_draws_are_shown_but_fail(run, tmp_path):
    code, out, err = run(*SHORT, "--draws", "8", "--state", "USA", "--out", tmp_path / "x.csv")
    assert code == 1
    assert "NOT CONVERGED" in out
    assert len(err.strip().splitlines()) == 1
    assert "use more --draws" in err
    assert not (tmp_path / "x.csv").exists()


def test_json_and_dataset(run, tmp_path):
    code, out, _ = run(*SHORT, "--draws", "8", "--derived", tmp_path / "d", "--json")
    said = json.loads(out)
    assert (said["method"], said["converged"], said["sweeps"]) == ("gibbs", False, 36)
    assert code == 1
    written = {p.name for p in (tmp_path / "d").iterdir()}
    assert {name for name in written if not name.startswith("dyads_")} == {
        "agreement.parquet",
        "draws_all.parquet",
        "ideal_points_all.parquet",
        "items_all.parquet",
        "run_all.json",
    }


def test_a_plane_gives_distances_from_the_anchor(run):
    arguments = [*SHORT, "--draws", "8", "--dimensions", "2", "--state", "RUS", "--state", "GBR"]
    code, out, err = run(*arguments, "--json")
    said = json.loads(out)
    assert code == 1
    assert not said["converged"]
    assert {row["state"] for row in said["distances"]} == {"RUS", "GBR"}
    assert min(row["distance"] for row in said["distances"]) > 0
    assert len(err.strip().splitlines()) == 1


def test_a_plane_has_no_dataset(run, tmp_path):
    code, _, err = run(*SHORT, "--draws", "8", "--dimensions", "2", "--derived", tmp_path / "d")
    assert code == 2
    assert "--derived" in err
    assert not (tmp_path / "d").exists()


@pytest.mark.slow
def test_a_finished_checkpoint_gives_the_same_again(run, tmp_path):
    arguments = [*SHORT, "--draws", "8", "--checkpoint", tmp_path / "c.npz", "--json"]
    first = json.loads(run(*arguments)[1])
    again = json.loads(run(*arguments)[1])
    assert first["ideal_points"] == again["ideal_points"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--chains", "1"], "too few chains: 1"),
        (["--draws", "2"], "2 draws are too few"),
        (["--thin", "0"], "must be positive"),
        (["--chains", "65"], "--chains"),
        (["--draws", "99999999999999"], "--draws"),
        (["--seed", "99999999999999999999"], "--seed"),
        (["--checkpoint", "no/c.npz"], "no folder no (--checkpoint): make"),
        (["--checkpoint", "tests"], "tests is a folder (--checkpoint): name"),
        (["--derived", "README.md"], "README.md is not a folder (--derived)"),
        (["--dimensions", "3"], "--dimensions"),
        (["--by", "decade"], "--by"),
        (["--record", "other"], "--record"),
    ],
)
def test_wrong_usage(run, arguments, says, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run("posterior", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1


class Stop:
    """Sweeps a chain, and after so many of them ends as compiled code does after Ctrl-C."""

    def __init__(self, after: int):
        self.sweep, self.left = sweep, after

    def __call__(self, *arguments):
        self.left -= 1
        if self.left < 0:
            inner = SystemError("unpickling returned a result with an exception set")
            inner.__cause__ = KeyboardInterrupt()
            raise SystemError("returned a result with an exception set") from inner
        return self.sweep(*arguments)


@pytest.mark.parametrize(
    ("checkpoint", "todo"),
    [(False, "give --checkpoint FILE to go on next time"), (True, "go on with the same --check")],
)
def test_ctrl_c_within_compiled_code(run, tmp_path, monkeypatch, checkpoint, todo):
    arguments = [*SHORT, "--draws", "30", "--out", tmp_path / "x.csv", "--derived", tmp_path / "d"]
    if checkpoint:
        arguments += ["--checkpoint", tmp_path / "c.npz"]
    monkeypatch.setattr(ExactKernel, "sweep", Stop(2 * 20 + 1))
    code, out, err = run(*arguments)
    assert code == 130
    assert err.startswith("unshift: interrupted (sampling): ")
    assert todo in err
    assert "NOT COMPLETE" in out
    assert {p.name for p in tmp_path.iterdir()} == ({"c.npz"} if checkpoint else set())


def test_ctrl_c_before_there_is_a_draw(run, monkeypatch):
    monkeypatch.setattr(ExactKernel, "sweep", Stop(5))
    code, out, err = run(*SHORT, "--draws", "30")
    assert (code, out) == (130, "")
    assert err == "unshift: interrupted; nothing half-written was kept\n"


def test_another_error_of_the_system_is_no_interruption(monkeypatch):
    def fail(*arguments):
        raise SystemError("a bug")

    monkeypatch.setattr(ExactKernel, "sweep", fail)
    monkeypatch.setenv("UNSHIFT_TRACEBACK", "1")
    with pytest.raises(SystemError) as raised:
        main([*SHORT, "--draws", "30"])
    assert raised.value.args == ("a bug",)
