"""States asked for by name, and bodies of other names than two."""

from __future__ import annotations

import pytest

from analysis.agreement import pairwise
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls


@pytest.fixture
def rc():
    return RollCalls.from_votes(
        [[1, 3], [3, 3], [1, 2]], states=["USA", "RUS", "SRB"], body=["a Council", "GA"]
    )


def test_names_wherever_codes_are(rc):
    assert rc.row("Russia") == rc.row("russian federation") == 1
    assert rc.of("United States").tolist() == [1, 3]
    assert rc.only(["Serbia", "usa"]).states.index.tolist() == ["SRB", "USA"]
    assert pairwise(rc, "ordinal", "all").row("Russia") == 1


@pytest.mark.parametrize(("slip", "said"), [("Rusia", "Russia"), ("YUG", "SRB"), ("Mars", "ISO3")])
def test_a_slip_says_what_was_meant(rc, slip, said):
    with pytest.raises(UsageError) as error:
        rc.row(slip)
    assert said in error.value.todo


def test_bodies_have_names_of_their_own(rc):
    assert rc.select(body="a Council").calls["id"].tolist() == ["call-0"]
    assert "a Council" in rc.rests_on()
    assert "the General Assembly" in rc.rests_on()
    assert rc.select(body="SC").n_calls == 0
    with pytest.raises(UsageError) as error:
        rc.select(body="a council")
    assert error.value.where == "body"
