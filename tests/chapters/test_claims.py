"""The chapter on what was said: on the embedded record, and where the texts of the day are not."""

from __future__ import annotations

from analysis.chapters import claims as chapter
from analysis.claims import check_claims


def test_every_piece(known, flat):
    ledger = check_claims(known)
    pieces = flat(
        chapter.abstract(ledger),
        chapter.tallies(known),
        chapter.who_voted_how(known),
        chapter.verdicts(ledger),
        chapter.basis(ledger),
    )
    assert [p.label for p in pieces[1:]] == ["fig-tally", "fig-map", "tbl-claims",
                                             "tbl-claims-basis"]  # fmt: skip
    assert len(pieces[3].rows) == len(ledger)
    named = [n for cell in pieces[4].rows["number"] for n in cell.split(", ")]
    assert sorted(map(int, named)) == list(range(1, len(ledger) + 1))
    assert "93 yes, 18 no" in pieces[2].caption


def test_a_record_without_the_texts_shows_no_picture(small, flat):
    ledger = check_claims(small)
    assert flat(chapter.tallies(small), chapter.who_voted_how(small)) == []
    assert {claim.verdict for claim in ledger} <= {"not decidable", "partly", "refuted"}
    assert "not decidable" in flat(chapter.abstract(ledger))[0].text


def test_of_what_is_missing_nothing_is_said(embedded):
    one = embedded.take((embedded.calls["symbol"] == "A/RES/ES-11/8").to_numpy())
    assert chapter.who_voted_how(one) == ()
    assert "both voted yes" not in chapter.tallies(one)[0].alt
    assert "both voted yes" in chapter.tallies(embedded)[0].alt
