"""The interactive pieces: what they compute, draw and say, without a browser."""

from __future__ import annotations

import base64
import re

import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from scipy.stats import norm

from analysis.agreement import pairwise
from analysis.course.lessons.assemblies import (
    LEFT_OUT,
    TightnessFits,
    agenda_series,
    left_out,
    tightness_fits,
    truth_table,
    with_drift,
)
from analysis.course.lessons.comparisons import beside_truth, level_figure, recovery_figure
from analysis.course.widgets.drawing import (
    agenda_figure,
    cutting_line,
    tightness_figure,
    vote_figure,
    vote_table,
)
from analysis.course.widgets.pieces import agenda_piece, tightness_piece, vote_piece
from analysis.errors import UsageError
from analysis.figures.style import VOTE_COLOURS
from analysis.idealpoints import IdealPoints
from analysis.record.codes import Vote
from analysis.reporting.display import svg
from analysis.rollcalls import RollCalls
from analysis.simulate import Simulated, simulate


@pytest.fixture(scope="module")
def fits() -> TightnessFits:
    sim = simulate("realignment", seed=4, n_states=60, years=8, after=3, calls_per_year=200)
    return tightness_fits(sim, [0.001, 0.03, 1.0])


@pytest.fixture(scope="module")
def flood() -> Simulated:
    return simulate("agenda flood", seed=4, n_states=40, years=4, after=2, calls_per_year=60)


@pytest.fixture(scope="module")
def series(flood: Simulated) -> pd.DataFrame:
    return agenda_series(flood.rollcalls, "USA")


def controls(piece: widgets.VBox) -> list[widgets.DOMWidget]:
    return [w for w in piece.children if not isinstance(w, widgets.HTML)]


def shown(piece: widgets.VBox) -> tuple[str, str]:
    """Return the picture as SVG and the sentence."""
    picture, words = (w.value for w in piece.children[-2:])
    data = re.search(r"base64,([^\"]+)\"", picture)
    assert data is not None
    return base64.b64decode(data[1]).decode(), words


# -- (a) one roll call ---------------------------------------------------------------------------
@pytest.mark.parametrize("side", ["left", "right"])
def test_at_the_cutting_lines_a_vote_is_as_likely_as_not(side: str) -> None:
    item = cutting_line(0.7, 0.6, 1.5, side)  # type: ignore[arg-type]
    ends = {"right": (0.4, 1.0), "left": (1.0, 0.4)}[side]
    assert vote_table(ends[0], item, [])["probability"]["yes"] == pytest.approx(0.5)
    assert vote_table(ends[1], item, [])["probability"]["no"] == pytest.approx(0.5)
    far = 9.0 if side == "right" else -9.0
    assert vote_table(far, item, [])["probability"]["no"] == pytest.approx(1.0)


def test_tally_adds_up_probabilities_of_all_states() -> None:
    others = np.array([-1.0, 0.2, 1.7])
    table = vote_table(0.5, (1.2, 0.1, 0.9), others)
    every = np.append(others, 0.5)
    assert table["tally"]["no"] == pytest.approx(norm.sf(0.9 - 1.2 * every).sum())
    assert table["tally"]["yes"] == pytest.approx(norm.cdf(0.1 - 1.2 * every).sum())
    assert table["tally"].sum() == pytest.approx(4.0)
    assert table["probability"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("arguments", [(0, 0.4, 0, "right"), (0, -1, 1, "right"), (0, 1, 1, "up")])
def test_impossible_cutting_lines_are_refused(arguments: tuple) -> None:
    with pytest.raises(UsageError) as refused:
        cutting_line(*arguments)
    assert refused.value.where == "cutting_line"


def test_vote_figure_draws_states_lines_and_tally_in_the_colours_of_votes() -> None:
    figure = vote_figure(1.0, cutting_line(0.5, 0.4, 1.0), np.zeros(9), "Utopia")
    ax, bar = figure.axes
    upright = {
        round(float(line.get_xdata()[0]), 6) for line in ax.lines if len(line.get_xdata()) == 2
    }
    assert upright == {0.3, 0.7, 1.0}
    bars = [p for p in bar.patches if p.get_width() > 0]
    assert sum(p.get_width() for p in bars) == pytest.approx(10.0)
    assert [to_hex(p.get_facecolor()).upper() for p in bars] == [
        VOTE_COLOURS[k] for k in ("yes", "abstain", "no")
    ]
    assert "Utopia" in svg(figure)


def test_moving_the_state_across_the_line_turns_its_vote() -> None:
    piece = vote_piece(np.linspace(-2, 2, 20), theta=-2.0)
    theta = controls(piece)[0]
    first, before = shown(piece)
    theta.value = 3.0
    second, after = shown(piece)
    assert first != second
    yes = [float(re.search(r"yes with probability ([\d.]+)", w)[1]) for w in (before, after)]  # type: ignore[index]
    assert yes[0] > 0.9
    assert yes[1] < 0.1


def test_every_control_of_the_vote_redraws() -> None:
    piece = vote_piece(np.linspace(-2, 2, 20), theta=1.0)
    for control, value in zip(controls(piece), (0.0, -1.0, 1.5, 3.0, "left"), strict=True):
        held = shown(piece)
        control.value = value
        assert shown(piece)[0] != held[0], control.description
        assert shown(piece)[1] != held[1], control.description


# -- (b) tightness -------------------------------------------------------------------------------
def test_the_jump_shrinks_with_the_variance(fits: TightnessFits) -> None:
    sizes = fits.jumps.abs().tolist()
    assert sizes == sorted(sizes)
    assert fits.jumps[0.001] == pytest.approx(0, abs=0.15)
    assert fits.true_jump == pytest.approx(-1, abs=0.15)
    assert abs(fits.jumps[1.0]) > 0.5


def test_jumps_are_differences_of_the_points_drawn(fits: TightnessFits) -> None:
    wide = fits.points.pivot(index="variance", columns="period", values="theta")
    assert (wide[2025] - wide[2024]).to_numpy() == pytest.approx(fits.jumps.to_numpy())


def test_the_piece_moves_the_path_and_not_the_axis(fits: TightnessFits) -> None:
    loose, tight = tightness_figure(fits, 1.0), tightness_figure(fits, 0.001)
    assert loose.axes[0].get_ylim() == tight.axes[0].get_ylim()
    piece = tightness_piece(fits, 1.0)
    (control,) = controls(piece)
    _, before = shown(piece)
    control.value = 0.001
    _, after = shown(piece)
    assert "true change: −1.0" in before
    assert before != after


def test_a_variance_that_was_not_fitted_is_refused(fits: TightnessFits) -> None:
    with pytest.raises(UsageError) as refused:
        tightness_figure(fits, 0.5)
    assert refused.value.where == "tightness_figure"
    with pytest.raises(UsageError) as refused:
        tightness_fits(simulate(n_states=10, years=2, calls_per_year=10), [])
    assert refused.value.where == "tightness_fits"


# -- (c) agenda ----------------------------------------------------------------------------------
def test_what_is_left_out_counted_by_hand() -> None:
    votes = [[1, 1, 3, 3, 3, 2], [1, 1, 1, 3, 3, 2], [1, 2, 1, 1, 3, 8], [8, 1, 1, 1, 3, 2]]
    rc = RollCalls.from_votes(votes, states=list("ABCD"))
    # Unanimous: 1 (one absent), 5, 6; no No: 2; one No: 3; two Noes: 4.
    assert left_out(rc, None).sum() == 0
    assert left_out(rc, -1).tolist() == [True, False, False, False, True, True]
    assert left_out(rc, 1).tolist() == [True, True, True, False, True, True]
    assert left_out(rc, 3).all()


def test_the_flood_isolates_and_leaving_it_out_does_not(series: pd.DataFrame) -> None:
    late = series["period"] >= 2025
    means = series.groupby(["left_out", late])[["agreement", "theta"]].mean()
    change = means.xs(True, level=1) - means.xs(False, level=1)
    assert change.loc["nothing", "agreement"] < -0.2
    assert change.loc["nothing", "theta"] > 0.8
    assert abs(change.loc["texts with at most 3 Noes", "agreement"]) < 0.1
    assert abs(change.loc["texts with at most 3 Noes", "theta"]) < 0.5


def test_unanimous_texts_say_nothing_to_ideal_points() -> None:
    # Without recurring texts, since a unanimous vote on one of these has others beside it.
    sim = simulate("agenda flood", seed=4, n_states=30, years=3, calls_per_year=60, recurring=0)
    series = agenda_series(sim.rollcalls, "USA", ["nothing", "unanimous texts"])
    by = series.set_index(["left_out", "period"])
    whole, part = by.loc["nothing"], by.loc["unanimous texts"]
    assert (part["n"] < whole["n"]).any()
    assert part["theta"].to_numpy() == pytest.approx(whole["theta"].to_numpy(), abs=1e-6)
    assert (part["agreement"] <= whole["agreement"] + 1e-9).all()


def test_agreement_is_the_mean_over_all_other_states(
    flood: Simulated, series: pd.DataFrame
) -> None:
    found = pairwise(flood.rollcalls, "ordinal", "year")
    at = [str(p) for p in found.periods].index("2025")
    row = found.values[at, found.row("USA")]
    others = np.delete(row, found.row("USA"))
    here = series[(series["left_out"] == "nothing") & (series["period"] == 2025)]
    assert here["agreement"].item() == pytest.approx(np.nanmean(others))


def test_every_choice_of_the_agenda_redraws(series: pd.DataFrame) -> None:
    piece = agenda_piece(series, "USA", 2025)
    (control,) = controls(piece)
    seen = {shown(piece)}
    for choice in list(LEFT_OUT)[1:]:
        control.value = choice
        seen.add(shown(piece))
        assert choice in shown(piece)[1]
    assert len(seen) == len(LEFT_OUT)


def test_bad_agendas_are_refused(flood: Simulated, series: pd.DataFrame) -> None:
    with pytest.raises(UsageError) as refused:
        agenda_series(flood.rollcalls, "USA", ["everything"])
    assert refused.value.where == "agenda"
    few = RollCalls.from_votes([[1, 3], [3, 1]], states=["USA", "RUS"])
    with pytest.raises(UsageError) as refused:
        agenda_series(few, "USA", ["texts with at most 10 Noes"])
    assert refused.value.where == "agenda"
    with pytest.raises(UsageError) as refused:
        agenda_figure(series, "half of it", "USA")
    assert refused.value.where == "agenda_figure"


# -- truth and drift -----------------------------------------------------------------------------
def test_truth_is_on_the_scale_of_a_fit() -> None:
    sim = simulate("new members", seed=2, n_states=40, years=4, calls_per_year=40)
    truth = truth_table(sim)
    assert len(truth) == int(sim.theta.notna().to_numpy().sum())
    assert truth["truth"].mean() == pytest.approx(0, abs=1e-9)
    assert truth["truth"].std(ddof=0) == pytest.approx(1)
    raw = sim.theta.stack().dropna().to_numpy()
    assert np.corrcoef(truth["truth"], raw)[0, 1] == pytest.approx(1)


def test_drift_is_seen_through_bridges_alone() -> None:
    sim = with_drift(simulate(seed=4, n_states=40, years=6, calls_per_year=80), 0.2, seed=1)
    moved = {}
    for link in (True, False):
        level = IdealPoints(sim.rollcalls, link=link).fit().params.groupby("period")["theta"].mean()
        moved[link] = level.iloc[-1] - level.iloc[0]
    true = truth_table(sim).groupby("period")["truth"].mean()
    drift = true.iloc[-1] - true.iloc[0]
    assert 0.6 * drift < moved[True] < 1.1 * drift  # the walk's prior holds a part of it back
    assert moved[False] == pytest.approx(0, abs=0.02)


def test_drift_keeps_absences_and_memberships() -> None:
    sim = simulate("new members", seed=2, n_states=40, years=4, calls_per_year=20, absent=0.2)
    held, votes = (np.asarray(s.rollcalls.votes) for s in (sim, with_drift(sim, 0.3)))
    for code in (Vote.ABSENT, Vote.NOT_MEMBER):
        assert ((held == code) == (votes == code)).all()
    assert (held != votes).any()


def test_truth_is_joined_by_state_and_year_whatever_the_type_of_the_year() -> None:
    truth = pd.DataFrame({"state": ["A", "B"], "period": [2024, 2024], "truth": [0.1, 0.2]})
    params = pd.DataFrame({"state": ["B", "A"], "period": ["2024", "2024"], "theta": [0.0, 1.0]})
    assert beside_truth(params, truth)["truth"].tolist() == [0.2, 0.1]
    with pytest.raises(UsageError) as refused:
        beside_truth(params, truth.assign(period=1999))
    assert refused.value.where == "beside_truth"


def test_comparisons_draw_what_they_are_given() -> None:
    both = pd.DataFrame(
        {"state": ["USA", "RUS"], "truth": [1.0, -1.0], "theta": [0.8, -1.1],
         "low": [0.5, -1.4], "high": [1.1, -0.8]}
    )  # fmt: skip
    (ax,) = recovery_figure(both, {"USA": ("United States", "#0072B2")}).axes
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert drawn["United States"] == [0.8]
    assert drawn["all other states"] == [-1.1]
    levels = pd.DataFrame({"truth": [0.0, 0.2], "linked": [0.0, 0.1]}, index=[2024, 2025])
    (ax,) = level_figure(levels).axes
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == [[0.0, 0.2], [0.0, 0.1]]
    assert {t.get_text() for t in ax.texts} == {"truth", "linked"}
