"""Claims on the two texts that the General Assembly adopted on 24 February 2025."""

from __future__ import annotations

from analysis.claims.ballot import Ballot, Book, list_of, number_of, states_in_words, voted
from analysis.claims.ledger import NOT_DECIDABLE, Claim, judge
from analysis.record.codes import Vote
from analysis.record.reference import members

__all__ = [
    "AMERICAN",
    "EUROPEAN",
    "american_abstention",
    "american_no",
    "chinese_abstention",
    "european_tally",
    "fallen_support",
    "iranian_no",
    "members_of_alliances",
    "silent",
    "undecided_members",
    "ukrainian_yes",
]

#: The Ukrainian and European text, and the American one as amended.
EUROPEAN, AMERICAN = "A/RES/ES-11/7", "A/RES/ES-11/8"
#: Earlier texts on the war as a whole, with the months of their adoption.
EARLIER = {
    "A/RES/ES-11/1": "March 2022",
    "A/RES/ES-11/4": "October 2022",
    "A/RES/ES-11/6": "February 2023",
}


def silent(key: str, statement: str, why: str) -> Claim:
    """Return a claim that the record is silent on."""
    return Claim(key, statement, NOT_DECIDABLE, why, {}, "no roll call")


def european_tally(book: Book) -> Claim:
    """Check the tally of the Ukrainian and European text."""
    key = "european-text-tally"
    statement = (
        "On 24 February 2025 the General Assembly adopted the Ukrainian and European text on "
        "Ukraine, resolution ES-11/7, by 93 votes to 18, with 65 abstentions."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    verdict = judge(ballot.tally_is(93, 18, 65), ballot.two_thirds)
    evidence = f"Counted state by state: {ballot.in_words()}."
    return Claim(key, statement, verdict, evidence, _tally(ballot), book.rests_on([ballot]))


def american_no(book: Book) -> Claim:
    """Check with whom the United States voted no."""
    key = "american-no"
    statement = (
        "The United States voted against the Ukrainian and European text, beside Russia, Israel, "
        "North Korea, Sudan, Belarus, Hungary and 11 other states."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    named = ("RUS", "ISR", "PRK", "SDN", "BLR", "HUN")
    noes = ballot.who(Vote.NO)
    others = [s for s in noes if s != "USA" and s not in named]
    verdict = judge(
        ballot.did("USA", Vote.NO),
        *(ballot.did(s, Vote.NO) for s in named),
        ballot.counts_are({Vote.NO: 1 + len(named) + 11}),
    )
    evidence = (
        f"The United States {voted(ballot.of('USA'))}. Of the states named, "
        f"{states_in_words([s for s in named if s in noes])} voted no; "
        f"{number_of(len(others), 'other state')} did: {states_in_words(others)}."
    )
    numbers = {"noes": len(noes), "others": others, "united_states": voted(ballot.of("USA"))}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def undecided_members(book: Book) -> Claim:
    """Check the abstentions on the Ukrainian and European text."""
    key = "abstentions"
    statement = (
        "65 states abstained on the Ukrainian and European text, more than on the text of "
        "February 2023."
    )
    ballot, before = book.find(EUROPEAN), book.find("A/RES/ES-11/6")
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    abstained, absent = ballot.count(Vote.ABSTAIN), ballot.count(Vote.ABSENT)
    more = None if before is None else abstained > before.count(Vote.ABSTAIN)
    evidence = (
        f"{number_of(abstained, 'state')} abstained and {absent} did not vote: "
        f"{abstained + absent} took neither side."
    )
    numbers = {"abstained": abstained, "absent": absent}
    counted = [ballot]
    if before is not None:
        numbers |= {
            "abstained_2023": before.count(Vote.ABSTAIN),
            "absent_2023": before.count(Vote.ABSENT),
        }
        evidence += (
            f" On ES-11/6 of February 2023, {numbers['abstained_2023']} abstained and "
            f"{numbers['absent_2023']} did not vote."
        )
        counted.insert(0, before)
    verdict = judge(ballot.counts_are({Vote.ABSTAIN: 65}), more)
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on(counted))


def chinese_abstention(book: Book) -> Claim:
    """Check China's vote."""
    key = "chinese-abstention"
    statement = (
        "China did not join Russia in voting against either text in the Assembly; it abstained."
    )
    ballots = [b for b in (book.find(EUROPEAN), book.find(AMERICAN)) if b is not None]
    if len(ballots) < 2:
        return silent(key, statement, "The roll calls on both texts are not in this record.")
    earlier = book.ukraine("GA", before=ballots[0].day)
    noes = sum(b.of("CHN") == Vote.NO for b in earlier)
    abstained = sum(b.of("CHN") == Vote.ABSTAIN for b in earlier)
    how = [f"{voted(b.of('CHN'))} on {b.symbol.removeprefix('A/RES/')}" for b in ballots]
    evidence = f"China {list_of(how)}."
    if earlier:
        evidence += (
            f" On the {number_of(len(earlier), 'earlier roll call')} of the Assembly on Ukraine in "
            f"this record it voted no on {noes} and abstained on {abstained}."
        )
    numbers = {"earlier": len(earlier), "earlier_no": noes, "earlier_abstain": abstained}
    abstentions = [b.did("CHN", Vote.ABSTAIN) for b in ballots]
    return Claim(
        key,
        statement,
        judge(*abstentions),
        evidence,
        numbers,
        book.rests_on([*earlier, *ballots], ("CHN",)),
    )


def iranian_no(book: Book) -> Claim:
    """Check a report that counted Iran among the Noes."""
    key = "iranian-no"
    statement = "Iran was among the states that voted with the United States against ES-11/7."
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    noes = ballot.count(Vote.NO)
    evidence = f"Iran {voted(ballot.of('IRN'))}. The Noes were {noes}"
    evidence += ", and Iran is one of them." if ballot.of("IRN") == Vote.NO else ", without Iran."
    numbers = {"iran": voted(ballot.of("IRN")), "noes": noes}
    verdict = judge(ballot.did("IRN", Vote.NO))
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def american_abstention(book: Book) -> Claim:
    """Check the vote of the United States on its own text."""
    key = "american-abstention"
    statement = (
        "The United States abstained on its own text once the Assembly had amended it; the text "
        "was adopted as resolution ES-11/8 by 93 votes to 8, with 73 abstentions."
    )
    ballot = book.find(AMERICAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {AMERICAN} is not in this record.")
    verdict = judge(ballot.did("USA", Vote.ABSTAIN), ballot.tally_is(93, 8, 73), ballot.two_thirds)
    evidence = (
        f"The United States {voted(ballot.of('USA'))}; Russia {voted(ballot.of('RUS'))}. Counted "
        f"state by state: {ballot.in_words()}. Whose text it was, and that it had been amended, "
        "the votes do not show."
    )
    numbers = _tally(ballot) | {"united_states": voted(ballot.of("USA"))}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def ukrainian_yes(book: Book) -> Claim:
    """Check a report that Ukraine voted for the amended American text."""
    key = "ukrainian-yes"
    statement = "Ukraine voted for the American text as amended, resolution ES-11/8."
    ballot, other = book.find(AMERICAN), book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {AMERICAN} is not in this record.")
    evidence = f"Ukraine {voted(ballot.of('UKR'))} on ES-11/8"
    evidence += "." if other is None else f" and {voted(other.of('UKR'))} on ES-11/7."
    numbers = {"ukraine": voted(ballot.of("UKR"))}
    verdict = judge(ballot.did("UKR", Vote.YES))
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def members_of_alliances(book: Book) -> Claim:
    """Check which members of the EU and NATO did not vote for the European text."""
    key = "members-of-alliances"
    statement = (
        "In the European Union only Hungary did not vote for ES-11/7, and in NATO only Hungary and "
        "the United States."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    parts, sentences, numbers = [], [], {}
    for alliance, title, claimed in (
        ("EU", "the European Union", {"HUN"}),
        ("NATO", "NATO", {"HUN", "USA"}),
    ):
        all_members = members(alliance, ballot.day)
        rest = {s: ballot.of(s) for s in all_members if ballot.of(s) != Vote.YES}
        unknown = {s for s, v in rest.items() if v == Vote.NOT_RECORDED}
        # Missing votes decide only where what is known agrees with the claim.
        agrees = set(rest) - unknown <= claimed and claimed <= set(rest)
        parts.append(None if agrees and unknown else set(rest) == claimed)
        n, yes = len(all_members), len(all_members) - len(rest)
        how = list_of([f"{states_in_words([s])} ({voted(v)})" for s, v in rest.items()])
        sentences.append(f"Of the {n} members of {title}, {yes} voted yes; the others: {how}.")
        numbers |= {f"{alliance}_members": n, f"{alliance}_yes": yes, f"{alliance}_rest": [*rest]}
    verdict = judge(*parts)
    return Claim(key, statement, verdict, " ".join(sentences), numbers, book.rests_on([ballot]))


def fallen_support(book: Book) -> Claim:
    """Compare the votes for the European text with those for earlier texts on the war."""
    key = "fallen-support"
    statement = (
        "Support fell: texts on the war had more than 140 votes in March 2022, October 2022 and "
        "February 2023, and ES-11/7 had 93."
    )
    ballot = book.find(EUROPEAN)
    earlier = {symbol: book.find(symbol) for symbol in EARLIER}
    found = [b for b in earlier.values() if b is not None]
    if ballot is None or not found:
        return silent(key, statement, "The roll calls to compare are not in this record.")
    yes = ballot.count(Vote.YES)
    core = all(yes < b.count(Vote.YES) for b in found)
    verdict = judge(
        core,
        ballot.counts_are({Vote.YES: 93}),
        *(None if b is None else b.count(Vote.YES) > 140 for b in earlier.values()),
    )
    past = [f"{b.count(Vote.YES)} in {EARLIER[b.symbol]}" for b in found]
    last = found[-1]
    then = last.who(Vote.YES)
    now = {v: sum(ballot.of(s) == v for s in then) for v in Vote}
    others = book.ukraine("GA", after=found[0].day, before=ballot.day)
    low = min((*others, *found), key=lambda b: b.count(Vote.YES))
    evidence = (
        f"Votes in favour: {list_of(past)}, {yes} on ES-11/7. Of the {len(then)} states that voted "
        f"yes in {EARLIER[last.symbol]}, {now[Vote.YES]} did so again, {now[Vote.ABSTAIN]} "
        f"abstained, {now[Vote.NO]} voted no and {now[Vote.ABSENT]} did not vote. The texts "
        f"differ, and others on Ukraine had fewer votes in between, down to "
        f"{low.count(Vote.YES)} on {low.symbol}."
        if low.count(Vote.YES) < yes
        else f"Votes in favour: {list_of(past)}, {yes} on ES-11/7."
    )
    numbers = {b.symbol: b.count(Vote.YES) for b in (*found, ballot)} | {
        "yes_again": now[Vote.YES],
        "yes_then_abstained": now[Vote.ABSTAIN],
        "yes_then_no": now[Vote.NO],
        "yes_then_absent": now[Vote.ABSENT],
        "lowest_in_between": low.count(Vote.YES),
        "lowest_symbol": low.symbol,
    }
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([*found, ballot]))


def _tally(ballot: Ballot) -> dict[str, object]:
    return {
        "yes": ballot.count(Vote.YES),
        "no": ballot.count(Vote.NO),
        "abstain": ballot.count(Vote.ABSTAIN),
        "absent": ballot.count(Vote.ABSENT),
        "unknown": ballot.unknown,
    }
