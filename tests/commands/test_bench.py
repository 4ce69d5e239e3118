"""`unshift bench` measures and says so; how long anything takes is not tested here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from analysis.bench import growth
from analysis.commands import main
from analysis.idealpoints import IdealPoints
from analysis.rollcalls import RollCalls
from analysis.simulate import simulate

from .conftest import shell


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_json_is_one_object(capsys):
    code, out, err = run(capsys, "bench", "--record", "embedded", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["record"] == "embedded"
    steps = {step["step"]: step for step in found["steps"]}
    one = steps["one pass over the votes"]
    assert one["passes"] == 1.0
    for step in steps.values():
        assert step["seconds"] > 0
        assert step["passes"] == pytest.approx(step["seconds"] / one["seconds"])
    again, fit = steps["fit, again"], found["fit"]
    assert fit["converged"] is True
    assert again["passes"] == pytest.approx(fit["passes_per_sweep"] * fit["sweeps"])
    assert steps["fit, first in this process"]["seconds"] == pytest.approx(
        fit["cold_to_warm"] * again["seconds"]
    )
    assert found["published"] == []


def test_text_names_every_step(capsys):
    code, out, _ = run(capsys, "bench", "--record", "embedded")
    assert code == 0
    for words in ("Record: embedded; 25 roll calls", "kappa, all pairs and years", "sweeps of"):
        assert words in out
    assert "No published ideal points" in out


def test_a_fit_that_did_not_converge_makes_the_times_void(capsys, monkeypatch):
    whole = IdealPoints.fit
    monkeypatch.setattr(IdealPoints, "fit", lambda self: whole(self, max_iter=1))
    code, out, err = run(capsys, "bench", "--record", "embedded", "--json")
    assert code == 1
    assert json.loads(out)["fit"]["converged"] is False
    assert len(err.splitlines()) == 1
    assert "did not converge" in err


def test_unknown_record(capsys):
    code, out, err = run(capsys, "bench", "--record", "none")
    assert (code, out) == (2, "")
    assert "--record" in err


def test_peak_memory_grows_with_what_is_held():
    """In a process of its own, whose parent's memory is not counted."""
    code = (
        "import numpy as np; from analysis.bench.clock import peak_memory; a = peak_memory();"
        "x = np.ones(25_000_000); b = peak_memory(); del x; print(a, b, peak_memory())"
    )
    child = shell(f"{sys.executable} -c '{code}'", Path.cwd())
    if "None" in child.stdout:
        pytest.skip("the system does not tell the memory of a process")
    before, held, after = map(float, child.stdout.split())
    assert 190 < held - before < 230  # 200 MB
    assert after - before > 190  # what is given back stays the peak


@pytest.mark.slow
def test_growth_in_json(capsys, monkeypatch):
    monkeypatch.setattr(growth, "SHARES", (1.0,))
    arguments = ("bench", "--record", "embedded", "--growth", "--votes", "30000")
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    whole, large = json.loads(out)["growth"]
    assert (whole["record"], whole["roll_calls"]) == ("100% of the roll calls", 25)
    assert large["record"] == "simulated"
    assert 25_000 < large["votes"] <= large["roll_calls"] * 193  # unanimous texts are not fitted
    for row in (whole, large):
        assert row["converged"]
        assert row["ratio"] == pytest.approx(row["seconds"] / row["sweeps"] / row["pass_seconds"])
        assert row["before_mb"] <= row["peak_memory_mb"]


def test_a_peak_does_not_fall_when_the_system_counts_a_few_pages_less(monkeypatch):
    told = iter([327.024, 326.928])
    monkeypatch.setattr(growth, "peak_memory", lambda: next(told))
    found = growth.measure_one(simulate("null", 0, n_states=10, years=2).rollcalls)
    assert found["peak_memory_mb"] == found["before_mb"] == 327.024
    told = iter([327.024, 400.0])
    assert (
        growth.measure_one(simulate("null", 0, n_states=10, years=2).rollcalls)["peak_memory_mb"]
        == 400
    )


def test_one_process_fits_its_share_or_says_what_is_in_the_way(capsys, monkeypatch):
    growth.main("embedded", "0.5")
    assert json.loads(capsys.readouterr().out)["roll_calls"] == 12

    def unanimous(record: str, size: str) -> RollCalls:
        return RollCalls.from_votes([[1, 1], [1, 1]], states=["USA", "RUS"])

    monkeypatch.setattr(growth, "_record", unanimous)
    growth.main("embedded", "0.5")
    assert "every roll call is unanimous" in json.loads(capsys.readouterr().out)["error"]


def test_growth_in_text(capsys, monkeypatch):
    rows = [
        {"record": "10% of the roll calls", "error": "every roll call is unanimous"},
        {"record": "simulated", "votes": 1234, "seconds": 2.5, "sweeps": 9, "ratio": 3.25}
        | {"converged": False, "peak_memory_mb": 321.0},
    ]
    monkeypatch.setattr(growth, "measure_growth", lambda record, votes, progress: rows)
    code, out, err = run(capsys, "bench", "--record", "embedded", "--growth")
    assert code == 1
    assert "10% of the roll calls    not fitted, every roll call is unanimous" in out
    assert "1,234     2.50       9   3.25         NO      321" in out
    assert err.count("\n") == 1
    assert "a fit did not converge (simulated)" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--votes", "5"), "give --growth too"),
        (("--growth", "--votes", "0"), "cannot simulate 0 votes"),
        (("--growth", "--votes", "many"), "--votes"),
        (("--growth", "--record", "none"), "--record"),
    ],
)
def test_growth_asked_for_wrongly(capsys, arguments, says):
    code, out, err = run(capsys, "bench", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
