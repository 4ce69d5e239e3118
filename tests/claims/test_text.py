"""The ledger as text: exact facts, clean sentences, plain values, and the table."""

from __future__ import annotations

import json
import re

import pytest

from analysis.claims import VERDICTS, Claim, check_claims, claims_table
from analysis.claims.ballot import states_in_words
from analysis.claims.ledger import judge
from analysis.errors import UsageError
from analysis.record.states import state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.words import list_of, none_or, number_of, out_of, times

EUROPEAN, AMERICAN, COUNCIL = "A/RES/ES-11/7", "A/RES/ES-11/8", "S/RES/2774(2025)"

#: Edits that lead to sentences which the record as it stands does not need.
EDITS = [
    {},
    {EUROPEAN: {"*": "Y"}, AMERICAN: {"*": "Y"}, COUNCIL: {"*": "N"}},
    {EUROPEAN: {"*": "X"}, AMERICAN: {"*": "X"}},
    {EUROPEAN: {"*": None}, AMERICAN: {"*": None}, COUNCIL: {"*": None}},
    {EUROPEAN: None},
    {EUROPEAN: {"USA": "Y"}, AMERICAN: {"CHN": "N"}, "S/2022/155": None, "S/2022/720": None},
    {EUROPEAN: {"FRA": None, "PRK": "A"}, "A/RES/68/262": {"USA": "N"}},
    {"A/RES/ES-11/9": None, "S/2022/231": "S/RES/2640(2022)"},
    {"A/RES/ES-11/9": {"USA": "N"}, "S/2022/155": {"RUS": "A"}, "A/RES/ES-11/6": {"*": "N"}},
    {COUNCIL: {"DNK": "Y", "USA": "A"}, "S/RES/2166(2014)": {"RUS": "A"}},
]

#: Slips of a sentence that is put together from parts.
SLIPS = {
    "two spaces": r"\s\s",
    "space before a stop": r"\s[.,;:)]",
    "two stops": r"[.,;:][.,;:]",
    "nought for none": r"(?<![\d.,/()-])0 (?!%)",
    "a plural of one": r"(?<![\d.,/-])1 (earlier |later |roll )*(vote|call|state|member|draft)s",
    "a singular of many": r"(?<![/\d-])([02-9]|\d\d+) (earlier |later |roll )*"
    r"(vote|call|state|member|draft|time)\b(?! roll)",
    "none no": r"none no\b",
    "one time": r"\b[12] times?\b",
    "a code": r"\b(USA|RUS|HUN|NaN|nan|True|False)\b",
}
#: Words that praise or blame, or guess at motives.
LOADED = (
    "abandon|alarming|ally with|anti-|appease|betray|brave|capitulat|courageous|disgrace|dramatic"
    "|embarrass|finally|hostile|humiliat|isolated|loyal|merely|notorious|only too|pro-Russia"
    "|regime|righteous|rogue|shameful|shocking|stunning|undecided|unfortunately|unprecedented|wisely"
)


def clean(text: str) -> None:
    assert text == text.strip()
    assert text.endswith(".")
    assert text[0].isupper()
    for slip, pattern in SLIPS.items():
        found = re.search(pattern, text)
        assert found is None, f"{slip}: {found!r} in {text!r}"
    assert not re.search(LOADED, text, re.IGNORECASE)
    assert text.count("(") == text.count(")")


def test_exact_facts(embedded):
    ledger = {c.id: c.numbers for c in check_claims(embedded)}
    tally = {"yes": 93, "no": 18, "abstain": 65, "absent": 17, "unknown": 0}
    assert ledger["european-text-tally"] == tally
    own = ledger["american-abstention"]
    assert (own["yes"], own["no"], own["abstain"], own["absent"]) == (93, 8, 73, 19)
    assert own["united_states"] == "abstained"
    council = ledger["council-tally"]
    assert (council["yes"], council["no"]) == (10, 0)
    assert sorted(council["abstained"]) == ["DNK", "FRA", "GBR", "GRC", "SVN"]
    assert ledger["abstentions"] == {
        "abstained": 65,
        "absent": 17,
        "abstained_2023": 32,
        "absent_2023": 13,
    }


def test_the_other_eleven_noes_are_named(embedded):
    found = {c.id: c for c in check_claims(embedded)}["american-no"]
    codes = ["BDI", "BFA", "CAF", "ERI", "GNQ", "HTI", "MHL", "MLI", "NER", "NIC", "PLW"]
    assert sorted(found.numbers["others"]) == codes
    assert found.numbers["noes"] == 18
    for code in codes:
        assert state_name(code) in found.evidence


def test_numbers_are_counts_of_the_votes(embedded):
    """Counted again here, from the array, without the ledger's own counting."""
    ledger = {c.id: c.numbers for c in check_claims(embedded)}
    calls = embedded.calls
    column = {s: int((calls["symbol"] == s).to_numpy().argmax()) for s in (EUROPEAN, AMERICAN)}
    votes = embedded.votes[:, column[EUROPEAN]]
    assert [int((votes == v).sum()) for v in (1, 3, 2, 8)] == [93, 18, 65, 17]
    before = ((calls["body"] == "GA") & (calls["date"] < "2025-02-24")).to_numpy()
    usa, russia = embedded.of("USA"), embedded.of("RUS")
    assert ledger["departure"]["earlier"] == before.sum() == 21
    assert ledger["departure"]["earlier_yes"] == (usa[before] == 1).sum()
    assert ledger["first-time-with-russia"]["assembly_alike"] == (usa == russia)[before].sum()
    council = ((calls["body"] == "SC") & (calls["date"] < "2025-02-24")).to_numpy()
    assert ledger["first-time-with-russia"]["council_alike"] == (usa == russia)[council].sum()
    assert ledger["members-of-alliances"]["NATO_rest"] == ["HUN", "MKD", "USA"]
    assert ledger["members-of-alliances"]["EU_rest"] == ["HUN"]
    again = (votes == 1) & (embedded.votes[:, (calls["symbol"] == "A/RES/ES-11/6").argmax()] == 1)
    assert ledger["fallen-support"]["yes_again"] == again.sum()


@pytest.mark.parametrize("edit", EDITS, ids=range(len(EDITS)))
def test_sentences_are_clean(edited, edit):
    for found in check_claims(edited(edit)):
        clean(found.statement)
        clean(found.evidence)
        assert found.rests_on


def test_sentences_on_the_history_are_clean(history):
    for found in check_claims(history):
        clean(found.evidence)


@pytest.mark.parametrize("edit", EDITS, ids=range(len(EDITS)))
def test_ids_statements_and_json(edited, embedded, edit):
    ledger = check_claims(edited(edit))
    ids = [c.id for c in ledger]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in ids)
    # What is claimed does not depend on what is found.
    assert [c.statement for c in ledger] == [c.statement for c in check_claims(embedded)]
    for found in ledger:
        assert json.loads(json.dumps(found.to_dict(), allow_nan=False)) == found.to_dict()


@pytest.mark.parametrize("key", ["departure", "first-time-with-russia", "against-the-allies"])
def test_what_had_never_been_names_the_texts_that_are_not_counted(embedded, key):
    """Of a text that a record lacks, "never" and "first" do not speak."""
    said = {c.id: c for c in check_claims(embedded)}[key].evidence
    assert "not counted" not in said
    texts = ["A/RES/78/316", "A/RES/79/184"]
    lacking = embedded.take(~embedded.calls["symbol"].isin(texts).to_numpy())
    said = {c.id: c for c in check_claims(lacking)}[key].evidence
    assert said.endswith(
        "Not in this record, and so not counted: resolutions 78/316 of July 2024 and 79/184 of "
        "December 2024."
    )
    lacking = embedded.take((embedded.calls["symbol"] != texts[0]).to_numpy())
    said = {c.id: c for c in check_claims(lacking)}[key].evidence
    assert said.endswith("not counted: resolution 78/316 of July 2024.")


def test_a_vote_known_in_part_counts_for_the_states_named():
    whole, known = (load_rollcalls("embedded", partial=p) for p in (False, True))
    before, after = ({c.id: c for c in check_claims(rc)} for rc in (whole, known))
    assert before["departure"].numbers["later"] == 2
    assert after["departure"].numbers["later"] == 3
    assert after["departure"].numbers["later_yes"] == before["departure"].numbers["later_yes"]
    assert "2026-02-24" in after["departure"].evidence
    # Every other claim is on whole lists, or on votes before that day.
    same = set(before) - {"departure", "fourth-anniversary"}
    assert after["fourth-anniversary"].numbers["united_states"] == "abstained"
    assert after["fourth-anniversary"].verdict == "not decidable"  # the tally is only stated
    assert {k: after[k] for k in same} == {k: before[k] for k in same}


def test_what_the_votes_rest_on(embedded):
    ledger = {c.id: c.rests_on for c in check_claims(embedded)}
    assert ledger["european-text-tally"] == "A/RES/ES-11/7 of 2025-02-24"
    assert ledger["rarely-both-no"] == "no roll call"


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((True,), "confirmed"),
        ((True, True), "confirmed"),
        ((True, False), "partly"),
        ((True, None), "not decidable"),
        ((True, False, None), "partly"),
        ((True, None, False), "partly"),
        ((True, True, None), "not decidable"),
        ((False,), "refuted"),
        ((False, True), "refuted"),
        ((False, None), "refuted"),
        ((None,), "not decidable"),
        ((None, True), "not decidable"),
        ((None, False), "not decidable"),
    ],
)
def test_judge(parts, verdict):
    assert judge(*parts) == verdict
    assert verdict in VERDICTS


def test_an_unknown_verdict_is_refused():
    with pytest.raises(UsageError) as refused:
        Claim("x", "It carried.", "true", "93 to 18.")
    assert refused.value.where == "claim x"


def test_table(embedded):
    ledger = check_claims(embedded)
    table = claims_table(ledger)
    assert table.columns.tolist() == ["id", "statement", "verdict", "evidence", "rests_on"]
    assert table["id"].tolist() == [c.id for c in ledger]
    assert set(table["verdict"]) <= set(VERDICTS.values())
    decided = table.set_index("id")["verdict"]
    assert decided["rarely-both-no"] == "not decidable from this record"
    assert not table.isna().any(axis=None)
    assert claims_table([]).columns.tolist() == table.columns.tolist()


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (list_of(["a"]), "a"),
        (list_of(["a", "b"]), "a and b"),
        (list_of(["a", "b", "c"]), "a, b and c"),
        (number_of(1, "vote"), "1 vote"),
        (number_of(2, "vote"), "2 votes"),
        (none_or(0), "none"),
        (none_or(3), "3"),
        (out_of(0, 2, "vote"), "none of the 2 votes"),
        (out_of(1, 2, "vote"), "1 of the 2 votes"),
        (out_of(2, 2, "vote"), "both votes"),
        (out_of(3, 3, "vote"), "all 3 votes"),
        (out_of(1, 1, "vote"), "the only vote"),
        (times(0), "never"),
        (times(3), "3 times"),
        (states_in_words(["USA"]), "the United States"),
        (states_in_words(["RUS", "FRA"]), "Russia and France"),
    ],
)
def test_words(written, text):
    assert written == text


def test_a_ballot_with_missing_votes_leaves_room():
    """193 seats, 3 votes known: 190 could be anything; the Council has 15 seats."""
    from analysis.claims.ballot import Book, fewer
    from analysis.record.codes import Vote

    rc = RollCalls.from_votes(
        [[1, 1], [1, 3], [3, 2]],
        states=["A", "B", "C"],
        dates=["2024-01-01", "2024-01-02"],
        symbol=["x", "y"],
        body=["SC", "SC"],
    )
    book = Book(rc)
    x, y = book.find("x"), book.find("y")
    assert x is not None
    assert y is not None
    assert x.unknown == 12
    assert x.tally_is(2, 1, 0) is True
    assert x.tally_is(10, 5, 0) is None
    assert x.tally_is(1, 1, 0) is False
    assert x.counts_are({Vote.YES: 14}) is None
    assert x.counts_are({Vote.YES: 15}) is False
    assert x.most(Vote.YES) == 14
    assert fewer(y, x, Vote.YES) is None
    assert x.alike("A", "B") is True
    assert x.alike("A", "D") is None
    assert x.records("A", "B")
    assert not x.records("A", "D")
    assert book.find("z") is None
