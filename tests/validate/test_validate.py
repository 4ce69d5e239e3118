"""Validation against published ideal points: numbers by hand, reasons planted and found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import validate
from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, read_published
from analysis.idealpoints.published import find_published
from analysis.idealpoints.published.series import SERIES, series_named, series_selection
from analysis.record.readers.discover import Found, discover
from analysis.rollcalls import RollCalls
from analysis.simulate import simulate
from analysis.validate import beside, closeness, coverage, disagreements

HEAD = "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ95%FP\n"
#: Numbers of the Correlates of War project.
COW = {"USA": 2, "RUS": 365, "GBR": 200, "FRA": 220, "DEU": 255, "CHN": 710, "ISR": 666}
COW |= {"CAN": 20, "POL": 290, "UKR": 369, "IND": 750, "BRA": 140, "ZAF": 560, "JPN": 740}


@pytest.fixture(scope="module")
def record() -> RollCalls:
    return simulate("null", 1, n_states=14, years=3, calls_per_year=30).rollcalls


@pytest.fixture(scope="module")
def ours(record) -> pd.DataFrame:
    return IdealPoints(record).fit().params


def write(path, params: pd.DataFrame, theta, n_votes=None) -> None:
    n = params["n_votes"] if n_votes is None else n_votes
    rows = [
        f"{COW[p.state]}\t{p.state}\t{p.state}\t{p.period}\t{k}\t{t}\t{t - 0.1}\t{t + 0.1}\n"
        for p, t, k in zip(params.itertuples(), theta, n, strict=True)
    ]
    path.write_text(HEAD + "".join(rows))


def test_a_file_of_our_own_points_agrees_in_everything(record, ours, tmp_path):
    write(tmp_path / "points.tab", ours, ours["theta"])
    (one,), failed = validate.validate(record, [Found("published", tmp_path / "points.tab")])
    assert failed == {}
    assert (one.by, one.series, one.converged) == ("year", "votes on whole texts", True)
    assert one.close == {"r": 1.0, "r_within": 1.0, "rmse": 0.0, "n": len(ours)}
    assert (one.ours_in_theirs, one.theirs_in_ours) == (1.0, 1.0)
    assert (one.only_ours, one.only_theirs) == (0, 0)
    assert one.side_by_side["state"].tolist() == ["RUS"] * 3 + ["USA"] * 3
    assert len(one.disagreements) == 10
    assert one.disagreements["difference"].abs().max() < 1e-12


def test_numbers_of_a_file_that_differs(record, ours, tmp_path):
    path = tmp_path / "points.tab"
    write(path, ours.iloc[2:], ours["theta"].iloc[2:] * 2 + 0.05)
    (one,), _ = validate.validate(record, [Found("published", path)])
    gap = (ours["theta"] + 0.05).iloc[2:]
    assert one.close["r"] == pytest.approx(1)
    assert one.close["rmse"] == pytest.approx((gap**2).mean() ** 0.5)
    assert (one.only_ours, one.only_theirs) == (2, 0)
    assert one.ours_in_theirs == pytest.approx((gap.abs() <= 0.1).mean())
    reach = (ours["high"] - ours["theta"]).iloc[2:]
    assert one.theirs_in_ours == pytest.approx((gap.abs() <= reach).mean())
    largest = gap.abs().nlargest(10)
    assert one.disagreements["difference"].abs().tolist() == pytest.approx(largest.tolist())


def test_closeness_of_several_files(record, ours, tmp_path):
    write(tmp_path / "points.tab", ours, 2 * ours["theta"])
    broken = tmp_path / "broken.tab"
    broken.write_text("ccode\tyear\tIdealPoint\n1\t1946\t0\n")
    sessions = tmp_path / "sessions.csv"
    sessions.write_text(
        HEAD.replace("FP", "").replace("year", "session").replace("\t", ",")
        + "2,USA,United States,1,20,1,0,2\n"
    )
    found = [Found("published", p) for p in (tmp_path / "points.tab", broken, sessions)]
    good, bad, unmatched = closeness(record, found)
    assert good["r"] == pytest.approx(1)
    assert good["rmse"] == pytest.approx((ours["theta"] ** 2).mean() ** 0.5)
    assert (good["by"], good["n"], good["converged"]) == ("year", len(ours), True)
    assert "column 'iso3c' is missing" in bad["error"]
    assert "matches is not here" in unmatched["error"]


def test_coverage_counts_the_ends():
    both = pd.DataFrame({"ours": [0.0, 1.0], "low": -1.0, "high": 1.0})
    both = both.assign(published=[1.0, -1.5], q05=[0.0, 1.1], q95=[2.0, 3.0])
    assert coverage(both) == (0.5, 0.5)


# -- reasons -------------------------------------------------------------------------------------
STATES = [f"S{i:02d}" for i in range(12)]


def table(**changes: dict[tuple[str, str], object]) -> pd.DataFrame:
    """Twelve states in three years, ours as published; `changes` are made to single cells."""
    place = np.linspace(-1.1, 1.1, 12)
    both = pd.DataFrame(
        [
            (s, str(y), t, t - 0.2, t + 0.2, 50, t, t - 0.1, t + 0.1, 50, s)
            for s, t in zip(STATES, place, strict=True)
            for y in (2000, 2001, 2002)
        ],
        columns=["state", "period", "ours", "low", "high", "n_votes", "published", "q05", "q95"]
        + ["n_votes_published", "iso3"],
    )
    for column, cells in changes.items():
        for (state, period), value in cells.items():
            both.loc[(both["state"] == state) & (both["period"] == period), column] = value
    return both.assign(difference=both["ours"] - both["published"])


def calls(**votes: int) -> RollCalls:
    """Four roll calls in each of the years; the states named have one code in 2001."""
    grid = np.ones((12, 12), dtype=np.int8)
    for state, code in votes.items():
        grid[STATES.index(state), 4:7] = code
    days = [f"{y}-10-{d:02d}" for y in (2000, 2001, 2002) for d in range(1, 5)]
    return RollCalls.from_votes(grid, states=STATES, dates=days)


AT = ("S05", "2001")


@pytest.mark.parametrize(
    ("changes", "votes", "reasons"),
    [
        ({}, {}, ["nothing that is looked for"]),
        ({"n_votes": {AT: 14}}, {}, ["few votes: 14 here, 50 there"]),
        ({"n_votes_published": {AT: 3}}, {}, ["few votes: 50 here, 3 there"]),
        ({"n_votes": {AT: 44}}, {}, ["other votes: 44 here, 50 there"]),
        ({"n_votes": {AT: 46}}, {}, ["nothing that is looked for"]),
        ({}, {"S05": 8}, ["coded absent on 3 of 4 roll calls"]),
        ({}, {"S05": 0}, ["not recorded on 3 of 4 roll calls"]),
        ({"iso3": {AT: "DEU"}}, {}, ["another country code: DEU there"]),
        ({"iso3": {AT: ""}}, {}, ["another country code: none there"]),
        (
            {"iso3": {AT: "X"}, "n_votes": {AT: 9}},
            {"S05": 8},
            [
                "few votes: 9 here, 50 there",
                "coded absent on 3 of 4 roll calls",
                "another country code: X there",
            ],
        ),
    ],
)
def test_what_goes_with_a_difference(changes, votes, reasons):
    """A point in the middle of the scale and of the record lies 0.15 further."""
    published = table().query("state == 'S05' and period == '2001'")["published"].item()
    both = table(ours={AT: published + 0.15}, **changes)
    found = disagreements(both, calls(**votes), "year", top=1)
    assert found[["state", "period"]].values.tolist() == [list(AT)]
    assert found["difference"].item() == pytest.approx(0.15)
    assert found["reasons"].item() == reasons


def test_ends_of_the_record_and_of_the_scale():
    first = disagreements(table(ours={("S05", "2000"): 0.06}), calls(), "year", top=1)
    assert first["reasons"].item() == ["first period of the state"]
    last = disagreements(table(ours={("S05", "2002"): 0.06}), calls(), "year", top=1)
    assert last["reasons"].item() == ["last period of the state"]
    far = disagreements(table(ours={("S05", "2001"): 3.0}), calls(), "year", top=1)
    assert far["reasons"].item() == ["at the end of the scale (here)"]
    low = disagreements(table(published={("S06", "2001"): -3.0}), calls(), "year", top=1)
    assert low["reasons"].item() == ["at the end of the scale (there)"]


def test_a_period_that_lies_higher_as_a_whole():
    both = table()
    both.loc[both["period"] == "2001", "ours"] += 0.3
    both["difference"] = both["ours"] - both["published"]
    found = disagreements(both, calls(), "year")
    assert set(found["period"]) == {"2001"}
    assert all("the whole period lies 0.30 higher here" in r for r in found["reasons"])


def test_beside_is_in_order_of_time():
    ours = pd.DataFrame(
        {"state": ["B", "A", "A"], "period": ["9", "10", "9"], "n_votes": 1, "theta": 1.0}
    ).assign(se=0.1, low=0.0, high=2.0)
    theirs = ours.assign(period=[9, 10, 9], theta=0.5, q05=0.0, q95=1.0, iso3="A", ccode=1, name="")
    theirs = theirs[["state", "ccode", "iso3", "name", "period", "theta", "n_votes", "q05", "q95"]]
    both = beside(ours, theirs)
    assert both[["state", "period"]].values.tolist() == [["A", "9"], ["A", "10"], ["B", "9"]]
    assert (both["difference"] == 0.5).all()


# -- series --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("suffix", "file", "name"),
    [
        ("FP", "Idealpointestimates1946-2025.tab", "FP"),
        ("", "IdealpointestimatesAll_Apr2020.csv", "All"),
        ("MiddleEast", "x.csv", "MiddleEast"),
        ("", "IdealpointestimatesHumanRights_Apr2020.csv", "HumanRights"),
        ("", "ideal_points_middle_east.csv", "MiddleEast"),
        ("NoNukes", "IdealpointestimatesNoNukes_Apr2020.csv", "NoNukes"),
        ("Nuclear", "IdealpointestimatesNuclear_Apr2020.csv", "Nuclear"),
    ],
)
def test_series_of_the_published_files(suffix, file, name):
    assert series_named(suffix, file).name == name


@pytest.mark.parametrize(
    ("suffix", "file", "says"),
    [
        ("Important", "x.csv", "named important"),
        ("", "IdealpointestimatesImportant_Apr2020.csv", "named important"),
        ("Whaling", "x.csv", "'Whaling'"),
    ],
)
def test_series_that_cannot_be_told(suffix, file, says):
    with pytest.raises(UsageError) as error:
        series_named(suffix, file)
    assert error.value.where == file
    assert says in error.value.what


def test_a_series_selects_its_roll_calls():
    rc = RollCalls.from_votes(
        np.ones((4, 5), dtype=np.int8),
        states=["USA", "RUS", "TWN", "SSD"],
        id=[f"rcid-{k}" for k in range(1, 6)],
        session=["24", "25", "32", "33", "33"],
        issues=["hr", "hr nu", "nu", "nu", "me"],
    )
    kept = {}
    for series in SERIES:
        try:
            part = series_selection(rc, series, "session", [("rcid-1", "rcid-2")])
        except RecordError as error:
            assert error.where == "record"  # noqa: PT017
            assert series.words in error.what  # noqa: PT017
        else:
            kept[series.name] = (part.calls["id"].tolist(), part.states.index.tolist())
    every = ["USA", "RUS", "TWN", "SSD"]
    assert kept["All"] == ([f"rcid-{k}" for k in range(1, 6)], every)
    assert kept["HumanRights"] == (["rcid-2"], ["USA", "RUS", "SSD"])
    assert kept["Nuclear"] == (["rcid-4"], ["USA", "RUS", "TWN"])
    assert kept["NoNukes"] == (["rcid-1", "rcid-5"], every)
    assert kept["MiddleEast"] == (["rcid-5"], every)
    assert not {"Economic", "Colonial", "Disarmament"} & set(kept)


def test_a_file_of_an_issue_is_read_and_is_no_yardstick_for_all(tmp_path, monkeypatch):
    text = HEAD.replace("FP", "Nuclear").replace("year", "session").replace("\t", ",")
    path = tmp_path / "IdealpointestimatesNuclear_Apr2020.csv"
    path.write_text(text + "2,USA,United States,33,20,1.5,1,2\n")
    points = read_published(path)
    assert points[["state", "period", "theta", "n_votes"]].values.tolist() == [["USA", 33, 1.5, 20]]
    monkeypatch.setenv("UNSHIFT_DATA", str(tmp_path))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    assert [f.kind for f in discover()] == ["published"]
    assert find_published("session") is None
    path.rename(tmp_path / "sessions.csv")
    path = tmp_path / "sessions.csv"
    path.write_text(text.replace("Nuclear", "") + "2,USA,U,1,2,3,1,5\n")
    assert find_published("session") is not None


# -- the published files themselves ----------------------------------------------------------------
@pytest.mark.slow
def test_the_published_series(history):
    found = discover()
    kinds = {f.kind for f in found}
    if not {"published", "matches", "votes", "matrix"} <= kinds:
        pytest.skip("the history or the published points are in no folder of the search path")
    done, failed = validate.validate(history, found)
    assert failed == {}
    close = {v.by: v for v in done}
    assert close["session"].n_votes == 797_473
    # The exact posterior itself has 0.972 and 0.997: the published algorithm does not draw from
    # it, and its level of the early sessions has not settled (analysis/idealpoints/README.md).
    assert close["session"].close["r"] > 0.97
    assert close["session"].close["r_within"] > 0.997
    # Measured: 0.989 by year, with votes on whole texts alone and links by title.
    assert close["year"].close["r_within"] > 0.985
    assert (close["session"].only_ours, close["session"].only_theirs) == (0, 0)
    # What the list is for: the public record has Monaco's and Mongolia's votes of late 1993
    # the other way round than the release of 2026.
    swapped = close["year"].disagreements.set_index(["state", "period"])["reasons"]
    assert "other votes: 60 here, 36 there" in swapped["MCO", "1993"]
    assert "other votes: 37 here, 61 there" in swapped["MNG", "1993"]
