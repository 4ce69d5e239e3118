"""Is it a shift? Three quantities, the agenda, whether it lasted, and how rare it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.agreement import expected
from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.estimate import Estimate
from analysis.figures.shift import estimates_figure, placebo_figure
from analysis.paths import cache_folder
from analysis.prose.designs import agenda_sentences, lasting_sentences, widening_sentence
from analysis.prose.headlines import agenda_headline, changes_headline, of_scope, rank_headline
from analysis.prose.ideal_points import moved_sentence
from analysis.prose.sentences import bounds_sentence, placebo_sentences, undescribed
from analysis.prose.shift import (
    agreement_sentences,
    conclusion_sentences,
    kappa_sentences,
    no_line_sentence,
    unit_words,
)
from analysis.record.issues import ISSUES
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.designs.placebo import placebo_rank
from analysis.shift.global_shift import (
    global_shift,
    moves_of_all_states,
    relative_shifts,
)
from analysis.shift.judged import judged_model
from analysis.shift.methods.state_changes import state_changes
from analysis.shift.quantities import (
    contested,
    dyadic_shifts,
    group_in_words,
    group_names,
    issue_shifts,
)
from analysis.shift.run import DesignResult, run_designs
from analysis.stamp import maker
from analysis.study import Study
from analysis.tables import minus
from analysis.words import day_in_words, listed, number, number_of, upper_first

__all__ = [
    "Shifts",
    "agenda",
    "few_noes",
    "gather",
    "lasting",
    "limits",
    "months",
    "quantities",
    "quantities_in_figures",
    "rarity",
    "said",
    "widening",
]

#: Indices of agreement, as they are told.
WORDS = {"ordinal": "raw agreement", "kappa": "kappa"}
#: Rows of the figure on the agenda, in order.
PARTS = {
    "total": "All roll calls",
    "agenda": "  part of the agenda",
    "preference": "  part of votes on texts of a kind",
    "reweighted": "Reweighted to the earlier agenda",
    "reweighted-lopsidedness": "Reweighted by share of yes alone",
    "contested": "Four noes or more",
    "few-noes": "Three noes or fewer",
    "recurring": "Texts voted on before and since",
}
#: Where a month lies beside the range of the months before.
SIDES = {1: "above", -1: "below", 0: "within"}
#: States with a change in both windows that a rank asks for.
LEAST_STATES = 10


@dataclass(frozen=True, eq=False)
class Shifts:
    """The estimates of the chapter.

    Attributes
    ----------
    study : Study
    assembly : RollCalls
    moved : Estimate
        The global shift.
    relative : list of Estimate
        The same relative to the allies, and to the rival.
    changes : dict of name to Estimate
        Dyadic and issue shifts.
    few : dict of name to Estimate
        Dyadic shifts on roll calls with four noes or more.
    designs : dict of name to DesignResult
        Agenda, persistence and the regression of the ideal point.
    placebos : dict of measure to Estimate
        Ranks of the changes among those of all states.
    """

    study: Study
    assembly: RollCalls
    moved: Estimate
    relative: list[Estimate]
    changes: dict[str, Estimate]
    few: dict[str, Estimate]
    designs: dict[str, DesignResult]
    placebos: dict[str, Estimate]

    @property
    def name(self) -> str:
        """Name of the country as it stands in a sentence."""
        return in_sentence(self.study.country)

    @property
    def rival(self) -> str:
        """Name of the rival as it stands in a sentence."""
        return in_sentence(self.study.rival)

    @property
    def span(self) -> str:
        """Return the first day of before, and the last of after."""
        return f"{self.study.before} to {self.end}"

    @property
    def end(self) -> date:
        """The last day of after: of the window, or of the record where it ends before that."""
        return min(self.study.until, self.assembly.last.date())

    @property
    def dyads(self) -> dict[str, Estimate]:
        """Changes in agreement with the rival, by measure."""
        return self._told(self.study.rival)

    @property
    def gaps(self) -> dict[str, Estimate]:
        """Changes in agreement with allies less the rival, by measure."""
        return self._told("allies-rival")

    @property
    def bounds(self) -> str:
        """Where kappa lies between its bounds, in a sentence."""
        study = self.study
        windows = self.assembly.select(start=study.before, end=study.until)
        pair = expected(windows, study.country, study.rival, by=[study.event])
        return bounds_sentence(pair.iloc[0], pair.iloc[1], self.rival)

    @property
    def parts(self) -> dict[str, Estimate]:
        """Parts of the change in agreement with allies less the rival, by name."""
        return {
            e.quantity.part: e
            for e in self.designs["agenda"].estimates
            if e.quantity.partner == "allies-rival" and e.is_defined
        }

    def rows(self) -> dict[str, Estimate]:
        """Return the three quantities by what they are called, in order.

        Those that are not defined are left out, and those whose model does not describe the state.
        """
        rival, issue, group = self.rival, self.study.issue, group_names(self.study)[1]
        found: dict[str, Estimate | None] = {"Change in the ideal point": self.moved}
        for e in self.relative:
            other = group if e.quantity.partner == "allies" else rival
            found[f"Change in the ideal point minus that of {other}"] = e
        for index, word in WORDS.items():
            for partner, label in (
                (self.study.rival, f"in {word} with {self.rival}"),
                (self.study.friend, f"in {word} with {in_sentence(self.study.friend)}"),
                ("allies-rival", f"in the gap, {word}"),
            ):
                found[f"Change {label}"] = self.changes.get(f"dyadic.{index}.{partner}")
        on_issue = [self.changes.get(f"issue.{index}.on-{issue}") for index in WORDS]
        if not any(e is not None and e.is_defined for e in on_issue):
            issue = ""  # without votes on it in both windows all else is all: the gap again
        for index, word in WORDS.items():
            on, off = (self.changes.get(f"issue.{index}.{s}-{issue}") for s in ("on", "off"))
            found[f"Change in the gap on the issue, {word}"] = on
            found[f"Change in the gap on all else, {word}"] = off
        return {
            label: e
            for label, e in found.items()
            if e is not None and e.is_defined and e.is_finding
        }

    def _told(self, partner: str) -> dict[str, Estimate]:
        found = {word: self.changes.get(f"dyadic.{i}.{partner}") for i, word in WORDS.items()}
        return {word: e for word, e in found.items() if e is not None and e.is_defined}


def gather(study: Study, rollcalls: RollCalls) -> Shifts:
    """Estimate what the chapter tells.

    Raises
    ------
    UsageError
        As `analysis.shift.quantities.dyadic_shifts` and `run_designs` do.
    """
    assembly = rollcalls.select(body="GA")
    results = judged_model(assembly, study, cache_folder())
    moved = global_shift(results, study)
    partners = [study.rival, study.friend]
    shifts = dyadic_shifts(assembly, study, partners)
    shifts += [e for index in WORDS for e in issue_shifts(assembly, study, index)]
    few = dyadic_shifts(contested(assembly), study, partners)
    ran = run_designs(assembly, study, ["agenda", "persistence", "idealpoint"])
    placebos = {}
    for index, word in WORDS.items():
        moves = state_changes(assembly, study, index)
        ranked = moves.dropna()
        if study.country in ranked.index and len(ranked) >= LEAST_STATES:
            placebos[word] = placebo_rank(
                moves["change"],
                study.country,
                name=f"placebo.{index}",
                estimand=f"change in {word} with {in_sentence(study.rival)}",
                rests_on=moved.rests_on,
                from_median=True,
                errors=moves["error"],
            )
    if moved.is_finding:
        placebos["ideal point"] = placebo_rank(
            moves_of_all_states(results, study),
            study.country,
            name="placebo.global",
            estimand="movement of the ideal point",
            from_median=True,
        )
    return Shifts(
        study,
        assembly,
        moved,
        relative_shifts(results, study, moved),
        {e.name: e for e in shifts},
        {e.name: e for e in few},
        {result.design: result for result in ran},
        placebos,
    )


@maker
def quantities(s: Shifts) -> Picture:
    """Draw the change of each quantity."""
    rows, study = s.rows(), s.study
    on_issue = any(e.quantity.part == "on" for e in rows.values())
    issue = f"the issue is {ISSUES.get(study.issue, study.issue)}. " if on_issue else ""
    return Picture(
        estimates_figure(list(rows.values()), list(rows)),
        "fig-quantities",
        f"Changes in the votes of {s.name}, {day_in_words(study.before)} to the day before the "
        f"event against {day_in_words(study.event)} to {day_in_words(s.end)}, with "
        f"{study.level:.0%} intervals; filled where the interval excludes zero, "
        "and without an interval where a window has fewer than five days "
        f"of voting. The gap is agreement with {group_in_words(study)} minus "
        f"agreement with {s.rival}{'; ' if issue else '. '}{issue}"
        f"{unit_words(s.moved)} n stands in @tbl-quantities. Source: @tbl-sources.",
        alt="Estimates of change with intervals, one a row, about a line at zero. "
        + "; ".join(f"{label} {minus(e.interval())}" for label, e in rows.items())
        + ".",
        headline=changes_headline(s.name, list(rows.values())),
        subtitle=of_scope(
            "Change after the event, with its interval; filled where the interval excludes zero",
            s.assembly.scope,
        ),
    )


@maker
def quantities_in_figures(s: Shifts) -> Table:
    """List the change of each quantity."""
    rows = pd.DataFrame(
        {"quantity": label, "change": minus(e.interval()), "n": e.n, "unit": e.unit}
        for label, e in s.rows().items()
    )
    return Table(
        rows,
        "tbl-quantities",
        "The changes of @fig-quantities in figures. n counts roll calls on which the states voted, "
        "or votes of the state for the ideal point.",
        supplement=True,
        columns={
            "quantity": "quantity",
            "change": f"change [{s.study.level:.0%} interval]",
            "n": "n",
            "unit": "of",
        },
    )


def said(s: Shifts) -> list[Prose]:
    """Say how each quantity changed, and what kappa has to be read beside."""
    told = moved_sentence([s.moved, *s.relative]) if s.moved.is_finding else no_line_sentence()
    return [
        Prose(told),
        Prose(agreement_sentences(s.dyads, s.gaps, s.study)),
        Prose(kappa_sentences(s.bounds)),
    ]


@maker
def few_noes(s: Shifts) -> Table:
    """List the dyadic shifts on all roll calls, and on those with four noes or more."""
    rival, friend = s.study.rival, s.study.friend
    labels = {code: f"Change in {{}} with {in_sentence(code)}" for code in (rival, friend)}
    labels["allies-rival"] = "Change in the gap, {}"
    rows = []
    for index, word in WORDS.items():
        for partner, label in labels.items():
            key = f"dyadic.{index}.{partner}"
            if key in s.changes and key in s.few:
                whole, held = s.changes[key], s.few[key]
                rows.append(
                    {
                        "quantity": label.format(word),
                        "all": minus(whole.interval()),
                        "n": whole.n,
                        "few": minus(held.interval()),
                        "n_few": held.n,
                    }
                )
    return Table(
        pd.DataFrame(rows),
        "tbl-agenda",
        f"Change in agreement of {s.name}, on all roll calls and on those with at least four noes, "
        f"with {s.study.level:.0%} intervals. n counts roll calls on which the states voted, "
        f"{s.span}. Source: @tbl-sources.",
        columns={
            "quantity": "quantity",
            "all": "all roll calls",
            "n": "n",
            "few": "four noes or more",
            "n_few": "n ",
        },
    )


@pieces
def agenda(s: Shifts) -> Iterator[Picture | Prose]:
    """Draw and say what the agenda has to do with the change."""
    parts, group = s.parts, group_in_words(s.study)
    told = {label: parts[key] for key, label in PARTS.items() if key in parts}
    what = f"{group} minus agreement with {s.rival}"
    if told:
        sizes = ", ".join(f"{label.strip().lower()} {e.n:,}" for label, e in told.items())
        yield Picture(
            estimates_figure(list(told.values()), list(told)),
            "fig-agenda",
            f"Change in the gap, agreement of {s.name} with {what}, and what the agenda has to do "
            f"with it, "
            f"with {s.study.level:.0%} intervals; filled where the interval excludes zero. The two "
            "parts add up to the first row. Kinds of text are issue by share of yes. n, roll calls "
            f"(of the last row, texts): {sizes}. {s.span}. Source: @tbl-sources.",
            supplement=True,
            alt="Estimates with intervals, one a row: "
            + "; ".join(f"{label.strip()} {minus(e.interval())}" for label, e in told.items()),
            headline=agenda_headline(
                s.name, group, s.rival, parts.get("total"), parts.get("preference")
            ),
            subtitle=of_scope(
                f"Change in agreement with {group} minus agreement with {s.rival}, and its parts, "
                "with intervals",
                s.assembly.scope,
            ),
        )
        if {"total", "agenda", "preference"} <= set(parts):
            # The change by itself is on all that either voted on: which these are is said here.
            both = (
                f"the {number_of(parts['total'].n, 'roll call')} on which {s.rival} voted as well"
            )
            what = f"the change in the gap counted over {both}"
            gap = s.changes.get("dyadic.ordinal.allies-rival")
            yield Prose(agenda_sentences(parts, what, gap))
    if s.designs["agenda"].note:
        yield Prose(
            f"The agenda could not be set against votes: {listed(s.designs['agenda'].reasons)}."
        )


@pieces
def months(s: Shifts) -> Iterator[Table]:
    """List the months since the event beside those before; nothing if none has votes enough."""
    tables = [e.table.assign(quantity=label) for label, e in _lasting(s).items() if len(e.table)]
    rows = pd.concat(tables) if tables else pd.DataFrame({"counts": []})
    rows = rows[rows["counts"].astype(bool)]
    if rows.empty:
        return
    yield Table(
        rows.assign(
            value=[minus(number(value, 3)) for value in rows["value"]],
            span=[
                minus(f"{number(low, 3)} to {number(high, 3)}")
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            where=rows["side"].map(SIDES),
        ),
        "tbl-months",
        f"Agreement of {s.name} by month since the event, beside the range of the months from "
        f"{s.study.before} on. n counts roll calls; months with fewer than five are left out. "
        "Single months have no interval. Source: @tbl-sources.",
        supplement=True,
        columns={
            "quantity": "quantity",
            "month": "month",
            "value": "value",
            "n": "n",
            "span": "months before",
            "where": "it lies",
        },
    )


@pieces
def lasting(s: Shifts) -> Iterator[Prose]:
    """Say whether the changes lasted."""
    for text in lasting_sentences(_lasting(s)):
        yield Prose(text)
    if s.designs["persistence"].note:
        yield Prose(f"Months could not be compared: {listed(s.designs['persistence'].reasons)}.")


@pieces
def widening(s: Shifts) -> Iterator[Prose]:
    """Say what the uncertainty of ideal points adds to a regression on them."""
    if not s.moved.is_finding:
        yield Prose(f"The regression of ideal points is not told. {undescribed(s.moved)}")
        return
    for e in s.designs["idealpoint"].estimates:
        yield Prose(f"Estimated is the {e.estimand}. {widening_sentence(e)}")
    if s.designs["idealpoint"].note:
        yield Prose(f"The regression could not be run: {listed(s.designs['idealpoint'].reasons)}.")


@pieces
def rarity(s: Shifts) -> Iterator[Picture | Prose]:
    """Draw and say how rare changes of this size are among all states."""
    if not s.placebos:
        yield Prose(
            "How rare the changes are cannot be said: too few states have votes in both windows."
        )
        return
    titles = [upper_first(measure) for measure in s.placebos]
    placebos = list(s.placebos.values())
    ranks = zip(titles, placebos, strict=True)
    yield Picture(
        placebo_figure(placebos, titles, s.study.country),
        "fig-placebo",
        f"The change of {s.name} (in agreement with {s.rival}"
        f"{', and of its ideal point' if s.moved.is_finding else ''}) among the "
        f"changes of all states with votes in both windows, {s.span}; one dot a state. The median "
        f"is dashed. n = {', '.join(str(p.n) for p in placebos)} states. Points without intervals: "
        "the spread of states is what is compared. Source: @tbl-sources.",
        alt="Dots for the changes of all states, one panel a quantity. The state studied is "
        "marked: " + "; ".join(f"{title}, rank {p.rank} of {p.n}" for title, p in ranks) + ".",
        headline=rank_headline(s.name, s.rival, placebos[0]),
        subtitle=of_scope(
            "Changes of all states with votes before and after, a dot each; the median is the "
            "broken line",
            s.assembly.scope,
        ),
    )
    yield Prose(placebo_sentences(placebos, s.name))


def limits(s: Shifts) -> Prose:
    """Say which further votes would change the conclusion."""
    ended = s.assembly.last.date() > s.study.until
    return Prose(conclusion_sentences(s.parts, s.study, ended))


def _lasting(s: Shifts) -> dict[str, Estimate]:
    """Return what is compared month by month, by what it is called."""
    rival = s.study.rival
    found = {
        (e.quantity.measure, e.quantity.partner): e for e in s.designs["persistence"].estimates
    }
    shown = {
        ("ordinal", rival): f"raw agreement with {s.rival}",
        ("ordinal", "allies-rival"): "the gap in raw agreement",
        ("kappa", rival): f"kappa with {s.rival}",
        ("kappa", "allies-rival"): "the gap in kappa",
    }
    return {label: found[key] for key, label in shown.items() if key in found}
