"""Agenda against preference: did the votes change, or what was put to the vote?

Raw agreement is a mean over roll calls, so its change can be taken on the texts of both windows
alone, reweighted to the earlier agenda, and split exactly in two. Votes of chance-corrected
indices cannot be taken apart in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.windows import window_masks
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import (
    Jackknife,
    day_sums,
    days_of,
    jackknife_joint,
    jackknife_mean,
)
from analysis.record.codes import Vote, is_cast
from analysis.record.issues import ISSUES
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.decomposition import cell_sums, split
from analysis.shift.methods.scores import (
    ALLIES,
    DIFFERENCE,
    partner_in_words,
    partner_scores,
    quantity_with,
)
from analysis.shift.quantities import study_windows
from analysis.shift.recurring import recurring_shift
from analysis.study import Study

__all__ = ["DESIGN", "LOPSIDED", "agenda", "agenda_design", "strata"]

Floats = npt.NDArray[np.float64]

#: Cuts of the share of Yes among the votes of all other states, and the words for the classes.
LOPSIDED = (0.60, 0.80, 0.95)
LOPSIDED_WORDS = ("Yes under 60%", "Yes 60-80%", "Yes 80-95%", "Yes 95% or more")
#: Noes up to which a text is one that would once have passed without a vote.
FEW_NOES = 3

#: What strata are made of, and the same without issues.
BY = ("issue", "lopsidedness")

#: Share of roll calls without a title above which the rules that read titles saw too little.
UNTITLED = 0.5


def strata(
    rollcalls: RollCalls, study: Study, by: Sequence[str] = BY
) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """Sort roll calls by issue and by how lopsided the vote of all other states was.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        The country's and the rival's votes are left out of the count, so that a change of
        their votes cannot move a roll call to another stratum.
    by : sequence of {"issue", "lopsidedness"}

    Returns
    -------
    stratum : ndarray of int, shape (n_calls,)
    table : DataFrame
        The columns of `by`, one row a stratum. A roll call with several issues
        stands under the study's issue if that is one of them, else under the first in
        the alphabet; ``none`` where the record gives none.

    Notes
    -----
    A stratum compares texts of a kind only if a kind is called the same in both windows. Where
    most roll calls of a window have no title, an issue that it does not hold may only not have
    been coded; its roll calls in the other window then stand under ``none``, and are not taken
    for texts that are new to the agenda.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1], [3, 3], [1, 1], [1, 2]],
    ...     states=["USA", "RUS", "FRA", "BRA"], issues=["me hr", ""])
    >>> strata(rc, Study())[1].values.tolist()
    [['hr', 'Yes 95% or more'], ['none', 'Yes under 60%']]
    """
    apart = [s for s in (study.country, study.rival) if s in rollcalls.states.index]
    others = np.delete(rollcalls.votes, [rollcalls.row(s) for s in apart], axis=0)
    cast = is_cast(others).sum(axis=0)
    share = np.ones(rollcalls.n_calls)
    np.divide((others == Vote.YES).sum(axis=0), cast, out=share, where=cast > 0)
    lopsided = np.searchsorted(LOPSIDED, share, side="right")
    keys = pd.DataFrame(
        {
            "issue": _comparable(_subjects(rollcalls.calls, study), rollcalls.calls, study),
            "lopsidedness": [LOPSIDED_WORDS[k] for k in lopsided],
        },
        dtype="str",
    )
    grouped = keys.groupby(list(by), sort=True)
    table = grouped.size().reset_index()[list(by)]
    return grouped.ngroup().to_numpy().astype(np.intp), table


def _subjects(calls: pd.DataFrame, study: Study) -> npt.NDArray[np.object_]:
    """Choose one issue for each roll call."""
    order = [study.issue, *sorted(ISSUES)]
    subjects = []
    for text in calls["issues"]:
        given = text.split()
        subjects.append(next((c for c in order if c in given), given[0] if given else "none"))
    return np.array(subjects, dtype=object)


def _comparable(
    subjects: npt.NDArray[np.object_], calls: pd.DataFrame, study: Study
) -> npt.NDArray[np.object_]:
    """Put under none the issues that one window holds and the other may only not have coded."""
    after = (calls["date"] >= pd.Timestamp(study.event)).to_numpy()
    untitled = (calls["title"] == "").to_numpy()
    out = subjects.copy()
    for here, there in ((after, ~after), (~after, after)):
        if there.any() and untitled[there].mean() > UNTITLED:
            alone = set(subjects[here]) - set(subjects[there])
            out[here & np.isin(subjects, list(alone))] = "none"
    return out


def agenda(rollcalls: RollCalls, study: Study, partner: str = "allies-rival") -> list[Estimate]:
    """Estimate how much of a change in raw agreement is the agenda's.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    partner : str
        A state code, ``"allies"`` or ``"allies-rival"`` (`analysis.shift.methods.scores`).

    Returns
    -------
    list of Estimate
        Names ``agenda.<what>.<partner>``, with what = ``total`` (all roll calls), ``contested``
        (those with at least four Noes), ``few-noes`` (those with at most three), ``recurring``
        (texts voted on before and after, paired), ``reweighted`` (to the earlier agenda, by
        the strata of `strata`), ``reweighted-lopsidedness`` (by lopsidedness alone, for where
        the record does not name the issues of one window), ``agenda`` and ``preference``
        (parts of the total, which add up to it). The tables of the last four have a row a
        stratum, with shares, means, weights and contributions. What a window is too empty for
        is left out.

    Raises
    ------
    UsageError
        If a state or an alliance is unknown, or the score is not defined on any
        roll call of a window.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 3, 3]], states=["USA", "RUS"])
    >>> study = Study(before="2000-01-01", event="2000-01-03", until="2001-01-01")
    >>> {e.name: e.estimate for e in agenda(rc, study, "RUS")}["agenda.total.RUS"]
    0.5
    """
    whole = rollcalls.select(body="GA")
    windows = study_windows(study)
    whole_before, whole_after = window_masks(whole, *windows)
    everything, whole = whole, whole.take(whole_before | whole_after)
    before, after = window_masks(whole, *windows)
    score = partner_scores(whole, study, partner)
    held = ~np.isnan(score)
    for label, mask in (("before", before), ("after", after)):
        if not (held & mask).any():
            raise UsageError(
                f"agreement with {partner_in_words(study, partner)} is not defined on any roll "
                f"call {label} the event {study.event}",
                "agenda",
                "choose another state, event or beginning of the time before",
            )
    both = (ALLIES, study.rival) if partner == DIFFERENCE else ()
    agreements = tuple(partner_scores(whole, study, p)[held] for p in both)
    sample = _Sample(whole.take(held), score[held], after[held], study, partner, agreements)
    table, cells = sample.decompose()
    # The mean over allies of means over roll calls, which other pages tell, is another number.
    raw = "raw, averaged over roll calls" if partner in (ALLIES, DIFFERENCE) else "raw"
    out = [
        sample.estimate(what, table, cells, f"{text} in agreement with {{partner}}{{of}} ({raw})")
        for what, text in (
            ("total", "change"),
            ("reweighted", "change, reweighted to the earlier agenda,"),
            ("agenda", "part of the change due to the agenda"),
            ("preference", "part of the change due to votes within strata"),
        )
    ]
    plain = replace(sample, by=("lopsidedness",))
    text = "change, reweighted to the earlier lopsidedness of votes, in agreement with {partner}"
    one = plain.estimate("reweighted", *plain.decompose(), text + f"{{of}} ({raw})")
    out.append(_renamed(one, "reweighted-lopsidedness"))
    noes = sample.rollcalls.tally()["no"].to_numpy()
    for what, mask, text in (
        ("contested", noes > FEW_NOES, f"roll calls with more than {FEW_NOES} Noes"),
        ("few-noes", noes <= FEW_NOES, f"roll calls with at most {FEW_NOES} Noes"),
    ):
        part = sample.where(mask)
        if part is not None:
            form = f"change on {text} in agreement with {{partner}}{{of}} ({raw})"
            out.append(_renamed(part.estimate("total", *part.decompose(), form), what))
    paired = recurring_shift(everything, study, partner)
    return [*out, *([paired] if paired is not None else [])]


def _renamed(estimate: Estimate, part: str) -> Estimate:
    quantity = replace(estimate.quantity, part=part)
    return replace(estimate, name=f"agenda.{part}.{quantity.partner}", quantity=quantity)


@dataclass(frozen=True, eq=False)
class _Sample:
    """Roll calls of both windows with a score each."""

    rollcalls: RollCalls
    score: Floats
    after: npt.NDArray[np.bool_]
    study: Study
    partner: str
    agreements: tuple[Floats, ...] = ()  # of which the score is the difference
    by: tuple[str, ...] = BY

    def where(self, mask: npt.NDArray[np.bool_]) -> _Sample | None:
        """Keep some roll calls; None if a window is then empty."""
        if not (mask & self.after).any() or not (mask & ~self.after).any():
            return None
        return replace(
            self,
            rollcalls=self.rollcalls.take(mask),
            score=self.score[mask],
            after=self.after[mask],
            agreements=tuple(a[mask] for a in self.agreements),
        )

    def decompose(self) -> tuple[pd.DataFrame, Floats]:
        """Return a table of the strata, and sums by day, window and stratum."""
        stratum, table = strata(self.rollcalls, self.study, self.by)
        days = days_of(self.rollcalls.calls)
        cells = cell_sums(self.score, self.after, stratum, days, len(table))
        summed = cells.sum(axis=0)
        found = split(summed)
        for k, side in enumerate(("before", "after")):
            n = summed[k, :, 1]
            table[f"n_{side}"] = n.astype(int)
            table[f"share_{side}"] = n / n.sum()
            table[f"mean_{side}"] = np.divide(
                summed[k, :, 0], n, out=np.full(len(n), np.nan), where=n > 0
            )
        table["weight"] = found.weight_of
        table["agenda"], table["preference"] = found.agenda_of, found.preference_of
        return table, cells

    def _total(self) -> Jackknife:
        """Estimate the change of the mean, with the error that it has everywhere."""
        values = np.column_stack([self.score, *self.agreements, np.ones(len(self.score))])
        days = days_of(self.rollcalls.calls)
        one, two = (day_sums(values[side], days[side]) for side in (~self.after, self.after))
        return jackknife_mean(one, two, self.study.level)

    def _joint(self, cells: Floats, part: Callable[[Floats, Floats], Floats]) -> Jackknife:
        return jackknife_joint(
            cells[:, 0],
            cells[:, 1],
            part,
            self.study.level,
            sizes=(cells[:, 0, :, 1].sum(axis=1), cells[:, 1, :, 1].sum(axis=1)),
            vectorised=True,
        )

    def estimate(
        self,
        what: str,
        table: pd.DataFrame,
        cells: Floats,
        form: str,
    ) -> Estimate:
        """Put one of the parts into an estimate."""

        def part(before: Floats, after: Floats) -> Floats:
            return np.asarray(getattr(split(np.stack([before, after], axis=-3)), what))

        found = self._total() if what == "total" else self._joint(cells, part)
        unmatched = float(split(cells.sum(axis=0)).unmatched)
        quantity = replace(quantity_with(self.study, self.partner, form), part=what)
        before = self.rollcalls.take(~self.after)
        untitled = (before.calls["title"] == "").mean()
        return Estimate(
            f"agenda.{what}.{self.partner}",
            quantity.words(),
            level=self.study.level,
            n=self.rollcalls.n_calls,
            method="mean of 1 - |a - b| / 2 over roll calls, split by "
            f"{' and '.join(self.by)} into {len(table)} strata with symmetric weights (Kitagawa "
            f"1955); {found.said()}",
            rests_on=f"{before.rests_on()}, and {self.rollcalls.take(self.after).rests_on()}",
            comparison=before.rests_on(),
            assumptions=(
                "days of voting are independent of each other and stand for those that might have "
                "been held",
                "within a stratum the texts of the two windows ask the same of the state",
                f"{unmatched:.0%} of the roll calls after lie in strata without one "
                "before; their contribution counts as the agenda's",
                *(
                    (
                        f"{untitled:.0%} of the roll calls before have no title in the record; "
                        "where no source gives their issue, they stand under none"
                        + (
                            ", and so do roll calls after on issues that none before is coded for"
                            if untitled > UNTITLED
                            else ""
                        ),
                    )
                    if "issue" in self.by and untitled > 0
                    else ()
                ),
            ),
            table=table,
            quantity=quantity,
            **found.fields(),
        )


def agenda_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set agenda against preference, for the rival, the allies and the difference."""
    partners = (study.rival, "allies", "allies-rival")
    return gathered(partial(agenda, rollcalls, study, partner) for partner in partners)


DESIGN = Design(
    "agenda",
    agenda_design,
    power={
        "agenda.preference.state": 0.17,
        "agenda.reweighted.state": 0.1,
        "agenda.recurring.state": 0.07,
    },
)
