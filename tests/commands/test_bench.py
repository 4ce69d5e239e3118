"""`unshift bench` measures and says so; how long anything takes is not tested here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import bench
from analysis.commands import main
from analysis.idealpoints import IdealPoints
from analysis.record.discover import Found, discover
from analysis.rollcalls.load import load_rollcalls

from ..idealpoints.conftest import simulate


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


HEAD = "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ95%FP\n"


def test_closeness_to_a_file_of_points(tmp_path, monkeypatch):
    sim = simulate(12, 3, 20, seed=1)
    monkeypatch.setattr(bench, "IdealPoints", lambda part, by: IdealPoints(part, by, "S00"))
    ours = IdealPoints(sim.rollcalls, anchor="S00").fit().params
    rows = [
        f"{1000 + i}\t{p.state}\t{p.state}\t{p.period}\t20\t{2 * p.theta}\t-1\t1\n"
        for i, p in enumerate(ours.itertuples())
    ]
    path = tmp_path / "points.tab"
    path.write_text(HEAD + "".join(rows))
    broken = tmp_path / "broken.tab"
    broken.write_text("ccode\tyear\tIdealPoint\n1\t1946\t0\n")
    sessions = tmp_path / "sessions.csv"
    sessions.write_text(
        HEAD.replace("FP", "").replace("year", "session").replace("\t", ",")
        + "2,USA,United States,1,20,1,0,2\n"
    )
    found = [Found("published", p) for p in (path, broken, sessions)]
    good, bad, unmatched = bench.closeness(sim.rollcalls, found)
    assert good["r"] == pytest.approx(1)
    assert good["rmse"] == pytest.approx((ours["theta"] ** 2).mean() ** 0.5)
    assert (good["by"], good["n"], good["converged"]) == ("year", len(ours), True)
    assert "column 'iso3c' is missing" in bad["error"]
    assert "matches is not here" in unmatched["error"]


@pytest.mark.slow
def test_closeness_to_the_published_series():
    found = discover()
    kinds = {f.kind for f in found}
    if not {"published", "matches", "votes", "matrix"} <= kinds:
        pytest.skip("the history or the published points are in no folder of the search path")
    close = {row["by"]: row for row in bench.closeness(load_rollcalls("history"), found)}
    assert close["session"]["n_votes"] == 797_473
    assert close["session"]["r"] > 0.984
    assert close["session"]["r_within"] > 0.996
    assert close["year"]["r_within"] > 0.99


def test_peak_memory_is_what_the_system_says():
    status = Path("/proc/self/status")
    if not status.is_file():
        pytest.skip("only Linux tells peak memory in /proc")
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    assert bench.peak_memory() == pytest.approx(int(line.split()[1]) / 1e3, rel=0.05)
