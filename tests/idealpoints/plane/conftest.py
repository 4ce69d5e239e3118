"""Small records in the plane, drawn exactly, for tests of the moves."""

from __future__ import annotations

import pytest

from ..plane_reference import PlaneDesign
from ..twins import WALK


@pytest.fixture(scope="session")
def plane_records():
    """Ballots, points and items of eight small records: 7 states, 4 periods with a gap."""
    drawn = PlaneDesign(7, (0.0, 1.0, 2.0, 5.0), alone=3, linked=2, walk=WALK).exact(8, seed=3)
    return [(e.ballots, e.theta, e.beta, e.g1, e.g2) for e in drawn]
