"""Page one: how the state voted, with whom, against what before, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import enough, last_year, left_out_note
from analysis.errors import UnshiftError
from analysis.estimate import Estimate
from analysis.figures.answer import Line, agreement_levels, height_beside
from analysis.figures.dress.heading import headline_lines
from analysis.figures.style import COLOURS
from analysis.prose.answer import (
    LEAST,
    Counts,
    Directions,
    from_counts,
    headline,
    lead,
    most_of,
    named_states,
    standing,
    sure,
    too_few,
)
from analysis.prose.counted import (
    bound_sentence,
    consensus_sentence,
    links_sentence,
    newly_called_sentence,
    sponsor_sentence,
)
from analysis.record.reference import alliances
from analysis.record.states import in_sentence, state_name
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.baselines import BASELINES, three_windows
from analysis.shift.company import company
from analysis.shift.designs import DESIGNS
from analysis.shift.quantities import compared_states, group_names
from analysis.shift.shipped import has_counts, shipped_answer
from analysis.stamp import maker
from analysis.study import WINDOWS, Study
from analysis.words import day_in_words, number_of, upper_first

__all__ = ["Answer", "besides", "divided", "gather", "levels", "said", "treated"]

#: The designs that page one rests on.
ASKED = (
    *("levels", "divided", "partners", "treatment", "recurring"),
    *("bound", "consensus", "sponsorship"),
)
#: Votes in either window from which on a share that never varies is known not to have changed.
ENOUGH = 20
#: Years drawn before the last.
YEARS = 15
#: Change of agreement from which on its sign is told to turn.
LEAST_TURN = 0.02
#: What stands behind the columns of the table of divided texts.
BEHIND = (*(f"divided.{n}" for n in ("voted", "allies", "rival", "neither")),
          "levels.no", "levels.alone_no")  # fmt: skip
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
        Last year that is drawn: whole in the window studied, and with votes enough in the record.
    end : date
        Last day of the record.
    years : DataFrame
        ``partner`` (a state, or ``allies``), ``year, calls, identical``: whole texts by year.
    missing : tuple of str or None
        None where single votes were counted; else what the shipped sums lack for this study.
    source : str
        As a caption ends.
    """

    study: Study
    found: Mapping[str, Estimate]
    labels: Mapping[str, str]
    last: int
    end: date
    years: pd.DataFrame
    missing: tuple[str, ...] | None = None
    source: str = "Source: @tbl-sources."

    @property
    def name(self) -> str:
        """Name of the country as within a sentence."""
        return in_sentence(self.study.country)

    @property
    def rival(self) -> str:
        """Name of the rival as within a sentence."""
        return in_sentence(self.study.rival)

    @property
    def group(self) -> tuple[str, str]:
        """What the allies are called, first and then."""
        return group_names(self.study)

    @property
    def until(self) -> str:
        """The last day of the window in words, where the record goes on beyond it; else empty."""
        return day_in_words(self.study.until) if self.end > self.study.until else ""

    @property
    def headline(self) -> str:
        """What the figure of page one shows, in a few words."""
        ways = self.ways("before", LEAST)
        if too_few(ways, self.counts()):
            last = [(line.label, float(line.shares.iloc[-1])) for line in _lines(self)]
            return standing(self.name, self.last, last)
        return headline(self.name, self.rival, ways, self.group, self._unlike_lines(ways))

    def _unlike_lines(self, ways: Directions) -> bool:
        """Whether lines of all texts went another way than what is told of divided texts."""
        for partner, way in ((self.study.rival, ways.rival), ("allies", ways.allies)):
            drawn = self.found.get(f"agreement.identical.{partner}.change.before")
            if drawn is None or way not in ("up", "down"):
                continue
            if (drawn.estimate > 0) != (way == "up"):
                return True
        return False

    def ways(self, baseline: str, least: float = 0.0) -> Directions:
        """Return the directions of the changes against a baseline.

        Parameters
        ----------
        baseline : str
        least : float
            Shares that moved by less are told to have moved little.
        """

        def way(name: str) -> str:
            estimate = self.found.get(name)
            if estimate is None or estimate.low is None:
                return "unclear" if estimate is not None and _the_same(estimate) else "missing"
            sure = estimate.direction in ("up", "down")
            return "small" if sure and abs(estimate.estimate) < least else estimate.direction

        return Directions(
            way(f"levels.no.change.{baseline}"),
            way(f"divided.allies.change.{baseline}"),
            way(f"divided.rival.change.{baseline}"),
            way(f"recurring.allies.voted-in-both.{baseline}"),
        )

    def counts(self) -> dict[str, Counts]:
        """Return what is counted in each window."""
        held, when = {}, {w.key: w.when() for w in three_windows(self.study)}
        for key in WINDOWS:
            no, alone = (self.found.get(f"levels.{n}.{key}") for n in ("no", "alone_no"))
            split = [self._count(f"divided.{n}.{key}") for n in ("allies", "rival", "neither")]
            if no is None:
                continue
            calls, absent = self._held(key)
            held[key] = Counts(
                label=self.labels[key],
                no=self._count(f"levels.no.{key}"),
                cast=no.n,
                alone=0 if alone is None else self._count(f"levels.alone_no.{key}"),
                divided=sum(split),
                as_allies=split[0],
                as_rival=split[1],
                as_neither=split[2],
                when=when[key],
                calls=calls,
                absent=absent,
            )
        for key in ("after", "before"):
            calls, absent = self._held(key)
            silent = Counts(self.labels[key], when=when[key], calls=calls, absent=absent)
            held.setdefault(key, silent)
        return held

    def _held(self, window: str) -> tuple[int, int]:
        """Count the whole texts of a window, and those from whose vote the state was absent."""
        level = self.found.get("levels.no.after")
        if level is None:
            return 0, 0
        table = level.table
        own = table[(table["by"] == "window") & (table["kind"] == "whole")]
        own = own[own["window"] == window]
        return int(own["calls"].sum()), int(own["absent"].sum())

    def _count(self, name: str) -> int:
        estimate = self.found.get(name)
        return 0 if estimate is None else int(str(estimate.details["count"]))


def _the_same(change: Estimate) -> bool:
    """Whether a share is the same in two windows of many votes: no error, but no change either."""
    sizes = (change.details.get("n_after"), change.details.get("n_baseline"))
    return change.estimate == 0 and all(isinstance(n, int) and n >= ENOUGH for n in sizes)


def gather(study: Study, rollcalls: RollCalls, resolutions: Resolutions) -> Answer:
    """Count what page one says; without files of votes, from the sums by day that are shipped.

    The embedded record holds votes on Ukraine alone, which answer another question.
    """
    windows = three_windows(study)
    if rollcalls.scope == "embedded" and has_counts():
        shipped = shipped_answer(study)
        return Answer(
            study,
            shipped.found,
            {w.key: w.label(shipped.last) for w in windows},
            _last_year(study, shipped.last, shipped.years),
            shipped.last,
            shipped.years,
            shipped.missing,
            f"Source: sums by day in `data/derived`, which rest on {shipped.rests_on}.",
        )
    found: dict[str, Estimate] = {}
    for design in DESIGNS:
        if design.name in ASKED:
            try:
                estimates = design.estimates(rollcalls, study, resolutions)
            except UnshiftError:
                continue  # the chapter on robustness says what a design could not compute, and why
            found |= {e.name: e for e in estimates}
    end = rollcalls.last.date()
    labels = {w.key: w.label(end) for w in windows}
    years = _by_year(study, found)
    return Answer(study, found, labels, _last_year(study, end, years), end, years)


def _last_year(study: Study, end: date, years: pd.DataFrame) -> int:
    """Return the last year drawn: not one that the window cuts, nor one of a few texts so far."""
    if end > study.until:
        return study.until.year - ((study.until.month, study.until.day) != (12, 31))
    counts = _texts_by_year(years)
    return last_year(counts) if counts else end.year


def _texts_by_year(years: pd.DataFrame) -> dict[int, int]:
    """Count by year the texts on which the state and any partner voted."""
    return {int(y): int(n) for y, n in years.groupby("year")["calls"].max().items()}


def _by_year(study: Study, found: Mapping[str, Estimate]) -> pd.DataFrame:
    """Take the years of whole texts from the table behind the levels of agreement."""
    columns = ["partner", "year", "calls", "identical"]
    level = next((e for n, e in found.items() if n.startswith("agreement.identical.")), None)
    if level is None:
        return pd.DataFrame(columns=columns)
    table = level.table
    table = table[(table["by"] == "year") & (table["kind"] == "whole") & (table["calls"] > 0)]
    return table[columns].astype({"year": int})


@pieces
def said(answer: Answer) -> Iterator[Prose]:
    """Answer in one sentence, then say what is sure and what is not."""
    counts, large = answer.counts(), answer.ways("before", LEAST)
    day = day_in_words(answer.study.event)
    group = answer.group
    yield Prose(f"**{lead(answer.name, answer.rival, day, large, counts, group, answer.until)}**")
    places = dict(zip(BASELINES, ("the window just before", "the earlier window"), strict=True))
    names = {w.key: w.name or places[w.key] for w in three_windows(answer.study)[1:]}
    words = sure(answer.rival, answer.ways("before"), answer.ways("earlier"), names, group)
    if words:
        yield Prose(words)
    if states := named_states(group, compared_states(answer.study)):
        yield Prose(states)
    if answer.missing is not None:
        yield Prose(from_counts(answer.missing, answer.rival, group))


@maker
def levels(answer: Answer) -> tuple[Picture, ...]:
    """Draw how often the state voted as a handful of others did, by year, in percent."""
    lines = _lines(answer)
    if not lines:
        return ()
    subtitle = f"Share of texts on which {answer.name} voted as each did, by year"
    first = min(int(line.years.min()) for line in lines)
    n = _texts_of(answer, answer.last)
    counts = _texts_by_year(answer.years) if not answer.until else {}
    ends = "; ".join(f"{line.label} {line.shares.iloc[-1]:.0%}" for line in lines)
    few = sum(len(line.years) for line in lines) < len(_drawn(answer))
    sparse = " Years with few texts in common are left out." if few else ""
    caption = (
        f"{subtitle}, {first} to {answer.last}: all roll calls of the General Assembly on "
        f"whole texts on which both cast a vote; with {answer.rival} {n:,} in {answer.last}. A "
        "complete count, without intervals. The broken line is "
        f"{day_in_words(answer.study.event)}.{left_out_note(counts, 'text')}{sparse}"
        f"{_why_friend(answer.study)} "
        f"{answer.source}"
    )
    picture = Picture(
        agreement_levels(lines, answer.study.event, _height(answer, caption)),
        "fig-answer",
        caption,
        alt=f"{subtitle}. In {answer.last}: {ends}.",
        headline=answer.headline,
        subtitle=subtitle,
    )
    return (picture,)


def _height(answer: Answer, caption: str) -> float:
    """Return the height of the figure, of that caption, that leaves the table its place."""
    bold, *plain = (prose.text for prose in said(answer))
    captions = [caption, *(table.caption for table in divided(answer))]
    return height_beside(bold, plain, headline_lines(answer.headline), captions)


def _texts_of(answer: Answer, year: int) -> int:
    """Count the texts of a year on which both the state and the rival voted."""
    own = answer.years[answer.years["partner"] == answer.study.rival]
    return int(own.loc[own["year"] == year, "calls"].sum())


def _why_friend(study: Study) -> str:
    """Say by what rule the friend stands in the figure, where it is the one of the rule."""
    try:
        chosen = company(study.country, study.event, study.before)
    except UnshiftError:
        return ""
    if chosen.friend != study.friend:
        return ""
    return (
        f" {upper_first(in_sentence(study.friend))} voted most like it in the years before, of all "
        "but the permanent members (`--friend` names another)."
    )


def _kinds(study: Study) -> dict[str, str]:
    """Name whom the figure sets beside the state, each with its part."""
    kinds = {"allies": "allies", study.rival: "rival", study.friend: "friend"}
    kinds |= {"CHN": "other"} if "CHN" not in (study.country, study.rival, study.friend) else {}
    return kinds


def _drawn(answer: Answer) -> pd.DataFrame:
    """Return the years of the figure, before those of a few texts are left out."""
    table = answer.years
    inside = (table["year"] > answer.last - YEARS) & (table["year"] <= answer.last)
    return table[inside & table["partner"].isin(list(_kinds(answer.study)))]


def _lines(answer: Answer) -> list[Line]:
    table, kinds = _drawn(answer), _kinds(answer.study)
    lines: list[Line] = []
    for partner, kind in kinds.items():
        part = table[table["partner"] == partner].sort_values("year")
        part = part[enough(part["calls"])]
        if len(part):
            label = answer.group[0] if partner == "allies" else in_sentence(partner)
            lines.append(Line(label, part["year"], part["identical"], COLOURS[kind]))
    return lines


@maker
def divided(answer: Answer) -> tuple[Table, ...]:
    """Count how the state voted where most allies and the rival voted differently."""
    counts = {key: c for key, c in answer.counts().items() if c.divided}
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
        for c in counts.values()
    ]
    if not rows:
        return ()
    table = pd.DataFrame(rows)
    for column in ("allies", "rival", "neither", "no"):
        table[column] = [f"{value:.0%}" for value in table[column]]
    # A column of noughts says once what a word would: most states are never alone in a No.
    ever = bool(table["alone"].any())
    then = (
        "the share of No and how many texts no other state voted against"
        if ever
        else "the share of No, which it was never alone in"
    )
    columns = {
        "window": "window",
        "texts": "divided texts",
        "allies": f"as {answer.group[1]}",
        "rival": f"as {answer.rival}",
        "neither": "as neither",
        "no": "No, of all texts",
        "alone": "alone in No",
    }
    shown = len(columns) - (not ever)
    # Days take more room than the name of a president.
    wide = 3.3 if max(map(len, table["window"])) > 20 else 2
    return (
        Table(
            table,
            "tbl-answer",
            f"Texts on which {most_of(answer.group)} voted otherwise than {answer.rival}: how "
            f"often {answer.name} voted as either. “Most” is their most "
            f"common vote{_known_from(answer, counts)}. Then, of all whole texts, {then}. n is the "
            "number of divided texts; "
            "counts of votes cast are complete, without intervals; shares are rounded. "
            f"{answer.source}",
            columns=dict(list(columns.items())[:shown]),
            widths=(wide, 1, 1, 1.3 if len(answer.rival) > 10 else 1, 1, 1, 1)[:shown],
            counts=[["", *(f"{name}.{key}" for name in BEHIND)][:shown] for key in counts],
        ),
    )


def _known_from(answer: Answer, counts: Mapping[str, Counts]) -> str:
    """Say from when the group is known, if a window with divided texts begins before that."""
    table = alliances()
    days = table.loc[table["alliance"].isin(answer.study.allies), "start"]
    if answer.group[0] != "its regional group" or days.empty:
        return ""
    first = pd.Timestamp(days.min()).date()
    begun = [w.window.first for w in three_windows(answer.study) if w.key in counts]
    if not any(day is not None and day < first for day in begun):
        return ""
    return (
        f"; who is in the group is known from {day_in_words(first)} on, and no text before counts"
    )


@maker
def treated(answer: Answer) -> tuple[Table | Prose, ...]:
    """Say how the texts voted on since the event had been treated last, and how the state voted."""
    rows, behind, lone = [], [], []
    for key, words in TREATED.items():
        slug = key.replace(" ", "-")
        share, noes = (answer.found.get(f"treatment.{slug}.{n}.after") for n in ("calls", "no"))
        before = answer.found.get(f"treatment.{slug}.calls.before")
        alone = answer.found.get(f"treatment.{slug}.alone_no.after")
        if share is None:
            continue
        names = (f"calls.{w}" for w in ("after", "before"))
        own = (f"{n}.after" for n in ("no", "alone_no"))
        behind.append(["", *(f"treatment.{slug}.{name}" for name in (*names, *own))])
        lone.append(0.0 if alone is None else alone.estimate)
        rows.append(
            {
                "treated": words,
                "share": f"{share.estimate:.0%}",
                "before": "–" if before is None else f"{before.estimate:.0%}",
                "no": "–" if noes is None else f"{noes.estimate:.0%}",
                "alone": "–" if alone is None else f"{alone.estimate:.0%}",
            }
        )
    table = pd.DataFrame(rows)
    if rows and not any(round(100 * share) for share in lone):  # a column of noughts
        table, behind = table.drop(columns="alone"), [names[:-1] for names in behind]
    if len(rows) < 2:  # before adoptions are held there is but one row, which besides tells
        return ()
    heads = {
        "treated": "text",
        "share": "share of texts",
        "before": "before",
        "no": f"No, {state_name(answer.study.country)}",
        "alone": "alone in No",
    }
    n = answer.found["levels.no.after"].n
    texts = next(answer.found[b[1]].n for b in behind if b[1] in answer.found)
    voted = "" if n == texts else f", on {n:,} of which {answer.name} voted"
    called = Prose(
        "Whether calling it is agenda or behaviour is for the reader; @tbl-answer-agenda keeps "
        "such texts apart from those that were voted on before."
    )
    day = day_in_words(answer.study.event)
    when = f"from {day} to {answer.until}" if answer.until else f"since {day}"
    return (
        called,
        Table(
            table,
            "tbl-answer-agenda",
            f"What the agenda has to do with it: the texts put to a vote {when}, by how the same "
            "text was treated the last time, their share of all texts then and in the window "
            f"before, and how {answer.name} voted on them. n = "
            f"{number_of(texts, 'text')}{voted}. Complete counts, without intervals. "
            f"{answer.source}",
            columns={key: words for key, words in heads.items() if key in table},
            widths=(2.4, 1, 1, 1, 1)[: len(table.columns)],
            counts=behind,
        ),
    )


def _turned(change: Estimate) -> bool:
    """Whether adoptions without a vote turn the sign of a change that is none of rounding."""
    votes = change.details.get("votes_only")
    sizes = (abs(change.estimate), abs(votes) if isinstance(votes, float) else 0.0)
    return bool(change.details.get("sign_differs")) and min(sizes) >= LEAST_TURN


@pieces
def besides(answer: Answer) -> Iterator[Prose]:
    """Say what else is counted of the agenda: texts newly called, the same texts, the rest."""
    found, name, rival = answer.found, answer.name, answer.rival
    if "levels.no.after" not in found:
        return
    said = [newly_called_sentence(found)]
    if any(key.startswith("recurring.links.") for key in found):
        said.append(links_sentence(found, name))
    turned = found.get(f"consensus.ordinal.{answer.study.rival}.change.before")
    if turned is not None and _turned(turned):
        said.append(consensus_sentence(turned, f"agreement with {rival}"))
    if {"bound.gap.after", "bound.bound.after"} <= set(found):
        said.append(bound_sentence(found, answer.group[0], rival))
    if "sponsors.sponsored.after" in found:
        said.append(sponsor_sentence(found, name))
    yield Prose(" ".join(said))
