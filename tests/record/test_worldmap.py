"""The world map that is shipped: every member is seen, and where it is."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError
from analysis.record.worldmap import WEST, world_map
from analysis.rollcalls.load import load_rollcalls


class TestTheFile:
    def test_every_member_is_seen(self):
        world = world_map()
        assert set(load_rollcalls("embedded").states.index) <= set(world.outlines) | set(
            world.points
        )
        for rings in world.outlines.values():
            for ring in rings:
                assert len(ring) >= 4
                assert np.array_equal(ring[0], ring[-1])
                assert np.abs(ring[:, 1]).max() <= 90
                assert ring[:, 0].min() >= WEST - 0.1
                assert ring[:, 0].max() <= WEST + 360.1

    def test_places_are_where_they_are(self):
        world = world_map()
        paris = max(world.outlines["FRA"], key=len).mean(axis=0)
        assert abs(paris[0] - 2) < 4
        assert abs(paris[1] - 47) < 3
        assert world.points["SGP"] == pytest.approx((103.8, 1.35), abs=0.3)
        crimea = [r for r in world.outlines["UKR"] if r[:, 1].max() < 46.5]
        assert len(crimea) == 1

    @pytest.mark.parametrize("text", ["", "{}", '{"outlines": {"USA": 1}, "points": {}}'])
    def test_a_damaged_file_says_so(self, tmp_path, text):
        (tmp_path / "world_map.json").write_text(text)
        with pytest.raises(RecordError) as error:
            world_map(tmp_path)
        assert error.value.where.endswith("world_map.json")
        assert "git" in error.value.todo
