"""The chapter on ideal points, on a record of one issue and on a simulated one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.chapters import ideal_points as chapter
from analysis.chapters.pieces import Prose
from analysis.idealpoints.results import printing
from analysis.shift.global_shift import global_shift, study_model
from analysis.study import Study

ALL = (
    chapter.cautions, chapter.abstract, chapter.trajectories, chapter.positions, chapter.points,
    chapter.posterior, chapter.in_draws, chapter.as_published,
)  # fmt: skip


@pytest.mark.parametrize("name", ["embedded", "small"])
@pytest.mark.parametrize("country", ["USA", "FRA"])
def test_every_piece(name, country, request, flat):
    fit = chapter.gather(Study(country=country, allies=["EU"]), request.getfixturevalue(name))
    pieces = flat(part(fit) for part in ALL)
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert list(held) == ["fig-trajectories", "fig-positions", "tbl-points", "fig-posterior"]
    last = fit.params[fit.params["window"] == fit.params["window"].max()]
    assert f"n = {len(last)} states" in held["fig-positions"].caption
    said = [p.text for p in pieces if isinstance(p, Prose)]
    assert ("Only roll calls on Ukraine" in said[0]) is (name == "embedded")
    assert said[-1].startswith("No file of published ideal points")


@pytest.mark.parametrize("describes", [True, False])
def test_a_change_is_told_only_where_the_model_describes(small, describes, monkeypatch):
    fit = chapter.gather(Study(), small)
    assert [g.state for g in fit.results.gates] == ["USA", "USA"]
    gates = tuple(
        replace(g, difference=d)
        for g, d in zip(fit.results.gates, (-0.1, -0.1 if describes else 0.1), strict=True)
    )
    told = replace(fit, results=replace(fit.results, gates=gates))
    monkeypatch.setattr(printing, "LEAST_TEXTS", 0)
    text = chapter.abstract(told).text
    assert ("The line does not describe how the state voted" in text) is not describes
    assert ("The ideal point of the United States changed by" in text) is describes
    assert ("minus that of Russia" in text) is describes
    # One number: none is read off the shipped draws, which are by other periods.
    assert "interval" not in chapter.in_draws(told).text


def test_a_change_without_links_is_not_told(small, monkeypatch):
    monkeypatch.setattr(printing, "LEAST_TEXTS", 10**6)
    text = chapter.abstract(chapter.gather(Study(), small)).text
    assert "No change of the ideal point is told." in text
    assert "changed by" not in text


def test_years_that_no_draws_are_shipped_of(embedded):
    study = Study(event="1910-01-01", before="1900-01-01", until="1920-01-01")
    fit = chapter.Fit(study, embedded, None, None)
    assert chapter.in_draws(fit).text.startswith("No posterior estimates")


def test_a_window_that_ended_has_the_change_of_the_chapter_on_shifts(small):
    until = small.calls["date"].max() - pd.Timedelta(days=200)
    study = Study(country="FRA", allies=["EU"], until=until.date())
    assert small.select(end=study.until).n_calls < small.n_calls
    fit = chapter.gather(study, small)
    shifts = study_model(small.select(body="GA"), study).fit()  # as `chapters.shift.gather` has it
    one, two = (global_shift(r, study) for r in (fit.results, shifts))
    assert (one.estimate, one.low, one.high) == (two.estimate, two.low, two.high)
    # The year is cut where the window ends, and each state is drawn once.
    assert "n = 20 states" in chapter.positions(fit).caption
    assert fit.params["state"].nunique() == 20
