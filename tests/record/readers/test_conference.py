"""The conference department's resolutions: every slip that its files have, and worse ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import RecordError
from analysis.paths import data_search_path
from analysis.record.codes import Vote
from analysis.record.readers.conference import field_names, is_conference, read_conference
from analysis.record.readers.discover import kinds_of
from analysis.record.sheet import Sheet

VOTED: dict[str, Any] = {
    "symbol": "A/RES/79/17",
    "pv": "A/79/PV.44",
    "title": "Conventional arms control",
    "session": "Seventy-ninth session",
    "adoption_date": "2 December 2024",
    "originating_document": "A/79/408, para. 90",
    "committee": "First Committee",
    "agenda_item_name": "General and complete disarmament",
    "sponsors": ["PAKISTAN", "Cuba (on behalf of the Group of 77 and China)"],
    "additional_sponsors": ["EGYPT", "PAKISTAN"],
    "adoption_type": "By a recorded vote",
    "MS_in_favour": ["FRANCE", "TÜRKIYE", "COTE D'IVOIRE"],
    "MS_against": ["INDIA"],
    "MS_abstaining": ["RUSSIAN FEDERATION", "BHUTAN"],
    "MS_in_favour_count": "3",
    "MS_against_count": "1",
    "MS_abstaining_count": "2",
    "subjects": [["ARMS CONTROL", "UNBIS Thesaurus"], ["100u", "A/79/251"]],
}
WITHOUT = VOTED | {
    "symbol": "A/RES/79/18",
    "adoption_type": "Without a vote",
    "MS_in_favour": [],
    "MS_against": [],
    "MS_abstaining": [],
    "MS_in_favour_count": "N.A.",
    "MS_against_count": "N.A.",
    "MS_abstaining_count": "0",
}


@pytest.fixture
def read(tmp_path):
    def reading(*lines: dict[str, Any] | str) -> Sheet:
        path = tmp_path / "79.json"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return read_conference(path)

    return reading


def vote(sheet: Sheet, state: str, j: int = 0) -> int:
    return int(sheet.votes[sheet.states.index(state), j])


class TestByHand:
    def test_votes_and_absences(self, read):
        sheet = read(VOTED)
        got = {s: vote(sheet, s) for s in ("FRA", "TUR", "CIV", "IND", "RUS", "BTN", "USA")}
        assert got == {"FRA": 1, "TUR": 1, "CIV": 1, "IND": 3, "RUS": 2, "BTN": 2, "USA": 8}
        assert len(sheet.states) == 193
        row = sheet.calls.iloc[0]
        assert (row["symbol"], row["session"], row["stated_no"]) == ("A/RES/79/17", "79", 1)
        assert f"{row['date']:%Y-%m-%d}" == "2024-12-02"

    def test_both_ways_of_adoption_are_texts(self, read):
        sheet = read(VOTED, WITHOUT)
        assert len(sheet.calls) == 1
        assert sheet.texts["adopted"].tolist() == ["vote", "without a vote"]
        assert sheet.texts["roll_call"].tolist() == ["res-A/RES/79/17", ""]
        first = sheet.texts.iloc[0]
        assert first["drafters"] == ("PAK", "CUB")
        assert first["cosponsors"] == ("EGY",)  # who drafted it did not join it later
        assert first["on_behalf_of"] == ("G77",)
        assert first["subjects"] == ("ARMS CONTROL",)
        assert first["committee"] == "First Committee"

    @pytest.mark.parametrize(
        "text", ["2024-12-02 00:00:00", "2 December 2024", "2\xa0December 2024", "2024-12-02"]
    )
    def test_notations_of_days(self, read, text):
        assert str(read(VOTED | {"adoption_date": text}).calls["date"].iloc[0].date()) == (
            "2024-12-02"
        )

    @pytest.mark.parametrize(
        "lists", ['["FRANCE", "SPAIN"]', "['FRANCE', 'SPAIN']", ["FRANCE", "SPAIN"]]
    )
    def test_lists_written_as_text(self, read, lists):
        sheet = read(VOTED | {"MS_in_favour": lists, "MS_in_favour_count": "2"})
        assert vote(sheet, "FRA") == vote(sheet, "ESP") == Vote.YES

    @pytest.mark.parametrize("name", ["TÜRKIYE", "TÜRKİYE", "TURKEY", "TÜRKÝYE", "Türkiye"])
    def test_spellings_of_one_state(self, read, name):
        sheet = read(VOTED | {"MS_in_favour": [name], "MS_in_favour_count": "1"})
        assert vote(sheet, "TUR") == Vote.YES

    def test_a_voter_named_twice_counts_once_and_is_told(self, read):
        sheet = read(VOTED | {"MS_in_favour": ["FRANCE", "FRANCE", "SPAIN", "MALTA"]})
        assert int((sheet.votes == Vote.YES).sum()) == 3
        assert any("A/RES/79/17" in note for note in sheet.notes)

    def test_totals_without_lists_are_no_absences(self, read):
        bare = VOTED | {"MS_in_favour": [], "MS_against": [], "MS_abstaining": []}
        sheet = read(bare)
        assert set(sheet.votes.ravel().tolist()) == {Vote.NOT_RECORDED}
        assert sheet.texts["adopted"].tolist() == ["vote"]
        assert any("A/RES/79/17" in note for note in sheet.notes)

    def test_where_a_list_is_short_the_rest_is_not_recorded(self, read):
        sheet = read(VOTED | {"MS_abstaining_count": "3"})
        assert vote(sheet, "USA") == Vote.NOT_RECORDED
        assert vote(sheet, "BTN") == Vote.ABSTAIN
        assert len(sheet.notes) == 1

    def test_a_resolution_given_twice_is_one_with_the_fuller_fields(self, read):
        sheet = read(VOTED | {"additional_sponsors": []}, VOTED | {"subjects": []})
        assert len(sheet.texts) == len(sheet.calls) == 1
        assert sheet.texts["cosponsors"].iloc[0] == ("EGY",)
        assert sheet.texts["subjects"].iloc[0] == ("ARMS CONTROL",)

    def test_the_same_symbol_with_other_votes_loses_nothing(self, read):
        other = VOTED | {"MS_in_favour": ["FRANCE", "SPAIN", "CHINA"]}
        sheet = read(VOTED, other)
        assert len(sheet.calls) == 2
        assert sheet.calls["id"].is_unique
        assert any("A/RES/79/17" in note for note in sheet.notes)

    def test_a_byte_order_mark_and_empty_lines(self, read):
        assert len(read("\ufeff" + json.dumps(VOTED), "", json.dumps(WITHOUT)).texts) == 2


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"MS_in_favour": ["ATLANTIS"]}, "MS_in_favour"),
            ({"MS_in_favour": "FRANCE and SPAIN"}, "MS_in_favour"),
            ({"MS_in_favour": 7}, "MS_in_favour"),
            ({"MS_in_favour": [["FRANCE"]]}, "MS_in_favour"),
            ({"MS_against": ["FRANCE"]}, "row 1"),  # in two lists
            ({"adoption_type": "Without a vote"}, "row 1"),
            ({"adoption_type": "by show of hands"}, "adoption_type"),
            ({"adoption_date": "the second of December"}, "adoption_date"),
            ({"adoption_date": "2099-12-02"}, "adoption_date"),
            ({"adoption_date": "2019-12-02"}, "adoption_date"),
            ({"adoption_date": "31 February 2025"}, "adoption_date"),
            ({"symbol": "A/79/L.2"}, "symbol"),
            ({"symbol": ""}, "symbol"),
            ({"MS_in_favour_count": "many"}, "MS_in_favour_count"),
            ({"MS_in_favour_count": "-3"}, "MS_in_favour_count"),
            ({"sponsors": "Cuba"}, "sponsors"),
        ],
    )
    def test_said_with_its_place(self, read, change, where):
        with pytest.raises(RecordError) as error:
            read(VOTED | change)
        assert where in error.value.where

    def test_a_line_cut_in_two(self, read):
        text = json.dumps(VOTED)
        with pytest.raises(RecordError) as error:
            read(WITHOUT, text[:80], text[80:])
        assert "row 2" in error.value.where

    @pytest.mark.parametrize("text", ["[1, 2]", "7", '"symbol"', "{", "[" * 100_000])
    def test_what_is_no_object(self, read, text):
        with pytest.raises(RecordError):
            read(VOTED, text)

    def test_a_missing_field(self, read):
        with pytest.raises(RecordError):
            read({k: v for k, v in VOTED.items() if k != "MS_against"})

    @given(
        st.dictionaries(
            st.sampled_from(sorted(VOTED)),
            st.recursive(
                st.none() | st.text(max_size=20) | st.integers() | st.booleans(),
                lambda inner: st.lists(inner, max_size=3),
                max_leaves=5,
            ),
            max_size=4,
        )
    )
    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_anything_is_read_or_refused_in_one_line(self, read, change):
        said = ""
        try:
            assert len(read(VOTED | change).texts) == 1
        except RecordError as error:
            said = str(error)
        assert "\n" not in said


class TestRecognition:
    def test_by_content_and_not_by_name(self, tmp_path):
        path = tmp_path / "anything.jsonl"
        path.write_text(json.dumps(VOTED))
        assert is_conference(path)
        assert kinds_of(path) == ["conference"]
        packed = tmp_path / "x.json.gz"
        packed.write_bytes(gzip.compress(json.dumps(VOTED).encode()))
        assert kinds_of(packed) == ["conference"]

    @pytest.mark.parametrize("text", ['{"name": "unvotes", "sha256": "ab"}', "[1]", "{}", "null"])
    def test_other_json_is_left_alone(self, tmp_path, text):
        path = tmp_path / "note.json"
        path.write_text(text)
        assert kinds_of(path) == []

    def test_half_a_download_is_seen(self, tmp_path):
        path = tmp_path / "79.json.gz"
        path.write_bytes(gzip.compress(json.dumps(VOTED).encode() * 50)[:60])
        assert field_names(path) == ()
        assert kinds_of(path) == ["unreadable"]


def public() -> list[Path]:
    return [p for folder in data_search_path() for p in sorted(folder.glob("un_ga/*.json.gz"))]


@pytest.mark.skipif(not public(), reason="the resolutions' files are not here")
class TestPublicFiles:
    def test_every_vote_with_lists_equals_its_totals_but_one(self):
        differ = []
        for path in public():
            sheet = read_conference(path)
            for code, name in ((1, "yes"), (2, "abstain"), (3, "no")):
                counted = (sheet.votes == code).sum(axis=0)
                listed = (sheet.votes > 0).any(axis=0)
                stated = sheet.calls[f"stated_{name}"].to_numpy(dtype=float)
                differ += sheet.calls["symbol"][listed & (counted != stated)].tolist()
        assert differ == ["A/RES/77/293"]

    def test_no_sponsor_of_weight_is_lost(self):
        read = lost = 0
        for path in public():
            sheet = read_conference(path)
            read += sum(sheet.texts[name].map(len).sum() for name in ("drafters", "cosponsors"))
            lost += sum(
                int(note.split(": ")[1].split()[0]) for note in sheet.notes if "of sponsors" in note
            )
        assert read > 25_000
        assert lost < 30
