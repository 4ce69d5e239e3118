"""The same question by every design, and the curve of all specifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.estimate import Estimate
from analysis.figures.specification import specification_figure
from analysis.prose.headlines import curve_headline
from analysis.prose.robustness import (
    answer_sentence,
    counted,
    designs_abstract,
    many_sentence,
    silence_sentences,
)
from analysis.prose.rows import design_rows
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import LEAST_POWER
from analysis.shift.run import DESIGNS, DesignResult, design_named, run_designs
from analysis.study import Study
from analysis.tables import minus
from analysis.words import upper_first

__all__ = ["Designs", "abstract", "answer", "curves", "designs", "gather", "how_many"]


@dataclass(frozen=True, eq=False)
class Designs:
    """What the designs of the chapter gave.

    Attributes
    ----------
    study : Study
    rollcalls : RollCalls
    results : tuple of DesignResult
    """

    study: Study
    rollcalls: RollCalls
    results: tuple[DesignResult, ...]


def gather(study: Study, rollcalls: RollCalls) -> Designs:
    """Run every design that stands in the table."""
    names = [design.name for design in DESIGNS if design.in_table]
    return Designs(study, rollcalls, tuple(run_designs(rollcalls, study, names)))


def abstract(d: Designs) -> Prose:
    """Say how many designs ran, and how many of their numbers stand out."""
    return Prose(designs_abstract(counted(d.results), d.study))


@pieces
def designs(d: Designs) -> Iterator[Table | Prose]:
    """List every estimate of every design, and say which designs are silent."""
    rows = design_rows(d.results)
    if len(rows):
        yield Table(
            rows,
            "tbl-designs",
            f"Every design on the votes of {in_sentence(d.study.country)} and the event of "
            f"{d.study.event}, with {d.study.level:.0%} intervals where the design has one. An "
            "empty p means that the design deserves none. "
            f"Rests on {d.rollcalls.rests_on()}. Source: @tbl-sources.",
            columns={
                "design": "design",
                "quantity": "quantity",
                "estimate": "estimate",
                "p": "p",
                "n": "n",
            },
            widths=(1.25, 4.4, 2.15, 0.75, 1.6),
        )
    rest = design_rows(d.results, supplement=True)
    if len(rest):
        yield Table(
            rest,
            "tbl-supplement",
            "What is told and counted nowhere: in fewer than "
            f"{LEAST_POWER:.0%} of simulated Assemblies as large as the real one does such an "
            "estimate find a shift of one standard deviation. Source: @tbl-sources.",
            columns={c: c for c in rest.columns},
            widths=(1.25, 4.4, 2.15, 0.75, 1.6),
        )
    for text in silence_sentences(d.results):
        yield Prose(text)


@pieces
def how_many(d: Designs) -> Iterator[Prose]:
    """Say how many p-values are small, if there are any."""
    if text := many_sentence(counted(d.results)):
        yield Prose(text)


@pieces
def curves(d: Designs) -> Iterator[Picture | Prose]:
    """Draw the curves of all specifications, or say that there is none."""
    specification = design_named("specification")
    found = [e for result in d.results for e in specification.drawn(result.estimates)]
    for curve in found:
        title = specification.title_of(curve, d.study)
        values = curve.table["estimate"]
        yield Picture(
            specification_figure(curve),
            f"fig-{curve.label}",
            f"{title}, {curve.n} specifications in order of the estimate. Above: the change, after "
            "minus before, filled where outside the band of curves from days dealt anew; below: "
            f"the choices each rests on. Rests on {curve.rests_on}. Source: @tbl-sources.",
            alt=f"A rising curve of {curve.n} estimates, from {values.min():.2f} to "
            f"{values.max():.2f}, above a grid of the choices behind each.",
            headline=curve_headline(_outside(curve), len(values), curve.level),
            subtitle=title,
        )
        yield Prose(minus(f"{curve.sentence()} {upper_first(curve.method)}."))
    if not found:
        yield Prose("No specification curve could be computed from these votes.")


def _outside(curve: Estimate) -> int:
    """Count the specifications outside the band of curves from days dealt anew."""
    table = curve.table
    inside = table["estimate"].between(table["band_low"], table["band_high"])
    return int((~inside & table["band_low"].notna()).sum())


def answer(d: Designs) -> Prose:
    """Answer the title of the chapter."""
    specification = design_named("specification")
    found = [e for result in d.results for e in specification.drawn(result.estimates)]
    return Prose(answer_sentence(found))
