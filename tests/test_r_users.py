"""The page for users of R: its Python blocks run, one after the other, and hold what they say."""

from __future__ import annotations

import re

from analysis.paths import ROOT

PAGE = ROOT / "docs" / "for-r-users.md"


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
