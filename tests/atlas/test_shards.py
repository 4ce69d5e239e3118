"""Data for scripts: what is handed over is what is there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.atlas.shards import map_paths, script_of, shards
from analysis.record.worldmap import world_map


def value_of(text: str) -> object:
    name, _, rest = text.removeprefix("atlas.put(").partition(",")
    assert json.loads(name)
    return json.loads(rest.removesuffix(");\n"))


@given(st.text())
def test_any_text_comes_back_and_can_neither_end_the_script_nor_a_line(text):
    script = script_of("x", [text])
    assert value_of(script) == [text]
    assert "<" not in script
    # The line ends of JavaScript.
    assert not set(script[:-1]) & {"\n", "\r", "\u2028", "\u2029"}


def test_votes_stand_in_the_order_of_the_calls(material):
    found = dict(shards(material))
    calls = value_of(found["data/calls.js"])
    index = value_of(found["data/index.js"])
    assert len(index) == material.rollcalls.n_calls
    ids = material.rollcalls.calls["id"]
    assert [ids.iloc[at] for at in calls["at"]] == material.assembly.calls["id"].tolist()
    assert value_of(found["data/votes/USA.js"]) == "1333" + "38"
    assert calls["codes"] == ["hr", "me", "nu"]
    assert [bool(mask >> 1 & 1) for mask in calls["issues"]] == [True, False, True] + [False] * 3


def test_the_map_has_every_member_of_today_once():
    world, found = world_map(), map_paths(world_map())
    assert set(found["paths"]) == set(world.outlines)
    assert set(found["dots"]) == set(world.points)
    wide, high = found["wide"], found["high"]
    assert all(0 <= x <= wide and 0 <= y <= high for x, y in found["dots"].values())
    for path in found["paths"].values():
        assert path.count("M") == path.count("z") > 0


@pytest.mark.parametrize("code", ["FRA", "BRA"])
def test_a_ring_ends_where_it_begins(code):
    for ring in map_paths(world_map())["paths"][code].strip("z").split("z"):
        steps = [tuple(map(float, s.split(","))) for s in ring.split("l")[1].split()]
        assert [round(sum(s[k] for s in steps), 1) for k in (0, 1)] == [0, 0]
