from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import RecordError
from analysis.record.codes import Vote
from analysis.record.readers.library.digital_library import is_bulk, read_bulk
from analysis.record.states import code_of_name


def column(sheet, state: str) -> list[int]:
    return sheet.votes[sheet.states.index(state)].tolist()


class TestAssembly:
    def test_by_hand(self, small):
        sheet = read_bulk(small("bulk"))
        assert sheet.states == ("NAM", "TUR", "USA")
        # No row: the Assembly's file does not say whether absent or no member.
        assert sheet.votes.tolist() == [[0, 8], [1, 1], [3, 2]]
        calls = sheet.calls
        assert calls["id"].tolist() == ["undl-11", "undl-12"]
        assert calls["body"].tolist() == ["GA", "GA"]
        assert calls["session"].tolist() == ["ES-11", "79"]
        assert calls["title"].tolist() == ["Ukraine, just peace", "Oceans"]
        stated = calls[[c for c in calls if c.startswith("stated_")]]
        assert stated.to_numpy().tolist() == [[1, 1, 0, 1], [1, 0, 1, 1]]
        assert sheet.source.name == "undl"

    @pytest.mark.parametrize("row", [0, 1])
    def test_a_roll_call_with_two_dates_is_refused(self, small, row):
        """Whichever of its rows has the wrong one."""
        lines = small("bulk").read_text().splitlines()
        rows = [k for k, line in enumerate(lines) if line.startswith("11,")]
        day = read_bulk(small("bulk")).calls["date"].iloc[0].strftime("%Y-%m-%d")
        assert day in lines[rows[row]]
        wrong = lines[rows[row]].replace(day, "2024-01-31")
        with pytest.raises(RecordError) as error:
            read_bulk(small("bulk", (lines[rows[row]], wrong)))
        assert "column date" in error.value.where

    def test_totals_written_as_decimals(self, small):
        sheet = read_bulk(small("bulk", (",1,1,0,1,3,x", ",120.0,1.0,0.0,1.0,193.0,x")))
        assert sheet.calls["stated_yes"].tolist() == [120, 1]

    def test_totals_that_are_not_printed(self, small):
        sheet = read_bulk(small("bulk", (",1,1,0,1,3,x", ",,,,,,x")))
        assert sheet.calls["stated_yes"].isna().tolist() == [True, False]

    def test_layout_without_vote_note(self, small):
        path = small("bulk", ("subjects,vote_note", "subjects"), (",,,,1,", ",,,1,"))
        assert read_bulk(path).votes.tolist() == [[0, 8], [1, 1], [3, 2]]

    def test_layout_without_session_takes_it_from_the_symbol(self, small):
        path = small("bulk", ("date,session,", "date,"), ("24,ES-11,", "24,"), ("25,79,", "25,"))
        assert read_bulk(path).calls["session"].tolist() == ["ES-11", "79"]

    def test_decisions(self, small):
        rows = (
            ("25,79,A/RES/79/300", "25,,A/DEC/80/506"),
            ("Oceans", "Two states : decision / adopted by the General Assembly"),
        )
        calls = read_bulk(small("bulk", *rows)).calls
        assert calls["session"].tolist() == ["ES-11", "80"]
        assert calls["title"].tolist() == ["Ukraine, just peace", "Two states"]

    def test_numbers_written_as_decimals(self, small):
        sheet = read_bulk(small("bulk", ("\n11,", "\n11.0,")))
        assert sheet.calls["id"].tolist() == ["undl-11", "undl-12"]

    @pytest.mark.parametrize("vote", ["X", "NV", "x", " X "])
    def test_not_voting_is_absent(self, small, vote):
        sheet = read_bulk(small("bulk", ("NAMIBIA,X", f"NAMIBIA,{vote}")))
        assert column(sheet, "NAM") == [0, 8]

    def test_rows_that_agree_are_one_vote(self, small):
        text = "12,TUR,TÜRKIYE,Y,2025-02-25,79,A/RES/79/300,,,,Oceans,,,,1,0,1,1,3,x\n"
        assert column(read_bulk(small("bulk", (text, text + text))), "TUR") == [1, 1]


class TestNames:
    @pytest.mark.parametrize(
        ("code", "name", "found"),
        [
            ("TUR", "TURKEY", "TUR"),
            ("", "TÜRKİYE", "TUR"),
            ("", "TURKEY", "TUR"),
            ("GER", "GERMANY", "DEU"),
            ("", "GERMANY, FEDERAL REPUBLIC OF", "DEU"),
            ("", "CÔTE D'IVOIRE", "CIV"),
            ("", "NETHERLANDS (KINGDOM OF THE)", "NLD"),
            (" nld ", "NETHERLANDS", "NLD"),
            ("SUN", "USSR", "RUS"),
            ("", "CONGO (LEOPOLDVILLE)", "COD"),
        ],
    )
    def test_spellings(self, small, code, name, found):
        sheet = read_bulk(small("bulk", ("TUR,TÜRKIYE", f'{code},"{name}"')))
        assert found in sheet.states
        assert column(sheet, found) == [1, 1]

    def test_quotation_mark_within_a_name(self, small):
        sheet = read_bulk(small("bulk", ("TUR,TÜRKIYE", ',COTE D"IVOIRE')))
        assert column(sheet, "CIV") == [1, 1]

    def test_both_spellings_are_one_state(self, small):
        sheet = read_bulk(small("bulk", ("12,TUR,TÜRKIYE", "12,TUR,TURKEY")))
        assert sheet.states == ("NAM", "TUR", "USA")


class TestSeats:
    """One code in the file throughout, two states in the record."""

    @pytest.mark.parametrize(
        ("code", "name", "day", "state"),
        [
            ("CHN", "CHINA", "1971-10-24", "TWN"),
            ("CHN", "CHINA", "1971-10-25", "CHN"),
            ("YEM", "YEMEN", "1990-05-21", "YAR"),
            ("YEM", "YEMEN", "1990-05-22", "YEM"),
        ],
    )
    def test_by_date(self, small, code, name, day, state):
        path = small(
            "bulk", ("TUR,TÜRKIYE", f"{code},{name}"), ("2025-02-24", day), ("2025-02-25", day)
        )
        assert read_bulk(path).states == tuple(sorted(("NAM", "USA", state)))


class TestCouncil:
    def test_by_hand(self, small):
        sheet = read_bulk(small("council"))
        assert sheet.calls["body"].tolist() == ["SC", "SC"]
        assert sheet.source.name == "undl-sc"
        # Russia is a member in 2025 and has no row on the second: it did not vote.
        assert column(sheet, "RUS") == [1, 8]
        assert column(sheet, "USA") == [1, 2]

    def test_outside_its_year_a_state_is_no_member(self, small):
        sheet = read_bulk(small("council", ("2025-03-01", "2026-03-01")))
        assert column(sheet, "RUS") == [1, 9]

    def test_no_absence_beyond_the_stated_members(self, small):
        # Two holders of one seat within a year are not both absent when one of them votes.
        path = small("council", (",0,0,1,1,2,x", ",0,0,1,0,1,x"))
        assert column(read_bulk(path), "RUS") == [1, Vote.NOT_MEMBER]


class TestRefused:
    def test_rows_that_contradict_each_other(self, small, refused):
        text = "12,TUR,TÜRKIYE,Y,2025-02-25,79,A/RES/79/300,,,,Oceans,,,,1,0,1,1,3,x\n"
        path = small("bulk", (text, text + text.replace(",Y,", ",N,")))
        refused(
            lambda: read_bulk(path), "votes twice, differently, on A/RES/79/300", "bulk.csv, row"
        )

    @pytest.mark.parametrize("vote", ["Q", "", "yes", "1"])
    def test_unknown_vote(self, small, refused, vote):
        path = small("bulk", ("NAMIBIA,X", f"NAMIBIA,{vote}"))
        refused(lambda: read_bulk(path), f"unknown vote {vote!r}", "row 6, column ms_vote")

    @pytest.mark.parametrize("pair", ["ZZZ,NAMIBIA", ",ATLANTIS", ","])
    def test_unknown_state(self, small, refused, pair):
        path = small("bulk", ("NAM,NAMIBIA", pair))
        refused(lambda: read_bulk(path), "unknown state", "row 6, column ms_code")

    @pytest.mark.parametrize("day", ["24.02.2025", "2025-02-30", "", "2025"])
    def test_bad_date(self, small, refused, day):
        path = small("bulk", ("2025-02-24", day))
        refused(lambda: read_bulk(path), f"not a date: {day!r}", "column date")

    @pytest.mark.parametrize("total", ["12.5", "many", "-1", "99999"])
    def test_bad_total(self, small, refused, total):
        path = small("bulk", (",1,0,1,1,3,x", f",{total},0,1,1,3,x"))
        refused(lambda: read_bulk(path), repr(total), "row 4, column total_yes")

    @pytest.mark.parametrize("number", ["", "x", "1e3"])
    def test_bad_number(self, small, refused, number):
        path = small("bulk", ("\n12,NAM", f"\n{number},NAM"))
        refused(lambda: read_bulk(path), repr(number), "row 6, column undl_id")


class TestLayoutOf2024:
    def test_the_same_votes_as_in_the_later_layout(self, small):
        new, old = read_bulk(small("bulk")), read_bulk(small("bulk 2024"))
        assert old.votes.tolist() == new.votes.tolist()
        assert old.states == new.states
        pd.testing.assert_frame_equal(old.calls, new.calls)

    def test_columns_are_named_as_in_the_file(self, small, refused):
        for change, column in (
            (("NAM,NAMIBIA,NV", "NAM,NAMIBIA,Q"), "ms_votes"),
            (("NAM,NAMIBIA,NV", "ZZZ,NAMIBIA,NV"), "ms_codes"),
            ((",1,0,1,1,3,x", ",1,0,one,1,3,x"), "abstentions"),
        ):
            path = small("bulk 2024", change)
            refused(lambda path=path: read_bulk(path), f"column {column}", "bulk.csv, row")

    def test_council(self, small):
        path = small("bulk 2024", ("A/RES/ES-11/7", "S/RES/1"), ("A/RES/79/300", "S/RES/2"))
        sheet = read_bulk(path)
        assert sheet.source.name == "undl-sc"
        assert sheet.votes.tolist() == [[8, 8], [1, 1], [3, 2]]

    def test_is_told_from_the_others(self, texts):
        for name, told in (("bulk 2024", True), ("bulk", True), ("transformed", False)):
            assert is_bulk(texts[name].split("\n")[0].split(",")) is told


class TestPublicFiles:
    def test_size(self, public_assembly, public_council):
        assert public_assembly.votes.shape == (191, 192)
        assert (public_assembly.votes != Vote.NOT_RECORDED).sum() == 36_672 == 192 * 191
        assert public_council.votes.shape == (15, 44)
        # One member is left out of one roll call: 659 rows for 44 times 15 seats.
        assert (public_council.votes == Vote.ABSENT).sum() == 1
        assert (public_council.votes != Vote.NOT_MEMBER).all()

    def test_sessions(self, public_assembly):
        n = public_assembly.calls["session"].value_counts().to_dict()
        # A decision of September 2025 has none in the file; its symbol says which.
        assert n == {"79": 29, "80": 159, "ES-10": 1, "ES-11": 3}

    def test_two_members_cast_no_vote_and_have_no_rows(self, public_assembly):
        assert not {"AFG", "VEN"} & set(public_assembly.states)
        # The stated absences count them.
        counted = (public_assembly.votes == Vote.ABSENT).sum(axis=0)
        stated = public_assembly.calls["stated_absent"].to_numpy(dtype=int)
        assert ((stated - counted) == 2).mean() > 0.9

    def test_every_tally_but_absences_equals_its_stated_total(
        self, public_assembly, public_council
    ):
        for sheet in (public_assembly, public_council):
            for name, code in (("yes", 1), ("no", 3), ("abstain", 2)):
                counted = (sheet.votes == code).sum(axis=0)
                assert (counted == sheet.calls[f"stated_{name}"].to_numpy(dtype=int)).all()

    def test_every_name_leads_to_its_code(self, public):
        for body in ("ga_voting_2025", "sc_voting_2025"):
            raw = pd.read_csv(public("bulk", body), dtype=str, keep_default_na=False)
            pairs = raw[["ms_code", "ms_name"]].drop_duplicates()
            assert len(pairs) >= 15
            wrong = [(c, n) for c, n in pairs.itertuples(index=False) if code_of_name(n) != c]
            assert wrong == []

    @pytest.mark.parametrize(
        ("symbol", "vote", "day"),
        [
            ("A/RES/ES-11/7", Vote.NO, "2025-02-24"),
            ("A/RES/ES-11/8", Vote.ABSTAIN, "2025-02-24"),
        ],
    )
    def test_votes_of_the_united_states(self, public_assembly, symbol, vote, day):
        at = public_assembly.calls.index[public_assembly.calls["symbol"] == symbol]
        assert len(at) == 1
        assert public_assembly.calls["date"][at[0]] == pd.Timestamp(day)
        assert public_assembly.votes[public_assembly.states.index("USA"), at[0]] == vote

    def test_resolution_2774(self, public_council):
        at = public_council.calls.index[public_council.calls["symbol"].str.contains("2774")]
        votes = dict(zip(public_council.states, public_council.votes[:, at[0]], strict=True))
        assert {s for s, v in votes.items() if v == Vote.ABSTAIN} == {
            "DNK",
            "FRA",
            "GBR",
            "GRC",
            "SVN",
        }
        assert votes["USA"] == votes["RUS"] == Vote.YES
