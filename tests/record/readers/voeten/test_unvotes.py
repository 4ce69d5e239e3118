from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.readers.voeten.unvotes import normal_symbol, read_unvotes, tidy_title


@pytest.fixture
def read(small):
    """Write the three files, one of them changed, and return a call that reads them."""

    def prepare(name: str = "votes", *changes: tuple[str, str]):
        folder = small(name, *changes).parent
        return lambda: read_unvotes(
            *(folder / f"{n}.csv" for n in ("votes", "roll_calls", "issues"))
        )

    return prepare


def test_by_hand(read):
    sheet = read()()
    assert sheet.states == ("NAM", "RUS", "USA", "YAR")
    # Without a row a state may have been absent or no member: the file does not say.
    assert sheet.votes.tolist() == [[0, 1], [3, 0], [1, 2], [0, 3]]
    calls = sheet.calls
    assert calls["id"].tolist() == ["rcid-3", "rcid-4"]
    assert calls["symbol"].tolist() == ["A/RES/45/12", ""]
    assert calls["issues"].tolist() == ["hr me", ""]
    assert calls["session"].tolist() == ["45", "45"]
    # A short title in capitals gives way to the description; a missing one too.
    assert calls["title"].tolist() == ["Question of Palestine", "Report, second part"]
    assert calls["paragraph"].tolist() == [True, False]
    assert calls["amendment"].tolist()[0] is False
    assert calls["amendment"].isna().tolist() == [False, True]


@pytest.mark.parametrize("blank", ["", "NA"])
def test_names_are_enough_where_codes_are_blank(small, blank):
    path = small("votes")
    head, *rows = path.read_text().splitlines()
    at = head.split(",").index("country_code")
    whole = read_unvotes(*(path.parent / f"{n}.csv" for n in ("votes", "roll_calls", "issues")))
    cells = [row.split(",") for row in rows]
    for row in cells:
        row[at] = blank
    path.write_text("\n".join([head, *map(",".join, cells)]) + "\n")
    found = read_unvotes(*(path.parent / f"{n}.csv" for n in ("votes", "roll_calls", "issues")))
    assert found.states == whole.states
    assert found.votes.tolist() == whole.votes.tolist()


def test_namibia_is_not_missing(read):
    sheet = read()()
    # NA is Namibia's code and also stands for "no code": the country decides.
    assert sheet.votes[sheet.states.index("NAM"), 1] == 1
    assert sheet.votes[sheet.states.index("YAR"), 1] == 3


def test_without_issues(small):
    folder = small("votes").parent
    sheet = read_unvotes(folder / "votes.csv", folder / "roll_calls.csv")
    assert sheet.calls["issues"].tolist() == ["", ""]


def test_rows_that_agree_are_one_vote(read):
    sheet = read("votes", ("3,Russia,RU,no\n", "3,Russia,RU,no\n3,Russia,RU,no\n"))()
    assert sheet.votes[sheet.states.index("RUS"), 0] == 3


def test_numbers_written_as_decimals(read):
    assert read("votes", ("\n3,", "\n3.0,"), ("\n4,", "\n4.0,"))().votes.sum() == 10


class TestRefused:
    def test_rows_that_contradict_each_other(self, read, refused):
        call = read("votes", ("3,Russia,RU,no\n", "3,Russia,RU,no\n3,Russia,RU,yes\n"))
        refused(call, "Russia votes twice, differently, on rcid 3", "votes.csv, row")

    @pytest.mark.parametrize("vote", ["Yes", "absent", "1", ""])
    def test_unknown_vote(self, read, refused, vote):
        call = read("votes", ("RU,no", f"RU,{vote}"))
        refused(call, f"unknown vote {vote!r}", "votes.csv, row 3, column vote")

    def test_unknown_state(self, read, refused):
        call = read("votes", ("Russia,RU", "Atlantis,AT1"))
        refused(call, "unknown state 'Atlantis' with code 'AT1'", "votes.csv, row 3")

    def test_unknown_state_without_code_is_not_namibia(self, read, refused):
        call = read("votes", ("Yemen Arab Republic,NA", "Atlantis,NA"))
        refused(call, "unknown state 'Atlantis'", "row 6")

    def test_roll_call_that_is_not_listed(self, read, refused):
        call = read("votes", ("4,Namibia", "77,Namibia"))
        refused(call, "rcid '77' is not among the roll calls", "votes.csv, row 5, column rcid")

    def test_roll_call_listed_twice(self, read, refused):
        call = read("roll calls", ("\n4,", "\n3,"))
        refused(call, "rcid 3 occurs twice", "roll_calls.csv, row 3, column rcid")

    def test_bad_date(self, read, refused):
        call = read("roll calls", ("1991-01-02", "1991-02-30"))
        refused(call, "not a date: '1991-02-30'", "roll_calls.csv, row 3, column date")

    def test_unknown_issue(self, read, refused):
        call = read("issues", ("3,hr,", "3,xx,"))
        refused(call, "unknown issue 'xx'", "issues.csv, row 3, column short_name")


class TestSymbols:
    @pytest.mark.parametrize(
        ("unres", "symbol"),
        [
            ("R/68/262", "A/RES/68/262"),
            ("A/RES/74/17", "A/RES/74/17"),
            ("A/RES/ES-10/19", "A/RES/ES-10/19"),
            ("R/44/41C", "A/RES/44/41C"),
            ("R/42/209/D", "A/RES/42/209D"),
            ("R/31/208/III", "A/RES/31/208/III"),
            ("R/33/116A/IV", "A/RES/33/116A/IV"),
            ("R/53/77AA", "A/RES/53/77AA"),
            ("R/18/1904", "A/RES/1904(XVIII)"),
            ("R/29/3236", "A/RES/3236(XXIX)"),
            ("R/30/3379", "A/RES/3379(XXX)"),
        ],
    )
    def test_of_resolutions(self, unres, symbol):
        assert normal_symbol(unres) == symbol

    @pytest.mark.parametrize(
        "page",
        ["R/1/66", "R/17/1208", "R/19/595", "SS/1/59", "ESS/5/85", "R/10 65", "R/677/46", ""],
    )
    def test_pages_of_the_record_are_no_symbols(self, page):
        assert normal_symbol(page) == page


class TestTitles:
    def test_the_cataloguers_ending(self):
        assert tidy_title("Missiles : resolution / adopted by the General Assembly") == "Missiles"
        assert tidy_title("  Two\n words ") == "Two words"

    def test_a_page_of_record_keeps_the_title_it_quotes(self):
        page = (
            "The Acting President: We vote on draft resolution III, entitled _Peace<d3>. "
            + "x" * 300
        )
        assert tidy_title(page) != page.strip()
        page = page.replace("_Peace<d3>", "_Peace and security<d3>")
        assert tidy_title(page) == "Peace and security"


class TestPublicFiles:
    def test_size(self, public_unvotes):
        votes = public_unvotes.votes
        # 200 countries in the file; the Federal Republic and Germany share a row.
        assert votes.shape == (199, 6203)
        assert int(((votes >= 1) & (votes <= 3)).sum()) == 870_109
        assert public_unvotes.calls["date"].max() == pd.Timestamp("2020-01-14")

    def test_symbols(self, public_unvotes):
        symbols = public_unvotes.calls["symbol"]
        assert (symbols == "").sum() == 159
        modern = public_unvotes.calls["session"].astype(int) >= 31
        titled = modern & (symbols != "")
        assert symbols[titled].str.startswith("A/RES/").mean() > 0.999
        assert "A/RES/68/262" in set(symbols)
        assert "A/RES/3379(XXX)" in set(symbols)  # Zionism, 10 November 1975
        assert not symbols.str.match(r"A/RES/(?:[1-9]|1\d|2\d|30)/").any()

    def test_states_that_voted_side_by_side(self, public_unvotes):
        for pair, n in ((("DEU", "DDR"), 1000), (("YAR", "YMD"), 1000)):
            rows = public_unvotes.votes[[public_unvotes.states.index(s) for s in pair]]
            assert (rows > 0).all(axis=0).sum() > n

    def test_chinas_seat(self, public_unvotes):
        dates = public_unvotes.calls["date"].to_numpy()
        taipei, beijing = (
            dates[public_unvotes.votes[public_unvotes.states.index(s)] > 0] for s in ("TWN", "CHN")
        )
        handed_over = np.datetime64("1971-10-25")
        assert taipei.max() < handed_over < beijing.min()

    def test_namibia(self, public_unvotes):
        row = public_unvotes.votes[public_unvotes.states.index("NAM")]
        assert (row > 0).sum() == 2455  # rows of "Namibia" in the file

    def test_agrees_with_the_matrix_cell_for_cell(self, public_unvotes, public_matrix):
        states = [s for s in public_unvotes.states if s in public_matrix.states]
        where = {name: j for j, name in enumerate(public_matrix.calls["id"])}
        at = [where[name] for name in public_unvotes.calls["id"]]
        theirs = public_matrix.votes[[public_matrix.states.index(s) for s in states]][:, at]
        ours = public_unvotes.votes[[public_unvotes.states.index(s) for s in states]]
        both = (ours > 0) & (theirs >= 1) & (theirs <= 3)
        assert both.sum() > 850_000
        assert (ours == theirs)[both].all()
