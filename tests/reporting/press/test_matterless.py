"""A heading under which nothing is shown is left out, and nothing else is."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from analysis.reporting.display import MIME
from analysis.reporting.press.matterless import matterless


def code(shows: bool):
    outputs = [new_output("display_data", {MIME: {"kind": "prose"}})] if shows else []
    return new_code_cell("show()", outputs=outputs)


@pytest.mark.parametrize(
    ("cells", "idle"),
    [
        ([new_markdown_cell("## A"), code(False)], {0}),
        ([new_markdown_cell("## A"), code(False), code(False)], {0}),
        ([new_markdown_cell("## A"), code(False), code(True)], set()),
        ([new_markdown_cell("## A"), code(True), code(False)], set()),
        ([new_markdown_cell("# A"), code(False)], set()),
        ([new_markdown_cell("## A {#sec-a}"), code(False)], set()),
        ([new_markdown_cell("## A"), new_markdown_cell("## B"), code(False)], {1}),
        ([new_markdown_cell("## What this cannot show")], set()),
        ([code(False), new_markdown_cell("## A")], set()),
    ],
)
def test_what_is_left_out(cells, idle):
    assert matterless(cells) == idle
