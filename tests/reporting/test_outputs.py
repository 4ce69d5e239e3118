"""The list of figures and tables: what reports hold, checked against what is made."""

from __future__ import annotations

from importlib import import_module

import pytest

from analysis.errors import UnshiftError
from analysis.reporting.findings import (
    BEGIN_OUTPUTS,
    END_OUTPUTS,
    PAGE,
    list_outputs,
    put_between,
)
from analysis.reporting.outputs import (
    ALWAYS,
    SOMETIMES,
    Output,
    check_outputs,
    listed_as,
    read_outputs,
    updated,
    write_outputs,
)

from ..helpers import raises


def item(label: str, notebook: str = "01-a", program: str = "analysis.a.one", kind="figure"):
    return {"label": label, "kind": kind, "notebook": notebook, "program": program}


def report(*items, notebooks=("01-a", "02-b")):
    return {"notebooks": [{"name": n} for n in notebooks], "outputs": list(items)}


class TestUpdated:
    """The list follows what finished reports hold."""

    def test_from_nothing_it_is_what_reports_hold(self):
        one = report(item("fig-a"), item("fig-b"), item("tbl-c", "02-b", kind="table"))
        two = report(item("fig-a"), item("tbl-c", "02-b", kind="table"))
        assert (
            updated([], [one, two])
            == updated([], [two, one])
            == [
                Output("fig-a", "figure", "01-a", ALWAYS, "analysis.a.one"),
                Output("fig-b", "figure", "01-a", SOMETIMES, "analysis.a.one"),
                Output("tbl-c", "table", "02-b", ALWAYS, "analysis.a.one"),
            ]
        )

    def test_without_a_report_it_stays(self):
        listed = [Output("fig-a", "figure", "01-a", ALWAYS, "analysis.a.one")]
        assert updated(listed, []) == listed

    def test_a_function_that_has_moved_is_named_anew(self):
        listed = [Output("fig-a", "figure", "01-a", SOMETIMES, "analysis.old.one")]
        (now,) = updated(listed, [report(item("fig-a"))])
        assert (now.program, now.made) == ("analysis.a.one", SOMETIMES)

    def test_a_new_output_stands_where_it_is_shown(self):
        listed = [
            Output(f"fig-{x}", "figure", "01-a", ALWAYS, "analysis.a.one") for x in ("a", "c")
        ]
        now = updated(listed, [report(item("fig-a"), item("fig-b"), item("fig-c"))])
        assert [o.label for o in now] == ["fig-a", "fig-b", "fig-c"]

    def test_what_a_report_lacks_is_made_where_it_applies(self):
        listed = [
            Output("fig-a", "figure", "01-a", ALWAYS, "analysis.a.one"),
            Output("fig-b", "figure", "03-c", ALWAYS, "analysis.a.one"),  # not in this report
        ]
        now = updated(listed, [report()])
        assert [o.made for o in now] == [SOMETIMES, ALWAYS]

    def test_a_label_with_a_star_stands_for_those_of_its_kind(self):
        listed = [Output("fig-year-*", "figure", "01-a", SOMETIMES, "analysis.a.one")]
        assert updated(listed, [report(item("fig-year-1"), item("fig-year-2"))]) == listed
        assert listed_as("fig-year-1", "02-b", listed) is None

    def test_the_label_itself_goes_before_one_with_a_star(self):
        listed = [
            Output("fig-*", "figure", "01-a", SOMETIMES, ""),
            Output("fig-a", "figure", "01-a", SOMETIMES, ""),
        ]
        assert listed_as("fig-a", "01-a", listed) == listed[1]


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
        with raises(UnshiftError, "outputs.csv", "columns"):
            read_outputs(path)

    def test_no_file(self, tmp_path):
        with raises(UnshiftError, "none.csv", "no list"):
            read_outputs(tmp_path / "none.csv")

    # That the list of the repository is what its notebooks make is seen where they are run:
    # tests/notebooks/test_notebooks.py.

    def test_every_output_has_a_function_behind_it_that_is_there(self):
        for output in read_outputs():
            for program in output.program.split(", "):
                module, _, name = program.rpartition(".")
                assert callable(getattr(import_module(module), name)), output

    def test_what_is_listed_and_not_made_fails(self):
        listed = [
            Output("tbl-a", "table", "01-a", ALWAYS, ""),
            Output("tbl-b", "table", "01-a", SOMETIMES, ""),
            Output("tbl-c", "table", "02-b", ALWAYS, ""),
        ]
        check_outputs(["tbl-a"], ["01-a"], listed)
        with raises(UnshiftError, "notebook 01-a", "tbl-a"):
            check_outputs(["tbl-b"], ["01-a"], listed)
        with raises(UnshiftError, "notebook 02-b", "tbl-c"):
            check_outputs(["tbl-a"], ["01-a", "02-b"], listed)


class TestPage:
    def test_the_list_is_put_between_its_marks(self, tmp_path):
        page = tmp_path / "outputs.md"
        page.write_text(f"Before.\n\n{BEGIN_OUTPUTS}\nold\n{END_OUTPUTS}\n\nAfter.\n")
        listed = [
            Output("tbl-a", "table", "01-a", ALWAYS, "analysis.a.one, analysis.b.two"),
            Output("fig-b", "figure", "01-a", SOMETIMES, ""),
        ]
        assert list_outputs(listed, page)
        assert not list_outputs(listed, page)
        text = page.read_text()
        assert "| `tbl-a` | `01-a` | `a.one`, `b.two` |" in text
        assert "| `fig-b` (where it applies) | `01-a` | the notebook itself |" in text
        assert text.startswith("Before.\n\n")
        assert text.endswith("\n\nAfter.\n")
        assert "old" not in text

    def test_without_the_marks_nothing_is_written(self, tmp_path):
        page = tmp_path / "outputs.md"
        page.write_text("Nothing here.")
        with raises(UnshiftError, "outputs.md", "marks", todo="<!-- outputs"):
            put_between(page, BEGIN_OUTPUTS, END_OUTPUTS, "x")
        assert page.read_text() == "Nothing here."

    def test_that_of_the_repository_is_up_to_date(self, tmp_path):
        copy = tmp_path / "outputs.md"
        copy.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
        assert not list_outputs(read_outputs(), copy), "run `unshift outputs --write`"
