"""What the site is made of: addresses, shipped agreement, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.atlas.material import addresses, gather, shipped_agreement
from analysis.errors import RecordError
from analysis.idealpoints.derived import read_dyads
from analysis.rollcalls import RollCalls

from .conftest import tiny_resolutions, tiny_rollcalls


@given(st.lists(st.text(min_size=1), max_size=8))
def test_addresses_are_plain_and_no_two_alike_whatever_the_ids(ids):
    found = addresses(ids, [2020] * len(ids))
    names = [a.removeprefix("text/2020/").removesuffix(".html").lower() for a in found]
    assert len(set(names)) == len(ids)
    assert all(n and "/" not in n and not n.startswith(".") and n.isascii() for n in names)


def test_roll_calls_known_in_part_have_a_page_and_no_agreement(material):
    assert material.page_of("h") == "text/2025/h.html"
    assert "h" not in material.assembly.calls["id"].tolist()
    assert material.page_of("A/RES/79/1") == material.page_of("res-A/RES/79/1")
    assert material.page_of("nothing") == ""


def test_without_shipped_files_there_are_no_positions_and_nothing_fails(tmp_path):
    found = gather(tiny_rollcalls(), tiny_resolutions(), tmp_path)
    assert found.points.empty
    assert found.gates.empty
    assert found.own_pairs
    assert shipped_agreement(tmp_path) is None


def test_shipped_gates_are_of_states_with_points():
    found = gather(tiny_rollcalls(), tiny_resolutions())
    assert set(found.gates["state"]) <= set(found.points["state"])
    own = found.gates[found.gates["state"] == "USA"]
    assert not own["describes"].any()  # README of data/derived
    assert (found.gates["describes"] == (found.gates["bits"] < found.gates["bits_constant"])).all()


@pytest.mark.slow
def test_shipped_agreement_is_what_the_file_has():
    """Slow: the pairs of eighty years are read, some four seconds."""
    pairs = shipped_agreement()
    assert pairs is not None
    table = read_dyads(2025, 2025)
    row = table[(table["state"] == "RUS") & (table["other"] == "USA")].iloc[0]
    k, i, j = pairs.periods.index(2025), *(pairs.states.index(s) for s in ("RUS", "USA"))
    assert pairs.values[k, i, j] == pairs.values[k, j, i] == pytest.approx(row["ordinal"])
    assert pairs.n[k, i, j] == pairs.n[k, j, i] == row["n"]
    assert np.isnan(pairs.values[:, i, i]).all()


def test_a_code_that_could_leave_the_folder_is_refused():
    rc = RollCalls.from_votes([[1], [1]], states=["USA", "../../x"])
    with pytest.raises(RecordError) as raised:
        gather(rc, tiny_resolutions(), None)
    assert raised.value.where == "record"
