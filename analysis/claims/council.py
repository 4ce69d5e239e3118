"""Claims on the Security Council: resolution 2774 (2025), and what failed before it."""

from __future__ import annotations

import re
from datetime import date

from analysis.claims.assembly import silent
from analysis.claims.ballot import (
    NEEDED,
    PERMANENT,
    Book,
    states_in_words,
)
from analysis.claims.ledger import NOT_DECIDABLE, PARTLY, REFUTED, Claim, judge
from analysis.record.codes import Vote
from analysis.record.reference import members
from analysis.record.states import state_name
from analysis.words import list_of, none_or, number_of, out_of

__all__ = [
    "RESOLUTION",
    "amendments_vetoed",
    "council_tally",
    "first_resolution",
    "russian_vetoes",
    "with_russia_in_council",
]

RESOLUTION = "S/RES/2774(2025)"
#: The resolution that called the emergency special session; procedural, so not open to a veto.
PROCEDURAL = "S/RES/2623(2022)"
INVASION = date(2022, 2, 24)
VOTE_DAY = date(2025, 2, 24)


def council_tally(book: Book) -> Claim:
    """Check the tally of resolution 2774 and who abstained."""
    key = "council-tally"
    statement = (
        "The Security Council adopted resolution 2774 (2025) by 10 votes to none; Denmark, France, "
        "Greece, Slovenia and the United Kingdom abstained."
    )
    ballot = book.find(RESOLUTION)
    if ballot is None:
        return silent(key, statement, f"The roll call on {RESOLUTION} is not in this record.")
    claimed = ("DNK", "FRA", "GRC", "SVN", "GBR")
    carried = ballot.count(Vote.YES) >= NEEDED and not any(
        ballot.of(s) == Vote.NO for s in PERMANENT
    )
    verdict = judge(
        ballot.tally_is(10, 0, 5), carried, *(ballot.did(s, Vote.ABSTAIN) for s in claimed)
    )
    abstained = ballot.who(Vote.ABSTAIN)
    evidence = f"Counted state by state: {ballot.in_words()}"
    evidence += f" ({states_in_words(abstained)})." if abstained and not ballot.unknown else "."
    numbers = {
        "yes": ballot.count(Vote.YES),
        "no": ballot.count(Vote.NO),
        "abstained": list(abstained),
    }
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def with_russia_in_council(book: Book) -> Claim:
    """Check that the United States voted with Russia and without its European allies."""
    key = "with-russia-in-council"
    statement = (
        "On resolution 2774 the United States and Russia cast the same vote, and no European ally "
        "of the United States on the Council voted with them."
    )
    ballot = book.find(RESOLUTION)
    if ballot is None:
        return silent(key, statement, f"The roll call on {RESOLUTION} is not in this record.")
    allies = set(members("NATO", ballot.day)) | set(members("EU", ballot.day))
    absent = (Vote.NOT_MEMBER, Vote.NOT_RECORDED)
    seated = sorted(
        (s for s in allies - {"USA", "CAN"} if ballot.of(s) not in absent), key=state_name
    )
    joined = [s for s in seated if ballot.of(s) == ballot.of("USA")]
    alike = ballot.alike("USA", "RUS")
    verdict = judge(alike, None if not seated else not joined)
    earlier = book.ukraine("SC", before=ballot.day)
    same = sum(bool(b.alike("USA", "RUS")) for b in earlier)
    pair = ballot.pair_in_words("USA", "RUS")
    evidence = f"{pair[:1].upper()}{pair[1:]}. "
    if seated:
        evidence += (
            f"Of the European allies, {states_in_words(seated)} sat on the Council; "
            f"{none_or(len(joined))} of them voted as the United States did. "
        )
    if earlier:
        evidence += (
            f"The two had cast the same vote on {out_of(same, len(earlier), 'earlier vote')} of "
            "the Council on Ukraine in this record."
        )
    numbers = {
        "allies_on_council": seated,
        "allies_voting_alike": joined,
        "earlier": len(earlier),
        "earlier_alike": same,
    }
    return Claim(
        key, statement, verdict, evidence.strip(), numbers, book.rests_on([*earlier, ballot])
    )


def russian_vetoes(book: Book) -> Claim:
    """Count the drafts on Ukraine that Russia vetoed."""
    key = "russian-vetoes"
    statement = (
        "Since the invasion of February 2022 Russia has vetoed drafts on Ukraine in the Council."
    )
    council = book.ukraine("SC", naming="RUS")
    vetoed = [b for b in council if b.vetoed and b.of("RUS") == Vote.NO]
    since = [b for b in vetoed if b.day >= INVASION]
    after = [b for b in council if b.day >= INVASION and not b.symbol.startswith("S/RES/")]
    if not after:
        return silent(
            key,
            statement,
            "This record holds no draft on Ukraine that failed; files of adopted resolutions "
            "never show a veto.",
        )
    names = f" ({list_of([b.symbol for b in since])})" if since else ""
    evidence = (
        f"In this record {none_or(len(since))} of {number_of(len(after), 'draft')} on Ukraine that "
        f"failed since 24 February 2022 had the {NEEDED} votes needed and Russia's No{names}; "
        f"{none_or(len(vetoed) - len(since))} did before that day. "
    )
    listed = [b for b in since if b.partial]
    if listed:
        evidence += (
            f"Of {list_of([b.symbol for b in listed])} a list of vetoes says so, and not how the "
            "others voted."
        )
    else:
        evidence += (
            "These are lower bounds: bulk files hold adopted resolutions only, and votes on "
            "amendments are not held."
        )
    numbers = {
        "vetoed_since_invasion": len(since),
        "vetoed_before": len(vetoed) - len(since),
        "symbols": [b.symbol for b in vetoed],
    }
    rests_on = book.rests_on(council)
    # Drafts that failed are known only in part: none among them refutes nothing.
    return Claim(key, statement, judge(True if since else None), evidence, numbers, rests_on)


def amendments_vetoed(book: Book) -> Claim:
    """Say what the record holds on the amendments to resolution 2774."""
    key = "amendments-vetoed"
    statement = (
        "On 24 February 2025 Russia vetoed European amendments to the draft that became "
        "resolution 2774."
    )
    calls = book.rollcalls.calls
    that_day = (calls["body"] == "SC") & (calls["date"].dt.date == VOTE_DAY)
    mask = (that_day & calls["amendment"].fillna(False)).to_numpy(dtype=bool)
    listed = [
        b.symbol
        for b in book.ukraine("SC", naming="RUS")
        if b.day == VOTE_DAY and b.partial and b.vetoed
    ]
    if listed and not mask.any():
        return Claim(
            key,
            statement,
            NOT_DECIDABLE,
            f"A list of vetoes has {list_of(listed)}, which Russia vetoed that day on Ukraine. It "
            "does not say whether they were amendments, nor how the others voted.",
            {"vetoed": len(listed), "symbols": listed},
            f"{list_of(listed)} of {VOTE_DAY.isoformat()}, with the vote of Russia only",
        )
    part = book.rollcalls.take(mask)
    if not part.n_calls or "RUS" not in part.states.index:
        return silent(
            key,
            statement,
            "The record holds no vote of the Council on amendments: how each member voted on them "
            "could not be established.",
        )
    enough = (part.votes == Vote.YES).sum(axis=0) >= NEEDED
    russia = part.of("RUS")
    vetoed = int((enough & (russia == Vote.NO)).sum())
    known = bool((russia != Vote.NOT_RECORDED).all())
    evidence = (
        f"Of the {number_of(part.n_calls, 'vote')} on amendments in this record, "
        f"{none_or(vetoed)} had the {NEEDED} votes needed and Russia's No."
    )
    numbers = {"amendments": part.n_calls, "vetoed": vetoed}
    verdict = judge(True if vetoed else False if known else None)
    return Claim(key, statement, verdict, evidence, numbers, part.rests_on())


def first_resolution(book: Book) -> Claim:
    """Check whether 2774 was the Council's first resolution on the war since February 2022."""
    key = "first-resolution"
    statement = (
        "Resolution 2774 was the first on Ukraine that the Council adopted after the invasion of "
        "February 2022."
    )
    ballot = book.find(RESOLUTION)
    if ballot is None:
        return silent(key, statement, f"The roll call on {RESOLUTION} is not in this record.")
    earlier = [
        b
        for b in book.ukraine("SC", before=ballot.day)
        if b.day >= INVASION and b.symbol.startswith("S/RES/")
    ]
    substantive = [b for b in earlier if b.symbol != PROCEDURAL]
    numbers_seen = {
        int(found.group(1))
        for s in book.rollcalls.calls["symbol"]
        if (found := re.fullmatch(r"S/RES/(\d+)\(\d{4}\)", s))
    }
    between = range(2624, 2774)
    seen = len(numbers_seen & set(between))
    if substantive:
        verdict = REFUTED
        evidence = f"Adopted before it: {list_of([b.symbol for b in substantive])}. "
    elif earlier:
        verdict = PARTLY
        evidence = (
            f"It was not the first: {PROCEDURAL} of {earlier[0].day.isoformat()} called the "
            "emergency special session of the Assembly. That was procedural, and no other stands "
            "between them in this record. "
        )
    else:
        verdict = NOT_DECIDABLE
        evidence = "This record shows no earlier one. "
    evidence += (
        f"Of the {len(between)} resolutions between 2623 and 2774 this record holds {none_or(seen)}"
        + (", so it cannot rule out others." if seen < len(between) else ".")
    )
    numbers = {
        "earlier": [b.symbol for b in earlier],
        "between": len(between),
        "between_in_record": seen,
    }
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([*earlier, ballot]))
