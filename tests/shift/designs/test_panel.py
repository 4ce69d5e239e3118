from __future__ import annotations

import numpy as np
import pandas as pd
import pyfixest
import pytest

from analysis.agreement import pairwise
from analysis.errors import RecordError, UsageError
from analysis.record.country import covariates
from analysis.rollcalls import RollCalls
from analysis.shift.designs.panel import distances, dyads, panel
from analysis.shift.methods.movement import movement, overlap
from analysis.shift.methods.panel_windows import read_panel, within
from analysis.study import Study

from ...helpers import raises

STATES = [f"S{k:02d}" for k in range(20)]
GROUPS = {"bloc": STATES[:6], "other": STATES[6:9]}


def tidy(seed=1, first=1985, last=2025, move=0.0, group_noise=0.0, states=STATES, holes=0.0):
    """Agreement of twenty states by year: effects of both, noise, and a move of the bloc."""
    rng = np.random.default_rng(seed)
    years = np.arange(first, last + 1)
    value = rng.normal(size=len(states)) + rng.normal(size=(len(years), 1))
    value = value + 0.3 * rng.normal(size=value.shape)
    bloc = np.array([s in GROUPS["bloc"] for s in states])
    value += group_noise * rng.normal(size=(len(years), 1)) * bloc
    value += move * bloc * (years >= 2025)[:, None]
    value[rng.random(value.shape) < holes] = np.nan
    wide = pd.DataFrame(value, index=pd.Index(years, name="period"), columns=list(states))
    return wide.reset_index().melt(id_vars="period", var_name="state").dropna()


def test_coefficients_and_errors_are_those_of_pyfixest():
    data = tidy(move=1.0, holes=0.05)
    long = data[data["period"].between(2021, 2025)].copy()
    for k, g in enumerate(GROUPS):
        long[f"g{k}"] = ((long["period"] == 2025) & long["state"].isin(GROUPS[g])).astype(float)
    fit = pyfixest.feols("value ~ g0 + g1 | state + period", long, vcov={"CRV1": "state + period"})
    e = panel(data, Study(), GROUPS)
    assert e.table["term"].tolist() == ["bloc", "other"]
    assert e.table["estimate"].to_numpy() == pytest.approx(fit.coef().to_numpy(), rel=1e-8)
    assert e.table["se"].to_numpy() == pytest.approx(fit.se().to_numpy(), rel=1e-8)
    assert e.table["p_value"].to_numpy() == pytest.approx(fit.pvalue().to_numpy(), rel=1e-8)
    assert e.estimate == e.table["estimate"][0]
    assert (e.n, e.unit) == (len(long), "dyads in a period")
    # The same by taking means away in turn.
    windows = read_panel(data, Study(), "x")
    wide = windows.wide.iloc[windows.event].to_numpy()
    terms = [
        (windows.late[:, None] & np.isin(windows.wide.columns, s)).astype(float)
        for s in GROUPS.values()
    ]
    assert within(wide, terms) == pytest.approx(fit.coef().to_numpy(), rel=1e-6)


def test_enough_periods_use_the_clustered_errors():
    study = Study(before="2005-01-20", event="2015-01-20", until="2025-12-31")
    e = panel(tidy(), study, GROUPS)
    assert e.p_value == e.table["p_value"][0]
    assert (e.low, e.high) == (e.table["low"][0], e.table["high"][0])
    assert "CRV1" in e.method


def test_planted_move_is_found_and_few_periods_are_said():
    e = panel(tidy(move=1.5), Study(), GROUPS)
    assert e.low < 1.5 < e.high
    assert e.p_value == pytest.approx(1 / 37)  # 36 earlier windows of five years
    assert any("4 periods before and 1 after are too few" in a for a in e.assumptions)
    short = panel(tidy(first=2015), Study(), GROUPS)
    assert (short.p_value, short.low, short.se) == (None, None, None)
    assert any("only 6 earlier windows: no interval and no p-value" in a for a in short.assumptions)


def test_overlap_by_hand():
    # Independent periods: r = -1/2 at one apart. Random walk: increments do not overlap.
    assert overlap(1, 1) == pytest.approx(1 + 2 * 0.25)
    # Walk with weights (1/2, 1) on increments: r = (1/2) / (5/4).
    assert overlap(2, 1) == pytest.approx(
        max(1 + 2 * 0.4**2, 1 + 2 * ((1 / 4) ** 2 / 1.5**2 + (1 / 3) ** 2))
    )


def test_a_two_way_variance_below_zero_is_clustered_by_state():
    """Found among plain panels: pyfixest's own root is then not a number."""
    seen = 0
    for seed in range(40):
        data = tidy(seed)
        long = data[data["period"].between(2021, 2025)].copy()
        long["g"] = ((long["period"] == 2025) & long["state"].isin(STATES[:6])).astype(float)
        with np.errstate(invalid="ignore"):
            two = pyfixest.feols(
                "value ~ g | state + period", long, vcov={"CRV1": "state + period"}
            )
            sound = np.isfinite(two.se()["g"])
        if sound:
            continue
        seen += 1
        one = pyfixest.feols("value ~ g | state + period", long, vcov={"CRV1": "state"})
        e = panel(data, Study(), {"bloc": STATES[:6]})
        assert e.table["se"][0] == pytest.approx(one.se()["g"])
        break
    assert seen


def test_windows_by_hand():
    windows = read_panel(tidy(first=2018), Study(), "x")
    assert (windows.before, windows.after, windows.event) == (4, 1, slice(3, 8))
    assert windows.earlier == [slice(0, 5), slice(1, 6), slice(2, 7)]
    assert windows.late.tolist() == [False] * 4 + [True]


def test_alliances_and_covariates():
    states = ["FRA", "GBR", "DEU", "ITA", "BLR", "KAZ", "BRA", "IND", "ZAF", "MEX"]
    data = tidy(states=states)
    plain = panel(data, Study(), ["NATO", "CSTO"])
    assert plain.table["states"].tolist() == [4, 2]
    rng = np.random.default_rng(1)
    x = data[["state", "period"]].assign(wealth=rng.normal(size=len(data)))
    moved = data.assign(value=data["value"] + 5 * x["wealth"])
    e = panel(moved, Study(), ["NATO", "CSTO"], covariates=x)
    assert e.table["term"].tolist() == ["NATO", "CSTO", "wealth"]
    assert e.table["estimate"][2] == pytest.approx(5, abs=0.5)
    assert any("held constant: wealth" in a for a in e.assumptions)


def test_dyads_and_distances():
    rc = RollCalls.from_votes(
        [[1, 3, 1], [1, 3, 8], [3, 3, 3]],
        states=["USA", "GBR", "RUS"],
        dates=["2024-05-01", "2024-06-01", "2025-03-01"],
    )
    d = dyads(pairwise(rc, "ordinal"), "USA").set_index(["state", "period"])["value"]
    assert d.to_dict() == {("GBR", 2024): 1.0, ("RUS", 2024): 0.5, ("RUS", 2025): 0.0}
    with raises(UsageError, "distances", "USA"):
        distances(
            pd.Series(
                [1.0], index=pd.MultiIndex.from_tuples([("RUS", 2025)], names=["state", "period"])
            ),
            "USA",
        )


def test_what_cannot_be():
    data = tidy()
    with raises(UsageError, "panel", "column", "value"):
        panel(data.drop(columns="value"), Study(), GROUPS)
    with raises(UsageError, "panel", "twice"):
        panel(pd.concat([data, data]), Study(), GROUPS)
    with raises(UsageError, "event", "after", "2027-01-20"):
        panel(data, Study(event="2027-01-20"), GROUPS)
    with raises(UsageError, "panel", "CSTO", "no state"):
        panel(data, Study(), ["CSTO"])
    with raises(UsageError, "panel", "all", "every one"):
        panel(data, Study(), {"all": STATES})
    with raises(UsageError, "members", "alliance"):
        panel(data, Study(), ["WARSAW"])
    with raises(UsageError, "panel", "no groups"):
        panel(data, Study(), [])
    with raises(UsageError, "panel", "no period", "from"):
        panel(data[~data["period"].between(2021, 2024)], Study(), GROUPS)


def test_movement_of_each_state():
    data = tidy(first=1950)
    data.loc[(data["state"] == "S00") & (data["period"] == 2025), "value"] += 4.0
    data.loc[(data["state"] == "S01") & (data["period"] == 2025), "value"] -= 4.0
    e = movement(data, Study())
    assert set(e.table.loc[e.table["stands_out"], "state"]) == {"S00", "S01"}
    assert e.estimate == 2
    assert e.table["change"].sum() == pytest.approx(0, abs=1e-12)
    row = e.table.set_index("state").loc["S00"]
    wide = data.pivot(index="period", columns="state", values="value")
    change = wide.loc[2025] - wide.loc[2021:2024].mean()
    assert row["change"] == pytest.approx(change["S00"] - change.mean())
    assert row["df"] == pytest.approx(71 / overlap(4, 1))
    assert (e.low, e.p_value) == (None, None)


def test_benjamini_and_hochberg_by_hand():
    t = movement(tidy(), Study()).table
    p = t["p_value"].to_numpy()
    step = p * len(p) / np.arange(1, len(p) + 1)
    q = np.minimum(np.minimum.accumulate(step[::-1])[::-1], 1)
    assert t["q_value"].to_numpy() == pytest.approx(q)


def test_a_short_past_is_not_judged():
    data = tidy()
    e = movement(data[(data["state"] != "S00") | (data["period"] > 2015)], Study())
    row = e.table.set_index("state").loc["S00"]
    assert np.isnan(row["p_value"])
    assert not row["stands_out"]
    assert any("1 states have too short a past" in a for a in e.assumptions)
    with raises(UsageError, "movement", "10", "windows"):
        movement(tidy(first=2018), Study())


def test_covariates_are_read_carried_and_may_be_absent(tmp_path):
    assert covariates([tmp_path]) is None
    folder = tmp_path / "country"
    folder.mkdir()
    (folder / "gdp_per_capita_ppp.csv").write_text(
        'Entity,Code,Year,"GDP per capita, PPP (constant 2021 international $)"\n'
        "France,FRA,2022,100\nFrance,FRA,2023,200\nWorld,,2023,1\nNamibia,NAM,2023,50\n"
    )
    (folder / "population.csv").write_text(
        '\ufeff"Data Source","x",\n\n"Last Updated Date","y",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023","2024",\n'
        '"France","FRA","p","q","10","20","30",\n"Namibia","NAM","p","q","1","","",\n',
        encoding="utf-8",
    )
    table = covariates([tmp_path], last=2026).set_index(["state", "period"])
    assert table.loc[("FRA", 2025), "log_gdp_per_head"] == pytest.approx(np.log(200))
    assert table.loc[("FRA", 2025), "log_population"] == pytest.approx(np.log(30))
    assert ("FRA", 2026) not in table.index  # two years are carried, not three
    assert ("NAM", 2023) in table.index
    (folder / "population.csv").write_text("a,b\n" * 8)
    with raises(RecordError, "population.csv", "World Bank"):
        covariates([tmp_path])


@pytest.mark.slow
def test_false_positives_of_the_panel():
    """200 panels without a move, the bloc with shocks of its own: 3% to 7% at the 5% level.

    From 1982 there are 39 earlier windows, so that p takes the value 2/40.
    """
    p = [
        panel(tidy(seed, 1982, group_noise=0.5), Study(), {"bloc": STATES[:6]}).p_value
        for seed in range(200)
    ]
    assert 0.03 <= np.mean(np.array(p) <= 0.05) <= 0.07


@pytest.mark.slow
@pytest.mark.parametrize("walk", [False, True])
def test_false_positives_of_the_movements(walk):
    """3,000 states that do not move, or walk on as before: 3% to 7% have p at most 0.05."""
    found = []
    for seed in range(150):
        data = tidy(seed)
        if walk:
            steps = np.random.default_rng(seed).normal(size=len(data))
            data["value"] = pd.Series(steps, index=data.index).groupby(data["state"]).cumsum()
        found.append(movement(data, Study()).table["p_value"])
    p = np.concatenate(found)
    assert 0.03 <= np.mean(p <= 0.05) <= 0.07
