"""`unshift estimate`: what it prints and writes, and how it refuses."""

from __future__ import annotations

import json
import os

import pandas as pd
import pytest

from analysis.commands.shared.points import write_csv
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.published.selection import final_passage
from analysis.rollcalls.load import load_rollcalls

EMBEDDED = ["estimate", "--record", "embedded"]


@pytest.fixture(scope="module")
def fitted() -> pd.DataFrame:
    return IdealPoints(load_rollcalls("embedded").select(body="GA")).fit().params


def test_json_is_one_object_with_the_numbers_of_the_model(run, fitted):
    code, out, err = run(*EMBEDDED, "--state", "usa", "--state", "RUS", "--json")
    assert (code, err) == (0, "")
    said = json.loads(out)
    points = pd.DataFrame(said.pop("ideal_points"))
    expected = fitted[fitted["state"].isin(["USA", "RUS"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(points, expected, check_dtype=False)
    assert said["converged"] is True
    assert said["record"] == "embedded"
    assert said["rests_on"].startswith("25 roll calls of the General Assembly")
    assert (said["level"], said["by"], said["anchor"]) == (0.90, "year", "USA")


def test_text_is_summary_and_table(run, fitted):
    code, out, _ = run(*EMBEDDED, "--state", "USA")
    assert code == 0
    head, table = out.split("\n\n")
    assert "converged after" in head
    assert "record         embedded" in head
    lines = table.strip().splitlines()
    own = fitted[fitted["state"] == "USA"]
    assert len(lines) == 1 + len(own)
    last = own.iloc[-1]
    row = lines[-1].split()
    assert row[:3] == ["USA", "2025", f"{last['theta']:.2f}"]
    assert row[3:5] == [f"[{last['low']:.2f},", f"{last['high']:.2f}]"]
    assert row[5] == str(last["n_votes"])


def test_all_states_and_all_time(run):
    code, out, _ = run(*EMBEDDED, "--by", "all", "--json")
    points = json.loads(out)["ideal_points"]
    assert code == 0
    assert {p["period"] for p in points} == {"all"}
    assert len(points) == len({p["state"] for p in points}) > 180


def test_dates_and_issue_select_roll_calls(run):
    code, out, _ = run(*EMBEDDED, "--start", "2022-01-01", "--end", "2022-12-31", "--json")
    said = json.loads(out)
    expected = load_rollcalls("embedded").select(start="2022-01-01", end="2022-12-31", body="GA")
    assert code == 0
    assert said["rests_on"] == expected.rests_on()
    assert {p["period"] for p in said["ideal_points"]} == {2022}
    code, out, _ = run(*EMBEDDED, "--issue", "ukraine", "--json")
    assert json.loads(out)["rests_on"].startswith("25 roll calls")


def test_the_other_anchor_turns_the_sign(run, fitted):
    code, out, _ = run(*EMBEDDED, "--state", "RUS", "--anchor", "rus", "--json")
    theta = [p["theta"] for p in json.loads(out)["ideal_points"]]
    assert code == 0
    expected = -fitted.query("state == 'RUS'")["theta"].to_numpy()
    assert theta == pytest.approx(expected, abs=0.01)


def test_paragraphs_are_left_out_on_request(run, monkeypatch):
    rollcalls = load_rollcalls("embedded")
    calls = rollcalls.calls
    calls["paragraph"] = (calls["date"].dt.year == 2022).astype("boolean")
    from analysis.rollcalls import RollCalls

    marked = RollCalls(rollcalls.votes, calls, rollcalls.states, scope="part")
    monkeypatch.setattr("analysis.rollcalls.load.load_rollcalls", lambda record: marked)
    both = [
        json.loads(run("estimate", flag, "--json")[1])
        for flag in ("--paragraphs", "--no-paragraphs")
    ]
    assert [2022 in {p["period"] for p in said["ideal_points"]} for said in both] == [True, False]
    assert [said["paragraphs"] for said in both] == [True, False]
    assert both[1]["rests_on"] == final_passage(marked.select(body="GA")).rests_on()


def test_a_file_is_written_whole(run, tmp_path, fitted):
    target = tmp_path / "points.csv"
    target.write_text("old")
    code, out, _ = run(*EMBEDDED, "--out", target)
    assert code == 0
    assert out.strip().endswith(f"Wrote {len(fitted):,} ideal points to {target}.")
    assert "ideal point " not in out  # the table went to the file
    read = pd.read_csv(target, keep_default_na=False, na_values=[])
    pd.testing.assert_frame_equal(read, fitted, check_dtype=False, rtol=1e-12)
    assert os.listdir(tmp_path) == ["points.csv"]


def test_a_failed_write_leaves_what_was_there(tmp_path):
    target = tmp_path / "points.csv"
    target.write_text("old")

    class Broken(pd.DataFrame):
        def to_csv(self, path, **options):
            path.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError) as raised:  # noqa: PT011
        write_csv(Broken(), target)
    assert raised.value.args == ("disk full",)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["points.csv"]


@pytest.mark.parametrize("flag", [[], ["--json"]])
def test_a_fit_that_did_not_converge_fails_and_writes_nothing(run, tmp_path, flag):
    target = tmp_path / "points.csv"
    code, out, err = run(*EMBEDDED, "--sweeps", "1", "--state", "USA", "--out", target, *flag)
    assert code == 1
    assert "did not converge in 1 sweeps" in err
    assert len(err.splitlines()) == 1
    assert not target.exists()
    if flag:
        assert json.loads(out)["converged"] is False
    else:
        assert "NOT CONVERGED" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--state", "XXX"], "unknown state 'XXX'"),
        (["--by", "decade"], "--by"),
        (["--start", "2022-13-01"], "not a date: '2022-13-01' (--start): give a day"),
        (["--end", "2022"], "not a date: '2022' (--end)"),
        (["--start", "2030-01-01"], "no roll calls match (issue any, 2030-01-01 to 2025-12-18)"),
        (["--issue", "whales"], "unknown issue 'whales'"),
        (["--anchor", "XXX"], "unknown state 'XXX'"),
        (["--record", "other"], "--record"),
        (["--sweeps", "0"], "--sweeps"),
        (["--out", "."], "is a folder"),
        (["--out", "no-such-folder/points.csv"], "no folder no-such-folder"),
        (["--out", "/dev/null"], "/dev/null is not a plain file (--out): name another file"),
        (["--nonsense"], "No such option"),
        (["--dimensions", "3"], "--dimensions"),
        (["--second-anchor", "RUS"], "one dimension has one anchor"),
        (["--absence", "counted"], "--absence"),
        (["--absence", "hurdle", "--dimensions", "2"], "do not go together"),
        (["--prior", "other"], "--prior"),
        (["--prior", "global"], "all texts are no prior of themselves (--prior): add --issue"),
        (["--prior", "global", "--issue", "ukraine"], "no roll calls on other texts"),
        (["--prior-sd", "0.4"], "there is no prior (--prior-sd)"),
        (["--method", "gibbs"], "`unshift posterior`"),
        (["--method", "fast"], "(--method)"),
        (["--checkpoint", "x"], "--checkpoint"),
        (["--derived", "x"], "--derived"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run, arguments, words):
    code, out, err = run(*EMBEDDED, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_state_without_votes_in_the_selection(run):
    silent = load_rollcalls("embedded").select(start="2014-01-01", end="2014-12-31", body="GA")
    absent = [s for s in silent.states.index if not (silent.of(s) < 4).any()]
    code, _, err = run(*EMBEDDED, "--end", "2014-12-31", "--state", absent[0])
    assert code == 2
    assert f"no ideal point for {absent[0]}" in err


def test_days_that_hold_no_roll_call_are_refused(run):
    code, _, err = run(*EMBEDDED, "--start", "2026-01-01", "--end", "2020-01-01")
    assert code == 2
    assert "no roll calls match" in err


@pytest.mark.slow
def test_two_dimensions(run):
    code, out, _ = run(*EMBEDDED, "--by", "all", "--dimensions", "2", "--json")
    said = json.loads(out)
    points = pd.DataFrame(said["ideal_points"])
    assert (code, said["dimensions"]) == (0, 2)
    assert points["theta2"].mean() == pytest.approx(0, abs=1e-6)
    assert points["theta"].corr(points["theta2"]) == pytest.approx(0, abs=1e-3)
    assert points.set_index("state").loc[said["second_anchor"], "theta2"] > 0
    text = run(*EMBEDDED, "--by", "all", "--dimensions", "2", "--state", "USA")[1]
    assert "second" in text.splitlines()[-2]


def test_absence_as_a_hurdle(run):
    arguments = [*EMBEDDED, "--by", "all", "--absence", "hurdle", "--state", "USA"]
    code, out, _ = run(*arguments, "--json")
    said = json.loads(out)
    assert (code, said["absence"]) == (0, "hurdle")
    assert said["loading_sd"] > 0
    assert [row["state"] for row in said["attendance"]] == ["USA"]
    assert "a hurdle" in run(*arguments)[1]
