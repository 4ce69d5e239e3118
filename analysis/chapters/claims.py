"""What was said of the votes of 24 February 2025, and what the votes say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table
from analysis.claims import Claim, claims_table
from analysis.figures.maps.world import vote_map
from analysis.figures.votes import tally_dots
from analysis.prose.claims import claims_abstract, tallies_in_words
from analysis.prose.headlines import same_votes_headline, vote_headline
from analysis.record.codes import Vote, is_cast
from analysis.record.states import state_name
from analysis.rollcalls import RollCalls
from analysis.stamp import maker

__all__ = ["TEXTS", "abstract", "basis", "tallies", "verdicts", "who_voted_how"]

#: The texts of the day, by symbol, with the heading that each has.
TEXTS = {
    "A/RES/ES-11/7": "A/RES/ES-11/7: the Ukrainian and European text",
    "A/RES/ES-11/8": "A/RES/ES-11/8: the American text, as amended",
    "S/RES/2774(2025)": "S/RES/2774 (2025): the American text in the Security Council",
}
#: The text that the map shows.
MAPPED = "A/RES/ES-11/7"


def abstract(ledger: Sequence[Claim]) -> Prose:
    """Say how many statements were checked, and with which verdicts.

    Parameters
    ----------
    ledger : sequence of Claim
        From `analysis.claims.check_claims`, here and below.
    """
    counts = claims_table(list(ledger))["verdict"].value_counts()
    return Prose(claims_abstract({str(verdict): int(n) for verdict, n in counts.items()}))


@maker
def tallies(rollcalls: RollCalls) -> tuple[Picture, ...]:
    """Draw each text of the day as dots, one a state; nothing if the record holds none."""
    here = _positions(rollcalls)
    if not here:
        return ()
    words = tallies_in_words(rollcalls.tally().iloc[list(here.values())].set_index(pd.Index(here)))
    together = (
        " The United States voted no on the first and Russia too; on the third both voted yes."
        if len(here) == len(TEXTS)
        else ""
    )
    picture = Picture(
        tally_dots(
            rollcalls,
            [rollcalls.calls["id"].iloc[j] for j in here.values()],
            [TEXTS[symbol] for symbol in here],
            named=["USA", "RUS", "CHN", "GBR", "FRA", "UKR", "ISR"],
        ),
        "fig-tally",
        "The votes of 24 February 2025, one dot a state. Ringed: the permanent members of the "
        f"Security Council, Israel and Ukraine. {words}. n = {len(here)} roll calls. Complete "
        "counts, without intervals. Source: @tbl-sources.",
        alt=f"Dots grouped by vote. {words}.{together}",
        headline=same_votes_headline(
            "the United States", "Russia", *_alike(rollcalls, here), "texts of 24 February 2025"
        ),
        subtitle="How states voted on each text, a dot a state",
    )
    return (picture,)


def _alike(rollcalls: RollCalls, here: Mapping[str, int]) -> tuple[int, int]:
    """Count the texts on which the United States and Russia cast the same vote, and all."""
    rows = [rollcalls.votes[rollcalls.states.index.get_loc(s)] for s in ("USA", "RUS")]
    cast = [j for j in here.values() if all(is_cast(row[j]) for row in rows)]
    return sum(int(rows[0][j] == rows[1][j]) for j in cast), len(cast)


@maker
def who_voted_how(rollcalls: RollCalls) -> tuple[Picture, ...]:
    """Draw the vote on the European text on a map; nothing if the record lacks it."""
    here = _positions(rollcalls)
    if MAPPED not in here:
        return ()
    j = here[MAPPED]
    tally = rollcalls.tally().iloc[j]
    against = [
        state_name(state)
        for state, vote in zip(rollcalls.states.index, rollcalls.votes[:, j], strict=True)
        if vote == Vote.NO
    ]
    picture = Picture(
        vote_map(rollcalls, rollcalls.calls["id"].iloc[j], marked=["UKR", "USA"]),
        "fig-map",
        f"The vote on {MAPPED} of 24 February 2025, every member of the United Nations: "
        f"{tally.yes} yes, {tally.no} no, {tally.abstain} abstentions, {tally.absent} absent. A "
        "member that its outline would not show is a dot, moved a little where dots would touch. "
        "Outlined: Ukraine and the United States. n = 1 roll call of 193 members; a complete "
        "count, without intervals. Borders and names on this map are no statement on the status of "
        "any territory; Crimea is drawn as in General Assembly resolution 68/262. Equal Earth "
        "projection, which keeps areas. Source of votes: @tbl-sources; of outlines: Natural Earth, "
        "public domain.",
        alt=f"A map of the world. Voting no: {', '.join(against)}. Yes: nearly all of Europe, "
        "Canada, Australia, Japan and others. Most of South America, Africa and Asia, among them "
        "China, India and Brazil, abstained.",
        headline=vote_headline(MAPPED, int(tally.yes), int(tally.no), int(tally.abstain)),
        subtitle="How every member of the United Nations voted on 24 February 2025",
    )
    return (picture,)


@maker
def verdicts(ledger: Sequence[Claim]) -> Table:
    """List the statements, each with its verdict and what the votes show."""
    return Table(
        _numbered(ledger),
        "tbl-claims",
        "Statements on the votes of 24 February 2025 and the year since, each with its verdict and "
        f"what the votes show. n = {len(ledger)} statements; verdicts are counts and need no "
        "interval. Source: @tbl-sources.",
        supplement=True,
        columns={
            "number": "no.",
            "statement": "statement",
            "verdict": "verdict",
            "evidence": "evidence",
        },
        widths=(0.4, 2.6, 1, 3.6),
    )


@maker
def basis(ledger: Sequence[Claim]) -> Table:
    """List which roll calls the verdicts rest on."""
    numbered = _numbered(ledger).astype({"number": str})
    rests = numbered.groupby("rests_on", sort=False)["number"].agg(", ".join).reset_index()
    rests["rests_on"] = rests["rests_on"].replace("", "no roll call of this record")
    return Table(
        rests,
        "tbl-claims-basis",
        "Which roll calls the verdicts on 24 February 2025 and the year since rest on. n = "
        f"{len(ledger)} statements; counts, without intervals. Source: @tbl-sources.",
        supplement=True,
        columns={"rests_on": "rests on", "number": "statements"},
        widths=(4, 1.4),
    )


def _numbered(ledger: Sequence[Claim]) -> pd.DataFrame:
    return claims_table(list(ledger)).assign(number=range(1, len(ledger) + 1))


def _positions(rollcalls: RollCalls) -> dict[str, int]:
    """Find the first roll call on each text of the day that the record holds."""
    symbols = rollcalls.calls["symbol"].tolist()
    return {text: symbols.index(text) for text in TEXTS if text in symbols}
