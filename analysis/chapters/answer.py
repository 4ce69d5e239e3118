"""Page one: how the state voted, with whom, against what before, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.errors import UnshiftError
from analysis.estimate import Estimate
from analysis.figures.answer import Line, agreement_levels
from analysis.figures.style import COLOURS
from analysis.prose.answer import Counts, Directions, headline, lead, sure
from analysis.record.states import in_sentence
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.baselines import BASELINES, three_windows
from analysis.shift.designs import DESIGNS
from analysis.stamp import maker
from analysis.study import WINDOWS, Study
from analysis.words import day_in_words

__all__ = ["Answer", "divided", "gather", "levels", "said", "treated"]

#: The designs that page one rests on.
ASKED = ("levels", "divided", "partners", "treatment", "recurring")
#: Years drawn before the last.
YEARS = 15
#: The rows of the table of treatment: how a text was treated last.
TREATED = {
    "vote": "voted on the last time",
    "without a vote": "adopted without a vote the last time",
    "never seen": "not seen before",
}


@dataclass(frozen=True, eq=False)
class Answer:
    """What page one is made of.

    Attributes
    ----------
    study : Study
    found : mapping of str to Estimate
        By name; what could not be computed is not there.
    labels : mapping of window to str
    last : int
        Last year of the window studied that the record holds.
    """

    study: Study
    found: Mapping[str, Estimate]
    labels: Mapping[str, str]
    last: int

    @property
    def name(self) -> str:
        """Name of the country as within a sentence."""
        return in_sentence(self.study.country)

    @property
    def rival(self) -> str:
        """Name of the rival as within a sentence."""
        return in_sentence(self.study.rival)

    def ways(self, baseline: str) -> Directions:
        """Return the directions of the changes against a baseline."""

        def way(name: str) -> str:
            estimate = self.found.get(name)
            return "missing" if estimate is None or estimate.low is None else estimate.direction

        return Directions(
            way(f"levels.no.change.{baseline}"),
            way(f"divided.allies.change.{baseline}"),
            way(f"divided.rival.change.{baseline}"),
            way(f"recurring.allies.voted-in-both.{baseline}"),
        )

    def counts(self) -> dict[str, Counts]:
        """Return what is counted in each window."""
        held = {}
        for key in WINDOWS:
            no, alone = (self.found.get(f"levels.{n}.{key}") for n in ("no", "alone_no"))
            split = [self._count(f"divided.{n}.{key}") for n in ("allies", "rival", "neither")]
            if no is None:
                continue
            held[key] = Counts(
                self.labels[key],
                self._count(f"levels.no.{key}"),
                no.n,
                0 if alone is None else self._count(f"levels.alone_no.{key}"),
                sum(split),
                *split,
            )
        held.setdefault("after", Counts(self.labels["after"]))
        held.setdefault("before", Counts(self.labels["before"]))
        return held

    def _count(self, name: str) -> int:
        estimate = self.found.get(name)
        return 0 if estimate is None else int(str(estimate.details["count"]))


def gather(study: Study, rollcalls: RollCalls, resolutions: Resolutions) -> Answer:
    """Count what page one says."""
    found: dict[str, Estimate] = {}
    for design in DESIGNS:
        if design.name in ASKED:
            try:
                estimates = design.estimates(rollcalls, study, resolutions)
            except UnshiftError:
                continue  # the chapter on robustness says what a design could not compute, and why
            found |= {e.name: e for e in estimates}
    windows = three_windows(study)
    labels = {w.key: w.label() for w in windows}
    last = min(rollcalls.last, pd.Timestamp(study.until)).year
    return Answer(study, found, labels, last)


@pieces
def said(answer: Answer) -> Iterator[Prose]:
    """Answer in one sentence, then say what is sure and what is not."""
    counts, before = answer.counts(), answer.ways("before")
    day = day_in_words(answer.study.event)
    yield Prose(f"**{lead(answer.name, answer.rival, day, before, counts)}**")
    names = {key: answer.labels[key] for key in BASELINES}
    words = sure(answer.rival, before, answer.ways("earlier"), names)
    if words:
        yield Prose(words)


@maker
def levels(answer: Answer) -> tuple[Picture, ...]:
    """Draw how often the state voted as a handful of others did, by year, in percent."""
    lines = _lines(answer)
    if not lines:
        return ()
    title = headline(answer.name, answer.rival, answer.ways("before"))
    subtitle = f"Share of texts on which {answer.name} voted as each did, by year"
    first = min(int(line.years.min()) for line in lines)
    n = _texts_of(answer, answer.last)
    ends = "; ".join(f"{line.label} {line.shares.iloc[-1]:.0%}" for line in lines)
    picture = Picture(
        agreement_levels(lines, answer.study.event),
        "fig-answer",
        f"{subtitle}, {first} to {answer.last}: all roll calls of the General Assembly on "
        f"whole texts on which both cast a vote; with {answer.rival} {n:,} in {answer.last}. A "
        "complete count, without intervals. The broken line is "
        f"{day_in_words(answer.study.event)}. Source: @tbl-sources.",
        alt=f"{subtitle}. In {answer.last}: {ends}.",
        headline=title,
        subtitle=subtitle,
    )
    return (picture,)


def _texts_of(answer: Answer, year: int) -> int:
    """Count the texts of a year on which both the state and the rival voted."""
    table = answer.found[f"agreement.identical.{answer.study.rival}.after"].table
    mine = table[(table["by"] == "year") & (table["kind"] == "whole")]
    held = mine[(mine["partner"] == answer.study.rival) & (mine["year"].astype(str) == str(year))]
    return int(held["calls"].sum())


def _lines(answer: Answer) -> list[Line]:
    found = answer.found.get(f"agreement.identical.{answer.study.rival}.after")
    if found is None:
        return []
    table = found.table[found.table["by"] == "year"]
    table = table[(table["kind"] == "whole") & (table["calls"] > 0)]
    years = table["year"].astype(int)
    table = table.assign(year=years)[(years > answer.last - YEARS) & (years <= answer.last)]
    kinds = {"allies": "allies", answer.study.rival: "rival", answer.study.friend: "friend"}
    lines = []
    for partner, part in table.groupby("partner", sort=False):
        if partner == "allies-rival":
            continue
        label = "its allies" if partner == "allies" else in_sentence(str(partner))
        kind = kinds.get(str(partner), "other")
        if kind == "other" and partner != "CHN":
            continue
        lines.append(Line(label, part["year"], part["identical"], COLOURS[kind]))
    return lines


@maker
def divided(answer: Answer) -> tuple[Table, ...]:
    """Count how the state voted where most allies and the rival voted differently."""
    rows = [
        {
            "window": c.label,
            "texts": c.divided,
            "allies": c.as_allies / c.divided,
            "rival": c.as_rival / c.divided,
            "neither": c.as_neither / c.divided,
            "no": c.no / c.cast,
            "alone": c.alone,
        }
        for c in answer.counts().values()
        if c.divided
    ]
    if not rows:
        return ()
    table = pd.DataFrame(rows)
    for column in ("allies", "rival", "neither", "no"):
        table[column] = [f"{value:.0%}" for value in table[column]]
    return (
        Table(
            table,
            "tbl-answer",
            f"Texts on which most of the allies of {answer.name} voted otherwise than "
            f"{answer.rival}: how often {answer.name} voted as either. Then, of all whole texts, "
            "the share of No and how many texts no other state voted against. n is the number of "
            "divided texts; counts of votes cast are complete, without intervals. Source: "
            "@tbl-sources.",
            columns={
                "window": "window",
                "texts": "divided texts",
                "allies": "as allies",
                "rival": f"as {answer.rival}",
                "neither": "as neither",
                "no": "No, of all texts",
                "alone": "alone in No",
            },
            widths=(2, 1, 1, 1, 1, 1, 1),
        ),
    )


@maker
def treated(answer: Answer) -> tuple[Table, ...]:
    """Say how the texts voted on since the event had been treated last, and how the state voted."""
    rows = []
    for key, words in TREATED.items():
        slug = key.replace(" ", "-")
        share, noes = (answer.found.get(f"treatment.{slug}.{n}.after") for n in ("calls", "no"))
        before = answer.found.get(f"treatment.{slug}.calls.before")
        alone = answer.found.get(f"treatment.{slug}.alone_no.after")
        if share is None:
            continue
        rows.append(
            {
                "treated": words,
                "share": f"{share.estimate:.0%}",
                "before": "–" if before is None else f"{before.estimate:.0%}",
                "no": "–" if noes is None else f"{noes.estimate:.0%}",
                "alone": "–" if alone is None else f"{alone.estimate:.0%}",
            }
        )
    if not rows:
        return ()
    n = answer.found["levels.no.after"].n
    return (
        Table(
            pd.DataFrame(rows),
            "tbl-answer-agenda",
            "What the agenda has to do with it: the texts put to a vote since "
            f"{day_in_words(answer.study.event)}, by how the same text was treated the last time, "
            f"their share of roll calls now and before, and how {answer.name} voted on them. n = "
            f"{n} votes. Complete counts, without intervals. Source: @tbl-sources.",
            columns={
                "treated": "text",
                "share": "of roll calls since",
                "before": "of those before",
                "no": f"No, {answer.name}",
                "alone": "alone in No",
            },
            widths=(2.4, 1, 1, 1, 1),
        ),
    )
