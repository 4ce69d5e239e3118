"""Pages with programs: their Python blocks run, one after the other, and hold what they say."""

from __future__ import annotations

import re

import pytest

from analysis.paths import ROOT

PAGE = ROOT / "docs" / "for-r-users.md"


@pytest.mark.slow  # draws of a line and of a plane
def test_the_blocks_of_the_page_on_roll_calls_of_ones_own_run():
    page = ROOT / "docs" / "your-own-roll-calls.md"
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        exec(compile(block, str(page), "exec"), names)
    assert names["moved"] is not None


def test_the_blocks_of_the_page_run():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert names["again"] is not None


def test_what_the_table_names_is_there():
    from analysis.rollcalls import RollCalls

    for name in re.findall(r"RollCalls\.(\w+)\(", PAGE.read_text("utf-8")):
        assert callable(getattr(RollCalls, name))
