"""The title page says what the numbers rest on; the appendix lists what they were made from."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.reporting.document import Item
from analysis.reporting.manifest import manifest
from analysis.reporting.matter import appendix, front_matter, record_text
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study


@pytest.fixture(scope="module")
def about():
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24", draws=200)
    return manifest(study, load_rollcalls("embedded"), [], [], 9.6)


def test_the_title_page(about):
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24")
    front = {"key_numbers": [{"label": "a", "value": "1", "note": ""}]}
    page = front_matter(study, about["record"], front, date(2025, 3, 4))
    assert "Hungary" in page["title"]
    assert "24 February 2022" in page["subtitle"]
    assert (page["year"], page["month"], page["day"]) == (2025, 3, 4)
    assert page["date_text"] == "4 March 2025"
    assert page["key_numbers"] == front["key_numbers"]
    assert "embedded" in page["record_line"]


def test_states_with_an_article_are_named_in_a_sentence(about):
    title = front_matter(Study(), about["record"], {}, date(2025, 3, 4))["title"]
    assert "the United States" in title


def test_the_embedded_record_is_said_to_be_all_there_is(about):
    text = record_text(about["record"])
    assert text.startswith("Only the embedded record was used: 33 roll calls")
    assert "4,040 votes of 193 states" in text
    assert "data/raw" in text


def test_the_history_is_said_to_be_the_whole_record(about):
    text = record_text(about["record"] | {"scope": "history"})
    assert "whole record" in text
    assert "embedded" not in text


def test_the_appendix_lists_everything(about):
    items = [
        Item("figure", "fig-a", "A.", "01-record"),
        Item("table", "tbl-b", "B.", "01-record"),
        Item("figure", "fig-c", "C.", "02-claims"),
    ]
    text = appendix(about, items)
    for name, value in (
        Study(country="HUN", event="2022-02-24", before="2018-02-24").to_dict().items()
    ):
        assert f'"{name}"' in text
        if isinstance(value, str):
            assert f'"{value}"' in text
    assert '"NATO, EU, G7, FIVE_EYES"' in text
    for item in about["inputs"]:
        assert item["sha256"][:16] in text
        assert item["path"] in text
    for name, version in about["versions"].items():
        assert f'"{name}"' in text
        assert f'"{version}"' in text
    for item in items:
        assert f"`@{item.label}`{{=typst}}" in text
    lines = text.splitlines()
    assert any("01-record" in x and "@fig-a" in x and "@tbl-b" in x for x in lines)
    assert any("02-claims" in x and "@fig-c" in x for x in lines)
    assert "{#refs}" in text


def test_a_report_without_figures_has_an_appendix(about):
    assert "Figures and tables" not in appendix(about, [])


def test_notes_are_printed_as_they_stand(about):
    record = about["record"] | {"notes": ["*one* @fig-x"]}
    assert r"- \*one\* \@fig\-x" in appendix(about | {"record": record}, [])
