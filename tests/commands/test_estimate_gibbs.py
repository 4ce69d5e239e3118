"""`unshift estimate --method gibbs`: draws, dataset, checkpoint, and how it refuses."""

from __future__ import annotations

import json

import pytest

SHORT = ["estimate", "--record", "embedded", "--method", "gibbs", "--chains", "2"]
SHORT += ["--warmup", "10", "--thin", "1"]


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
    assert {p.name for p in (tmp_path / "d").iterdir()} == {
        "agreement.parquet",
        "draws_all.parquet",
        "ideal_points_all.parquet",
        "items_all.parquet",
        "run_all.json",
    }


def test_a_finished_checkpoint_gives_the_same_again(run, tmp_path):
    arguments = [*SHORT, "--draws", "8", "--checkpoint", tmp_path / "c.npz", "--json"]
    first = json.loads(run(*arguments)[1])
    again = json.loads(run(*arguments)[1])
    assert first["ideal_points"] == again["ideal_points"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--method", "mcmc"], "unknown method 'mcmc'"),
        (["--method", "gibbs", "--chains", "1"], "1 chain is too few"),
        (["--method", "gibbs", "--draws", "2"], "2 draws are too few"),
        (["--method", "gibbs", "--thin", "0"], "must be positive"),
        (["--derived", "x"], "add --method gibbs"),
        (["--checkpoint", "x"], "add --method gibbs"),
    ],
)
def test_wrong_usage(run, arguments, says):
    code, out, err = run("estimate", "--record", "embedded", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1
