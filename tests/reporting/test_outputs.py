"""The list of figures and tables: read from code, checked against what is made."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.errors import UnshiftError
from analysis.paths import ROOT
from analysis.reporting.findings import (
    BEGIN_OUTPUTS,
    END_OUTPUTS,
    list_outputs,
    put_between,
)
from analysis.reporting.outputs import (
    ALWAYS,
    SOMETIMES,
    Output,
    check_outputs,
    list_notebooks,
    outputs_of,
    programs_of,
    read_outputs,
    write_outputs,
)
from analysis.reporting.run.build import report_notebooks


def read(*cells: str) -> list[Output]:
    return outputs_of(new_notebook(cells=[new_code_cell(c) for c in cells]), "01-a")


class TestFoundInCode:
    def test_a_figure_and_the_function_that_draws_it(self):
        found = read(
            "from analysis.figures.record import coverage_figure\n"
            "from analysis.rollcalls.load import load_rollcalls",
            "r = load_rollcalls('auto')",
            'show_figure(coverage_figure(r), "fig-a", "Caption.", alt="Bars")',
        )
        program = "analysis.figures.record.coverage_figure"
        assert found == [Output("fig-a", "figure", "01-a", ALWAYS, program)]

    def test_a_table_is_followed_through_assignments(self):
        found = read(
            "from analysis.shift.x import shifts as s, moves\nfrom analysis.tables import minus",
            "rows = {e.name: e for e in s(1)}\nrows |= {'m': moves(2)}\n",
            "table = pd.DataFrame({'a': minus(e.interval())} for e in rows.values())",
            'show_table(table, "tbl-a", "Caption.")',
        )
        assert found[0].program == "analysis.shift.x.shifts, analysis.shift.x.moves"

    def test_a_name_used_again_stands_for_its_last_value(self):
        found = read(
            "from analysis.a import one, two",
            'table = one()\nshow_table(table, "tbl-a", "A.")',
            'table = two()\nshow_table(table, "tbl-b", "B.")',
        )
        assert [o.program for o in found] == ["analysis.a.one", "analysis.a.two"]

    def test_what_is_appended_counts(self):
        found = read(
            "from analysis.a import one\nrows = []\nfor x in y:\n    rows.append(one(x))",
            'show_table(pd.DataFrame(rows), "tbl-a", "A.")',
        )
        assert found[0].program == "analysis.a.one"

    def test_the_record_is_named_where_nothing_else_stands_behind(self):
        found = read(
            "from analysis.rollcalls.load import load_rollcalls\nr = load_rollcalls()",
            'show_table(r.calls.head(), "tbl-a", "A.")',
        )
        assert found[0].program == "analysis.rollcalls.load.load_rollcalls"

    def test_conditions_loops_and_computed_labels(self):
        found = read(
            'if x:\n    show_table(t, "tbl-a", "A.")',
            'for k in x:\n    show_figure(f, f"fig-{k}-b", "B.", alt="b")',
            "show_table(t, label, 'A label that is not told.')",
        )
        assert [(o.label, o.made) for o in found] == [
            ("tbl-a", SOMETIMES),
            ("fig-*-b", SOMETIMES),
        ]

    def test_code_that_does_not_parse_lists_nothing(self):
        assert read("this is not Python") == []

    def test_other_cells_are_no_code(self):
        book = new_notebook(cells=[new_markdown_cell('show_table(t, "tbl-a", "A.")')])
        assert programs_of(book) == {}


class TestTheList:
    def test_it_is_read_back_as_written(self, tmp_path):
        path = tmp_path / "outputs.csv"
        listed = [Output("tbl-a", "table", "01-a", ALWAYS, "analysis.a.one, analysis.a.two")]
        assert write_outputs(listed, path)
        assert not write_outputs(listed, path)
        assert read_outputs(path) == listed

    @pytest.mark.parametrize("text", ["", "label,kind\n", "label,kind,notebook,made,program\nx\n"])
    def test_another_file_is_refused(self, tmp_path, text):
        path = tmp_path / "outputs.csv"
        path.write_text(text)
        with pytest.raises(UnshiftError, match="the columns are not"):
            read_outputs(path)

    def test_no_file(self, tmp_path):
        with pytest.raises(UnshiftError, match="no list of outputs"):
            read_outputs(tmp_path / "none.csv")

    def test_that_of_the_repository_is_that_of_its_notebooks(self):
        # If this fails, run `unshift outputs --write`.
        assert read_outputs() == list_notebooks(report_notebooks())

    def test_every_output_has_a_function_behind_it(self):
        assert [o.label for o in read_outputs() if not o.program] == []

    def test_what_is_listed_and_not_made_fails(self):
        listed = [
            Output("tbl-a", "table", "01-a", ALWAYS, ""),
            Output("tbl-b", "table", "01-a", SOMETIMES, ""),
            Output("tbl-c", "table", "02-b", ALWAYS, ""),
        ]
        check_outputs(["tbl-a"], ["01-a"], listed)
        with pytest.raises(UnshiftError, match="tbl-a is listed and not made .notebook 01-a"):
            check_outputs(["tbl-b"], ["01-a"], listed)
        with pytest.raises(UnshiftError, match="tbl-c is listed and not made .notebook 02-b"):
            check_outputs(["tbl-a"], ["01-a", "02-b"], listed)


class TestReadme:
    def test_the_list_is_put_between_its_marks(self, tmp_path):
        readme = tmp_path / "README.md"
        readme.write_text(f"Before.\n\n{BEGIN_OUTPUTS}\nold\n{END_OUTPUTS}\n\nAfter.\n")
        listed = [
            Output("tbl-a", "table", "01-a", ALWAYS, "analysis.a.one, analysis.b.two"),
            Output("fig-b", "figure", "01-a", SOMETIMES, ""),
        ]
        assert list_outputs(listed, readme)
        assert not list_outputs(listed, readme)
        text = readme.read_text()
        assert "| `tbl-a` | `01-a` | `a.one`, `b.two` |" in text
        assert "| `fig-b` (where it applies) | `01-a` | the notebook itself |" in text
        assert text.startswith("Before.\n\n")
        assert text.endswith("\n\nAfter.\n")
        assert "old" not in text

    def test_without_the_marks_nothing_is_written(self, tmp_path):
        readme = tmp_path / "README.md"
        readme.write_text("Nothing here.")
        with pytest.raises(UnshiftError, match="marks .*add a line <!-- outputs"):
            put_between(readme, BEGIN_OUTPUTS, END_OUTPUTS, "x")
        assert readme.read_text() == "Nothing here."

    def test_that_of_the_repository_is_up_to_date(self, tmp_path):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        if BEGIN_OUTPUTS not in text:
            pytest.skip("README.md holds no list of outputs")
        copy = tmp_path / "README.md"
        copy.write_text(text, encoding="utf-8")
        assert not list_outputs(read_outputs(), copy), "run `unshift outputs --write`"
