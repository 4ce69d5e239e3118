"""The world map: how it is made of topologies."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RecordError
from analysis.record.worldmap import WEST
from analysis.workshop.shipped.world_map import area, outlines_and_points, rings_of, split_at


def box(west: float, south: float, east: float, north: float) -> np.ndarray:
    return np.array(
        [[west, south], [east, south], [east, north], [west, north], [west, south]], dtype=float
    )


def topology(*squares: tuple[str, str, np.ndarray]) -> dict:
    """Write squares as a topology of steps of a tenth of a degree."""
    arcs, shapes = [], []
    for k, (code, name, ring) in enumerate(squares):
        steps = np.diff(np.round(ring * 10).astype(int), axis=0, prepend=0)
        arcs.append(steps.tolist())
        shape = {"type": "Polygon", "arcs": [[k]], "properties": {"name": name}}
        shapes.append(shape | ({"id": code} if code else {}))
    return {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
    }


def test_rings_and_codes():
    found = list(rings_of(topology(("250", "France", box(0, 44, 5, 49)))))
    (code, name, rings) = found[0]
    assert (code, name) == ("FRA", "France")
    assert np.allclose(rings[0], box(0, 44, 5, 49))


@given(st.floats(-179, 179), st.floats(1, 40), st.floats(-60, 40), st.floats(1, 20))
def test_a_cut_loses_no_area(west, width, south, height):
    whole = box(west, south, west + width, south + height)
    parts = split_at(whole)
    flat = [(r[:, 0].max() - r[:, 0].min()) * (r[:, 1].max() - r[:, 1].min()) for r in parts]
    assert sum(flat) == pytest.approx(width * height, rel=1e-6)
    for part in parts:
        assert part[:, 0].min() >= WEST - 1e-6
        assert part[:, 0].max() <= WEST + 360 + 1e-6


def test_small_members_become_points_and_parts_go_to_their_states(tmp_path):
    coarse = tmp_path / "coarse.json"
    fine = tmp_path / "fine.json"
    coarse.write_text(
        json.dumps(
            topology(
                ("250", "France", box(0, 44, 5, 49)),
                ("304", "Greenland", box(-50, 60, -30, 80)),
                ("", "Somaliland", box(44, 8, 48, 11)),
                ("", "Kosovo", box(20, 42, 21, 43)),
                ("010", "Antarctica", box(-60, -90, 60, -70)),
            )
        )
    )
    tuvalu = box(179, -8.6, 179.2, -8.4)
    fine.write_text(
        json.dumps(topology(("798", "Tuvalu", tuvalu), ("250", "France", box(0, 44, 5, 49))))
    )
    made = outlines_and_points(coarse, [fine], {"FRA", "TUV", "DNK", "SOM"})
    assert sorted(made["outlines"]) == ["", "DNK", "FRA", "SOM"]
    assert made["points"] == {"TUV": [179.1, -8.5]}
    assert area(np.reshape(made["outlines"]["FRA"][0], (-1, 2))) > 2.5


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"arcs": 3}'])
def test_what_is_no_topology_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(RecordError) as error:
        outlines_and_points(path, [], set())
    assert error.value.where == str(path)
    assert "\n" not in str(error.value)
