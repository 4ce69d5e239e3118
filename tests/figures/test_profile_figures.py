"""Figures of one state, of the Council and of the map: drawn, labelled, and complete."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.text import Text

from analysis.errors import UsageError
from analysis.figures.council import council_grid, pairs_figure
from analysis.figures.maps.world import apart, vote_map
from analysis.figures.profile import issues_figure, neighbours_figure, participation_figure
from analysis.figures.style import VOTE_COLOURS
from analysis.profile.council import council_votes
from analysis.profile.neighbours import ends, neighbours
from analysis.profile.participation import participation
from analysis.record.reference import presidencies
from analysis.record.worldmap import world_map
from analysis.rollcalls.load import load_rollcalls

from ..helpers import raises


@pytest.fixture(scope="module")
def record():
    return load_rollcalls("embedded")


def texts(figure) -> list[str]:
    figure.savefig(io.StringIO(), format="svg")
    return [t.get_text() for t in figure.findobj(Text) if t.get_text()]


class TestMap:
    def test_the_key_counts_members(self, record):
        call = record.calls.loc[record.calls["symbol"] == "A/RES/ES-11/7", "id"].iloc[0]
        figure = vote_map(record, call, marked=["UKR", "USA"])
        assert [t for t in texts(figure) if t[-1].isdigit()] == [
            "yes 93", "abstain 65", "no 18", "absent 17",
        ]  # fmt: skip

    def test_each_member_is_drawn_once(self, record):
        call = record.calls.loc[record.calls["symbol"] == "A/RES/ES-11/7", "id"].iloc[0]
        figure = vote_map(record, call)
        dots = sum(
            len(c.get_offsets())
            for c in figure.findobj(PathCollection)
            if not isinstance(c, PolyCollection)
        )
        world = world_map()
        column = record.votes[:, record.calls["id"].tolist().index(call)]
        voting = set(record.states.index[column != 9])
        assert dots == len(voting & set(world.points))
        assert voting <= set(world.points) | set(world.outlines)

    def test_an_unknown_roll_call(self, record):
        with raises(UsageError, "vote_map", "nothing"):
            vote_map(record, "nothing")

    def test_dots_do_not_touch(self):
        points = np.random.default_rng(0).normal(size=(40, 2))
        moved = apart(points, 0.3)
        gaps = np.hypot(*(moved[:, None] - moved[None]).transpose(2, 0, 1))
        assert (gaps + np.eye(40) * 9).min() > 0.3 * 0.97
        assert np.allclose(apart(points * 100, 0.3), points * 100)


class TestCouncil:
    def test_a_square_for_each_permanent_member_and_a_dot_for_each_other(self, record):
        table = council_votes(record)
        figure = council_grid(record, table)
        said = texts(figure)
        assert sum(t in ("Y", "A", "N") for t in said) == 5 * len(table)
        for row in table.itertuples():
            assert any(t.startswith(f"{row.yes}–{row.no}–{row.abstain}") for t in said)

    def test_no_roll_call(self, record):
        with raises(UsageError, "council_grid", "Security Council"):
            council_grid(record, council_votes(record).head(0))

    def test_pairs(self):
        years = pd.DataFrame(
            {"period": [2014, 2015, 2025], "value": [0.5, 0.6, 1.0], "low": [0.4, np.nan, np.nan],
             "high": [0.7, np.nan, np.nan], "n": [7, 2, 1]}
        )  # fmt: skip
        labels = ["Russia", "France", "China", "United Kingdom"]
        figure = pairs_figure(
            dict.fromkeys(labels, years),
            dict.fromkeys(labels, years),
            dict.fromkeys(labels, "#0072B2"),
            event=2025.05,
        )
        said = texts(figure)
        assert sum("Russia" in t for t in said) == 1
        assert said.count("7") == 4  # how many roll calls each dot rests on


class TestProfile:
    @pytest.mark.parametrize("state", ["USA", "TUV"])
    def test_participation(self, record, state):
        part = record.select(body="GA")
        bands = presidencies() if state == "USA" else None
        figure = participation_figure(participation(part, state), bands)
        said = " ".join(texts(figure))
        assert "abstain" in said
        assert "absent" in said
        assert set(VOTE_COLOURS)  # the colours of votes are those of all figures

    def test_neighbours_are_named(self, record):
        part = record.select(body="GA")
        near, far = ends(neighbours(part, "HUN", draws=50), 5)
        names = {s: s for s in [*near["state"], *far["state"]]}
        said = texts(neighbours_figure(near, far, names))
        assert set(names) <= set(said)

    def test_a_panel_an_issue(self):
        rows = [
            {"issue": i, "partner": p, "period": y, "first": y, "last": y, "n": 9, "value": 0.5,
             "low": 0.4, "high": 0.6}
            for i in ("me", "hr") for p in ("RUS", "CHN") for y in (2001.5, 2011.5)
        ]  # fmt: skip
        looks = {"RUS": ("Russia", "#D55E00"), "CHN": ("China", "#0072B2")}
        figure = issues_figure(pd.DataFrame(rows), looks, {"me": "middle East", "hr": "rights"})
        said = texts(figure)
        assert {"Middle East", "Rights"} <= set(said)
        assert {"Russia", "China"} <= set(said)
