"""Notebooks are read as text; what is none is refused."""

from __future__ import annotations

import json

import nbformat
import pytest

from analysis.reporting.run.build import report_notebooks
from analysis.reporting.run.sources import CodeCell, code_cells


def test_code_and_tags_in_order(book):
    path = book("# A", "x = 1\ny = 2", parameters="seed = 1")
    assert code_cells(path) == [CodeCell("seed = 1", ("parameters",)), CodeCell("x = 1\ny = 2", ())]


@pytest.mark.parametrize("path", report_notebooks(), ids=lambda p: p.stem)
def test_the_reports_notebooks_are_read_as_nbformat_reads_them(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert code_cells(path) == [
        CodeCell(c.source, tuple(c.metadata.get("tags", ()))) for c in cells
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        '{"nbformat": 4}',
        '{"nbformat": 3, "worksheets": []}',
        '{"nbformat": 4, "cells": [7]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code"}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}',
        json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": 1}]}),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011
        code_cells(path)
