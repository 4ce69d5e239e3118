"""The title page says what the numbers rest on; the appendix lists what they were made from."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UnshiftError
from analysis.reporting.press.document import SUPPLEMENT, Item, Part
from analysis.reporting.press.matter import (
    appendix,
    citation,
    front_matter,
    record_text,
    references,
)
from analysis.reporting.run.manifest import described, manifest
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study

from ...helpers import raises


@pytest.fixture(scope="module")
def about():
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24", draws=200)
    return manifest(study, described(load_rollcalls("embedded")), [], [])


def test_the_title_page(about):
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24")
    page = front_matter(study, about["record"], "abc123", date(2025, 3, 4))
    assert "Hungary" in page["title"]
    assert "24 February 2022" in page["subtitle"]
    assert (page["year"], page["month"], page["day"]) == (2025, 3, 4)
    assert page["date_text"] == "4 March 2025"
    assert "abc123" in page["cite"]
    assert page["author"] in page["cite"]
    assert page["title"] in page["cite"]
    assert "MIT" in page["licence"]
    assert "embedded" in page["record_line"]


def test_states_with_an_article_are_named_in_a_sentence(about):
    title = front_matter(Study(), about["record"], "abc123", date(2025, 3, 4))["title"]
    assert "the United States" in title


def test_the_embedded_record_is_said_to_be_all_there_is(about):
    text = record_text(about["record"])
    assert text.startswith("Only the embedded record was used: 35 roll calls")
    assert "4,383 votes of 193 states" in text
    assert "supplement" in text


def test_the_history_is_said_to_be_the_whole_record(about):
    text = record_text(about["record"] | {"scope": "history"})
    assert "whole record" in text
    assert "embedded" not in text


ITEMS = [
    Item("figure", "fig-a", "A.", "01-record", "analysis.figures.record.coverage_figure"),
    Item("table", "tbl-b", "B.", "01-record"),
    Item("figure", "fig-c", "C.", "02-claims", "analysis.claims.x, analysis.claims.y"),
]
WORDS = {"fig-a": "Figure 1", "tbl-b": "Table 1", "fig-c": "Figure 2"}


def tables(parts):
    return {p.about["label"]: p.about["rows"] for p in parts if p.kind == "table"}


def test_the_appendix_lists_everything(about):
    parts = appendix(about, ITEMS, WORDS)
    rows = tables(parts)
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24", draws=200)
    for name, value in study.to_dict().items():
        shown = ", ".join(value) if isinstance(value, list) else str(value)
        assert [name, shown] in rows["tbl-parameters"]
    for item in about["inputs"]:
        row = next(r for r in rows["tbl-inputs"] if r[1] == item["path"])
        assert row[2] == item["sha256"][:16]
    assert rows["tbl-versions"] == [[k, v] for k, v in about["versions"].items()]
    assert rows["tbl-outputs"] == [
        ["Figure\N{NO-BREAK SPACE}1", "fig-a", "01-record", "figures.record.coverage_figure"],
        ["Table\N{NO-BREAK SPACE}1", "tbl-b", "01-record", "the notebook itself"],
        ["Figure\N{NO-BREAK SPACE}2", "fig-c", "02-claims", "claims.x, claims.y"],
    ]
    assert {part.matter for part in parts} == {SUPPLEMENT}


def test_a_report_on_the_embedded_record_ends_with_the_command_for_more(about):
    command = "`unshift data fetch --all`"
    assert command in appendix(about, ITEMS, WORDS)[-1].text
    history = about | {"record": about["record"] | {"scope": "history"}}
    assert not any(command in p.text for p in appendix(history, ITEMS, WORDS))


def test_the_notebooks_are_listed_with_their_hashes(about):
    books = [{"name": "01-record", "sha256": "ab" * 32, "seconds": 3.2}]
    parts = appendix(about | {"notebooks": books}, [], {})
    assert tables(parts)["tbl-notebooks"] == [["notebooks/01-record.ipynb", "ab" * 8]]


def test_run_times_are_stated_or_left_to_the_manifest(about):
    books = [
        {"name": "01-record", "sha256": "ab" * 32, "seconds": 3.2, "startup": 0.4},
        {"name": "02-claims", "sha256": "cd" * 32, "seconds": 4.8, "startup": 0.2},
    ]

    def said(times):
        run = {"notebooks": books, "seconds": 8.0, "startup": 0.6}
        return "\n".join(p.text for p in appendix(about | run, [], {}, times))

    text = said(True).replace("\N{NO-BREAK SPACE}", " ")
    assert "ran for 8 seconds in all: 01\\-record 3 s, 02\\-claims 5 s." in text
    assert "0.6 seconds or 7.5% went by before the first cell" in text
    assert "seconds" not in said(False)
    assert "manifest.json" in said(False)


def test_a_report_without_figures_has_no_list_of_them(about):
    parts = appendix(about, [], {})
    assert "tbl-outputs" not in tables(parts)
    assert not any("Figures and tables" in p.text for p in parts)


def test_what_the_first_chapter_says_of_the_record_is_not_said_again(about):
    record = about["record"] | {"notes": ["a note of the joining"]}
    parts = appendix(about | {"record": record}, [], {})
    assert not any("a note of the joining" in p.text for p in parts)


@pytest.mark.parametrize("text", ["", "license: MIT", "authors: 3\nlicense: MIT", "authors: [x]"])
def test_a_citation_without_authors_is_an_error(tmp_path, text):
    path = tmp_path / "CITATION.cff"
    path.write_text(text)
    with raises(UnshiftError, "CITATION.cff"):
        citation(path)


def test_people_are_named_with_both_names(tmp_path):
    path = tmp_path / "CITATION.cff"
    path.write_text(
        "license: MIT\nauthors:\n- {given-names: Ada, family-names: Byron}\n- {name: A group}\n"
    )
    assert citation(path) == {"authors": "Ada Byron and A group", "license": "MIT"}


@pytest.mark.parametrize(
    ("text", "cited"),
    [("As shown [@hage2011].", 1), ("@hage2011 shows.", 1), ("See @fig-a1990.", 0), ("None.", 0)],
)
def test_references_stand_where_something_is_cited(text, cited):
    assert len(references([Part("prose", text)])) == cited
