"""A further index is its own file and a line in one list: everything shows it by itself."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.agreement import indices, pair_series, pairwise
from analysis.agreement.indices import Index, headlines, index_names
from analysis.commands import app
from analysis.figures.agreement import two_indices_figure
from analysis.prose.rows import design_rows
from analysis.rollcalls import RollCalls
from analysis.shift.designs.specification import specification_curve
from analysis.shift.run import run_designs
from analysis.study import Study


def never_opposed(counts):
    """One less the share of roll calls on which one state voted yes and the other no."""
    t = np.asarray(counts, dtype=float)
    n = t.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore"):
        return 1.0 - (t[..., 0, 2] + t[..., 2, 0]) / n


TOY = Index("toy", "the toy index", "A toy", never_opposed, "Nobody (2000).", headline=True)


@pytest.fixture
def toy():
    indices.INDICES.append(TOY)
    yield TOY
    indices.INDICES.remove(TOY)


@pytest.fixture
def record():
    rng = np.random.default_rng(5)
    days = [f"{y}-{m:02d}-10" for y in range(2015, 2027) for m in range(1, 13)]
    votes = rng.integers(1, 4, (14, len(days)))
    names = ["USA", "RUS", "ISR", "GBR", "FRA", "CAN", "AUS", "NZL", "DEU", "ITA", "CHN", "IND",
             "BRA", "ZAF"]  # fmt: skip
    return RollCalls.from_votes(votes, states=names, dates=days)


STUDY = Study(country="USA", rival="RUS", friend="ISR", draws=60)


def test_every_index_says_what_it_is():
    for index in indices.INDICES:
        assert index.words
        assert index.title
        assert index.reference.endswith(".")
        value = index(np.diag([3, 2, 4]))
        assert value == 1
    assert len(set(index_names())) == len(indices.INDICES)


def test_a_corrected_index_is_not_pulled_up_by_base_rates():
    """Two states that vote by themselves agree in nothing, however lopsided their votes."""
    shares = np.array([0.6, 0.3, 0.1])
    table = 1000 * np.outer(shares, shares)
    for index in indices.INDICES:
        assert (abs(index(table)) < 0.01) == index.chance_corrected, index.name


def test_it_is_computed_by_name(toy, record):
    assert "toy" in index_names()
    assert [i.name for i in headlines()] == ["ordinal", "kappa", "toy"]
    series = pair_series(record, "USA", "RUS", indices=["toy"], intervals=False)
    assert series["value"].between(0, 1).all()
    assert pairwise(record, "toy").values.shape == pairwise(record, "kappa").values.shape


def test_it_stands_in_the_report_s_table_of_designs(toy, record):
    results = list(run_designs(record, STUDY, ["windows", "persistence", "interrupted", "placebo"]))
    # What kappa finds too seldom is told in the supplement.
    rows = pd.concat([design_rows(results), design_rows(results, supplement=True)])
    for design in ("windows", "persistence", "interrupted", "placebo"):
        told = rows.loc[rows["design"] == design, "quantity"]
        assert told.str.contains("toy").any(), design
        assert told.str.contains("kappa").any(), design


def test_it_is_a_choice_of_the_specification_curve(toy, record):
    curve = specification_curve(record, STUDY, years=(2,))
    assert {"toy", "kappa"} <= set(curve.table["index"])
    assert "s" not in set(curve.table["index"])  # the ordinal one on another scale


def test_it_has_a_panel(toy, record):
    series = {"Russia": pair_series(record, "USA", "RUS", indices=["toy"], intervals=False)}
    figure = two_indices_figure(series, {"Russia": "black"}, indices=["toy"])
    assert figure.axes[0].get_title(loc="left") == "A toy"


def test_the_command_prints_it(toy):
    args = ["agreement", "--pair", "USA", "RUS", "--record", "embedded", "--index", "toy",
            "--json"]  # fmt: skip
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    assert {row["index"] for row in json.loads(done.stdout)["series"]} == {"toy"}
