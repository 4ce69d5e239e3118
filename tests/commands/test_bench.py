"""`unshift bench` measures and says so; how long anything takes is not tested here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import bench
from analysis.commands import main
from analysis.idealpoints import IdealPoints


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
    for words in ("Record: embedded; 23 roll calls", "kappa, all pairs and years", "sweeps of"):
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
    assert "unknown record" in err


def test_peak_memory_is_what_the_system_says():
    status = Path("/proc/self/status")
    if not status.is_file():
        pytest.skip("only Linux tells peak memory in /proc")
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    assert bench.peak_memory() == pytest.approx(int(line.split()[1]) / 1e3, rel=0.05)
