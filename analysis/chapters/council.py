"""The Security Council: its votes on Ukraine one by one, and its permanent members in pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.agreement import pair_series
from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import shown_span, shown_years
from analysis.errors import UsageError
from analysis.figures.council import CROWDED, council_grid, pairs_figure
from analysis.figures.style import COLOURS, decimal_year
from analysis.profile.council import council_votes, exact_share, same_votes
from analysis.prose.council import (
    besides_sentence,
    council_abstract,
    dealt_sentence,
    dots_in_words,
    left_out_sentence,
    no_change_sentence,
    resolution_sentences,
    rise_sentences,
    seat_sentence,
    unrecorded_sentence,
    vetoed_sentence,
    who_else,
)
from analysis.prose.headlines import AGREEMENT, same_votes_headline
from analysis.record.codes import is_cast
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.shift.designs.security_council import council_by_year, security_council
from analysis.stamp import maker
from analysis.study import Study
from analysis.tables import minus, shortened
from analysis.words import day_in_words, upper_first

__all__ = [
    "Votes",
    "abstract",
    "change",
    "deals",
    "decades",
    "gather",
    "grid",
    "listing",
    "pairs",
    "resolution",
    "rise",
    "veto_list",
    "vetoes",
]

HUES = (COLOURS["rival"], COLOURS["allies"], COLOURS["country"], COLOURS["other"])
SOURCE = "Source: meeting records of the Council, as embedded."


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of the chapter.

    Attributes
    ----------
    study : Study
    known : RollCalls
        All, with those of which only some votes are known.
    rollcalls, council, assembly, on_ukraine : RollCalls
        Those of which every vote is known: all; those of either body; those of the Council on
        Ukraine.
    votes, every : DataFrame
        One by one, from `analysis.profile.council.council_votes`: those on Ukraine, and all of
        the Council, with those known in part.
    cast : int
        Votes of the country in the Council.
    lead : str
        Whose pairs are shown: the country if it is a permanent member, else the United States.
    """

    study: Study
    known: RollCalls
    rollcalls: RollCalls
    council: RollCalls
    assembly: RollCalls
    on_ukraine: RollCalls
    votes: pd.DataFrame
    every: pd.DataFrame
    cast: int
    lead: str

    @property
    def span(self) -> str:
        """First and last day of the votes on Ukraine."""
        return f"{self.votes['date'].min():%Y-%m-%d} to {self.votes['date'].max():%Y-%m-%d}"

    @property
    def by_list(self) -> pd.DataFrame:
        """Drafts that a list of vetoes names: who vetoed is known, not how the others voted."""
        return self.every[self.every["partial"] & (self.every["outcome"] == "vetoed")]

    @property
    def partners(self) -> list[str]:
        """The other permanent members."""
        return [s for s in ("RUS", "FRA", "GBR", "CHN", "USA") if s != self.lead][:4]


def gather(study: Study, known: RollCalls) -> Votes:
    """Gather the votes of the chapter.

    Parameters
    ----------
    study : Study
    known : RollCalls
        With those of which only some votes are known.
    """
    known = known.select(end=study.until)
    rollcalls = known.whole()
    council, assembly = rollcalls.select(body="SC"), rollcalls.select(body="GA")
    on_ukraine = council.select(issue="ukraine")
    held = study.country in council.states.index
    return Votes(
        study,
        known,
        rollcalls,
        council,
        assembly,
        on_ukraine,
        council_votes(on_ukraine),
        council_votes(known.select(body="SC")),
        int(is_cast(council.of(study.country)).sum()) if held else 0,
        study.country if study.country in PERMANENT else "USA",
    )


def abstract(v: Votes) -> Prose:
    """Say who sat in the Council, and what the record holds of it."""
    rests_on = v.council.rests_on() if v.council.n_calls else ""
    seated = seat_sentence(v.study.country, v.cast)
    return Prose(council_abstract(seated, rests_on, v.votes, besides_sentence(v.by_list)))


@pieces
def grid(v: Votes) -> Iterator[Picture]:
    """Draw how each member voted on each text on Ukraine."""
    if v.votes.empty:
        return
    country = v.study.country
    ringed = f", {in_sentence(country)} ringed" if v.cast and country not in PERMANENT else ""
    yield Picture(
        council_grid(v.on_ukraine, v.votes, marked=[country]),
        "fig-council",
        "Votes of the Security Council on Ukraine. Squares: permanent members; dots: the ten "
        f"elected members in the order yes, abstain, no{ringed}. n = {len(v.votes)} roll calls, "
        f"{v.span}. A complete count of the file, so without an interval. {SOURCE}",
        alt="A grid with a row for each vote. "
        + " ".join(
            f"{r.date:%B %Y}: {r.yes}–{r.no}–{r.abstain} (yes–no–abstentions), {r.outcome}; the "
            f"United States {r.USA}, Russia {r.RUS}."
            for r in v.votes.itertuples()
        ),
        headline=same_votes_headline(
            in_sentence(v.lead),
            in_sentence(v.partners[0]),
            int((same := same_votes(v.on_ukraine, v.lead, v.partners[0]).dropna()).sum()),
            len(same),
            "texts on Ukraine in the Security Council",
        ),
        subtitle="How permanent members (squares) and elected members (dots) voted on each",
    )


@pieces
def resolution(v: Votes) -> Iterator[Prose]:
    """Say how resolution 2774 (2025) was adopted, if the record holds it."""
    if text := resolution_sentences(v.votes):
        yield Prose(text)


@pieces
def listing(v: Votes) -> Iterator[Table]:
    """List the votes on Ukraine with who did not vote yes."""
    if v.votes.empty:
        return
    rows = v.votes.assign(
        title=v.votes["title"].map(lambda t: shortened(t, 90)),
        tally=[f"{r.yes}–{r.no}–{r.abstain}" for r in v.votes.itertuples()],
        permanent=[
            who_else(
                {word: " ".join(s for s in PERMANENT if r[s] == word) for word in ("no", "abstain")}
            )
            for _, r in v.votes.iterrows()
        ],
        elected=[
            who_else({"no": r.others_no, "abstain": r.others_abstain}) for r in v.votes.itertuples()
        ],
    )
    yield Table(
        rows,
        "tbl-council",
        f"The same {len(rows)} roll calls: tally (yes–no–abstentions), outcome, and who did not "
        "vote yes. “Vetoed” means nine votes in favour or more and the No of a permanent member; "
        "the vote of 27 February 2022 was on procedure, where no veto is possible. A complete "
        f"count, without intervals. {SOURCE}",
        supplement=True,
        columns={
            "date": "date",
            "symbol": "text",
            "title": "subject",
            "tally": "tally",
            "outcome": "outcome",
            "permanent": "permanent members",
            "elected": "elected members",
        },
        widths=(1.25, 1.75, 2.9, 0.9, 1.05, 1.75, 1.9),
    )


@pieces
def vetoes(v: Votes) -> Iterator[Table | Prose]:
    """Count the votes of the permanent members on Ukraine, and the noes that decided.

    Before there were any, tell how many drafts the member whose pairs are shown vetoed.
    """
    if v.votes.empty:
        vetoed = v.every[v.every["outcome"] == "vetoed"]
        if len(v.by_list) and v.lead in vetoed:
            own = int((vetoed[v.lead] == "no").sum())
            yield Prose(vetoed_sentence(in_sentence(v.lead), own, len(vetoed)))
        return
    votes = v.votes
    rows = pd.DataFrame(
        {
            "state": state_name(s),
            "noes": int((votes[s] == "no").sum()),
            "vetoes": int(((votes[s] == "no") & (votes["outcome"] == "vetoed")).sum()),
            "abstentions": int((votes[s] == "abstain").sum()),
            "yes": int((votes[s] == "yes").sum()),
        }
        for s in sorted(PERMANENT, key=lambda s: -int((votes[s] == "no").sum()))
    )
    yield Prose("@tbl-vetoes counts noes and vetoes on Ukraine.")
    yield Table(
        rows,
        "tbl-vetoes",
        f"How the permanent members voted on the {len(votes)} roll calls on Ukraine, {v.span}. "
        f"Counts, without intervals. {SOURCE}",
        columns={
            "state": "state",
            "yes": "yes",
            "abstentions": "abstain",
            "noes": "no",
            "vetoes": "of these, decided the vote",
        },
        note="A No decides where the draft had nine votes in favour or more. Only roll calls of "
        "which every vote is known are counted, so that the last column is a lower bound.",
    )


@pieces
def veto_list(v: Votes) -> Iterator[Table]:
    """Count the drafts that each permanent member vetoed; nothing without a list of vetoes."""
    if v.by_list.empty:
        return
    vetoed = v.every[v.every["outcome"] == "vetoed"]
    before = vetoed["date"] < pd.Timestamp(v.study.event)
    noes = vetoed[[s for s in PERMANENT if s in vetoed]] == "no"
    alone = noes.sum(axis=1) == 1
    rows = pd.DataFrame(
        {
            "state": state_name(s),
            "all": int(noes[s].sum()),
            "alone": int((noes[s] & alone).sum()),
            "before": int((noes[s] & before).sum()),
            "since": int((noes[s] & ~before).sum()),
        }
        for s in noes
    )
    yield Table(
        rows.sort_values("all", ascending=False, kind="stable"),
        "tbl-veto-list",
        f"Drafts vetoed by each permanent member, on all subjects: n = {len(vetoed)} drafts, "
        f"{vetoed['date'].min():%Y-%m-%d} to {vetoed['date'].max():%Y-%m-%d}. Of "
        f"{len(v.by_list)} of them only the votes of those who vetoed are known. Counts, "
        "without intervals. Source: @tbl-sources.",
        supplement=True,
        columns={
            "state": "state",
            "all": "vetoes",
            "alone": "of these, alone",
            "before": f"before {day_in_words(v.study.event)}",
            "since": f"since {day_in_words(v.study.event)}",
        },
        note="Russia includes the Soviet Union. China's seat was held from Taipei until 25 October "
        "1971, and its vetoes of those years, if any, are not counted here.",
    )


@pieces
def pairs(v: Votes) -> Iterator[Picture]:
    """Draw agreement of the permanent members in pairs, in the Council and in the Assembly."""
    known = {*v.council.states.index} & {*v.assembly.states.index}
    if not v.council.n_calls or not {v.lead, *v.partners} <= known:
        return
    study, name = v.study, in_sentence(v.lead)
    labels = {f"With {in_sentence(s)}": s for s in v.partners}
    first = max(v.council.first.year, shown_years(study, v.rollcalls.last.year)[0])
    council = v.council.select(start=f"{first}-01-01", end=study.until)
    span = shown_span(study, v.assembly, first)
    recent = span.rollcalls

    def series(part: RollCalls) -> dict[str, pd.DataFrame]:
        return {
            label: pair_series(
                part,
                v.lead,
                s,
                indices=["ordinal"],
                level=study.level,
            )
            for label, s in labels.items()
        }

    in_council = series(council)
    dots = {label: t.dropna(subset=["value"]) for label, t in in_council.items()}
    crowded = max(len(t) for t in dots.values()) > CROWDED
    numbers = "" if crowded else "with the number of roll calls, "
    dashed = f"Broken line: {day_in_words(study.event)}. " if study.event.year >= first else ""
    yield Picture(
        pairs_figure(
            in_council,
            series(recent),
            dict(zip(labels, HUES, strict=True)),
            event=decimal_year(study.event),
            since=first - 0.3,
        ),
        "fig-pairs",
        f"Ordinal agreement of {name} with the other permanent members by year. Dots: Security "
        f"Council, {numbers}open where fewer than five days of voting allow no interval; bars: "
        f"{study.level:.0%} intervals, leaving out one day at a time. Grey: General Assembly, "
        f"with its interval. {dashed}n = {council.n_calls:,} roll calls of the Council and "
        f"{recent.n_calls:,} of the Assembly, from {first} on. Years "
        f"without a dot are years without a roll call on which both voted.{span.note} Source: "
        "@tbl-sources.",
        alt=f"Four panels, one for each pair of {name} with another permanent member. "
        + " ".join(
            f"{label} in the Council: {dots_in_words(t, CROWDED)}."
            for label, t in dots.items()
            if len(t)
        ),
        headline=f"{upper_first(name)} beside the other permanent members, in Council and Assembly",
        subtitle=f"{AGREEMENT}. Dots: Security Council; grey line: General Assembly"
        + (f"; broken line: {day_in_words(study.event)}" if dashed else ""),
    )


@pieces
def rise(v: Votes) -> Iterator[Prose]:
    """Warn of what the dots of the Council rest on."""
    if v.votes.empty:
        return
    opposed = int((same_votes(v.on_ukraine, "USA", "RUS") == 0).sum())
    other = v.council.take(~v.council.has_issue("ukraine")).calls
    adopted = other["date"][other["symbol"].str.startswith("S/RES/")]
    yield Prose(rise_sentences(v.votes, opposed, adopted))


@pieces
def decades(v: Votes) -> Iterator[Prose | Table]:
    """Set identical votes of a pair by decade beside the same with vetoes of a list counted."""
    if v.by_list.empty:
        return
    table = council_by_year(v.known)
    table = table[(table["a"] == v.lead) | (table["b"] == v.lead)]
    table["with"] = table["b"].where(table["a"] == v.lead, table["a"])
    table["alike"] = (table["identical"] * table["n"]).fillna(0)
    table["years"] = [f"{y // 10 * 10}–{y // 10 * 10 + 9}" for y in table["year"]]
    counts = ["n", "alike", "vetoes", "joint"]
    sums = table.groupby(["with", "years"], as_index=False)[counts].sum()
    sums = sums[sums["n"] + sums["vetoes"] > 0]
    sums["identical"] = sums["alike"] / sums["n"].where(sums["n"] > 0)
    sums["counted"] = (sums["alike"] + sums["joint"]) / (sums["n"] + sums["vetoes"])
    yield Prose(left_out_sentence())
    place = sums["with"].map(v.partners.index)
    sums = sums.assign(state=sums["with"].map(state_name), place=place)
    yield Table(
        sums.sort_values(["place", "years"], kind="stable", ignore_index=True),
        "tbl-council-decades",
        f"Identical votes of {in_sentence(v.lead)} with the other permanent members by decade: on "
        "roll calls of which every vote is known, and with the drafts that one of the two vetoed "
        "counted as votes apart, or alike where both did. "
        f"n = {v.council.n_calls:,} roll calls and {len(v.by_list)} drafts of the list of vetoes, "
        f"{v.every['date'].min():%Y-%m-%d} to {v.every['date'].max():%Y-%m-%d}. Shares of complete "
        "counts, without intervals. Source: @tbl-sources.",
        supplement=True,
        columns={
            "state": "with",
            "years": "years",
            "n": "roll calls",
            "identical": "alike",
            "vetoes": "drafts vetoed",
            "joint": "by both",
            "counted": "alike, vetoes counted",
        },
        plain=["years"],
        note="A permanent member that is not on the list did not vote no, so that a veto by one is "
        "a vote apart; how far apart, a yes or an abstention, is not known.",
    )


@maker
def change(v: Votes) -> Table | Prose:
    """List the country's changes in agreement in the Council, or say why there are none."""
    study = v.study
    try:
        shifts = security_council(v.rollcalls, study)
    except UsageError as error:
        return Prose(no_change_sentence(study.country, error.finding))
    if not shifts:
        return Prose(no_change_sentence(study.country))
    method = shifts[0].method
    rows = pd.DataFrame(
        {
            "pair": e.quantity.partner_name,
            "change": minus(e.interval()),
            "n": e.n,
        }
        for e in shifts
    )
    return Table(
        rows,
        "tbl-council-change",
        f"Change in raw agreement of {in_sentence(study.country)} with other members in the "
        f"Security Council, {study.before} to {_eve(study)} against the time since, with "
        f"{study.level:.0%} intervals where each window has five days of voting. "
        f"{upper_first(method)}. Rests on "
        f"{shifts[0].rests_on or v.council.rests_on()}. Source: @tbl-sources.",
        columns={"pair": "with", "change": "change", "n": "n"},
        note="No interval stands where a window has fewer than five days of voting.",
    )


@pieces
def deals(v: Votes) -> Iterator[Table | Prose]:
    """Set identical votes on Ukraine before and after beside all ways to deal the roll calls."""
    study = v.study
    sides = (
        v.on_ukraine.select(end=_eve(study)),
        v.on_ukraine.select(start=study.event.isoformat()),
    )
    rows, smallest = [], 0.0
    for s in v.partners if len(v.votes) else ():
        before, after = (same_votes(part, v.lead, s).dropna() for part in sides)
        if len(before) and len(after):
            share, least = exact_share(before, after)
            smallest = float(least)
            rows.append(
                {
                    "pair": f"{state_name(v.lead)}–{state_name(s)}",
                    "before": f"{int(before.sum())} of {len(before)}",
                    "after": f"{int(after.sum())} of {len(after)}",
                    "share": share,
                    "least": least,
                }
            )
    if v.votes.empty:
        return
    if not rows:
        yield Prose(unrecorded_sentence(study.event))
        return
    yield Table(
        pd.DataFrame(rows),
        "tbl-council-deals",
        f"Identical votes of {in_sentence(v.lead)} and the other permanent members on Ukraine, "
        f"before and after {study.event}. “Share of deals”: of all ways to deal the "
        f"{len(v.votes)} roll calls ({v.span}) to the two sides, the share with a difference at "
        "least as large; it is a p-value if the texts could have come in any order. The numbers "
        "deserve no interval. Source: meeting records, as embedded.",
        columns={
            "pair": "pair",
            "before": "same vote before",
            "after": "after",
            "share": "share of deals",
            "least": "smallest possible",
        },
    )
    yield Prose(dealt_sentence(sides[1].n_calls, smallest))


def _eve(study: Study) -> str:
    return f"{pd.Timestamp(study.event) - pd.Timedelta(days=1):%Y-%m-%d}"
