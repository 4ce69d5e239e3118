"""The permanent members of the Security Council: how alike they vote, and what that leaves out.

The Council has no abstainers by the dozen and no agenda of its own accord: few roll calls, most
of them unanimous, and drafts that a permanent member would veto are often never put to the
vote. Agreement here has no dimension for the veto: a No that defeats a text counts as one vote
like any other, and the veto that was only expected leaves no trace.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.agreement import change
from analysis.agreement.windows import window_masks
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.record.codes import Vote, is_cast
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.quantities import study_windows
from analysis.study import Study
from analysis.words import number_of

__all__ = ["DESIGN", "PERMANENT", "SMALL", "council_by_year", "security_council"]

#: The permanent members since 1945, by their codes in the record.
#: Roll calls in a window below which the Council's numbers are called few.
SMALL = 30

NO_VETO = (
    "a veto counts as one No, and only where every vote on the draft is known: agreement has no "
    "dimension for the power to defeat a text, and drafts withdrawn because a veto was expected "
    "are not in the record"
)


def council_by_year(rollcalls: RollCalls, states: tuple[str, ...] = PERMANENT) -> pd.DataFrame:
    """Compute agreement of every pair of permanent members by year.

    Parameters
    ----------
    rollcalls : RollCalls
    states : tuple of str

    Returns
    -------
    DataFrame
        Columns ``year, a, b, n, ordinal, identical, vetoes, joint, with_vetoes``. The first
        measures are raw agreement on roll calls of which every vote is known (with few and mostly
        unanimous roll calls chance-corrected indices are seldom defined). ``vetoes`` counts the
        drafts that one of the two vetoed at least, of those known by the list of vetoes alone,
        and ``joint`` those that both did. ``with_vetoes`` is the share of identical votes with
        these drafts counted: who vetoed voted no, and a permanent member that is not on the
        list did not, so a veto of one is a vote apart, whatever the other's vote was. How far
        apart is not known, so that ``ordinal`` leaves these drafts out. Without rows where the
        record holds no roll call of the Council.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 2]], states=["USA", "RUS"], body="SC")
    >>> council_by_year(rc, ("USA", "RUS")).iloc[:, :6].values.tolist()
    [[2000, 'USA', 'RUS', 2, 0.75, 0.5]]
    >>> rc = RollCalls.from_votes([[1, 0], [1, 3]], states=["USA", "RUS"], body="SC",
    ...                           partial=[False, True])
    >>> council_by_year(rc, ("USA", "RUS"))[["n", "identical", "vetoes", "with_vetoes"]].values
    array([[1. , 1. , 1. , 0.5]])
    """
    part = rollcalls.select(body="SC")
    columns = ["year", "a", "b", "n", "ordinal", "identical", "vetoes", "joint", "with_vetoes"]
    here = [s for s in states if s in part.states.index]
    partial = part.calls["partial"].to_numpy(dtype=bool)
    year = part.calls["date"].dt.year.to_numpy()
    frames = []
    for a, b in combinations(here, 2):
        one, two = part.of(a).astype(int), part.of(b).astype(int)
        both = is_cast(part.of(a)) & is_cast(part.of(b)) & ~partial
        # Of elected members a list of vetoes says nothing, and a No of theirs is no veto.
        listed = partial & (one != Vote.NOT_MEMBER) & (two != Vote.NOT_MEMBER)
        listed &= {a, b} <= {*PERMANENT, "TWN"}
        no_a, no_b = listed & (one == Vote.NO), listed & (two == Vote.NO)
        frame = pd.DataFrame(
            {
                "year": year,
                "n": both,
                "ordinal": np.where(both, 1 - np.abs(one - two) / 2, 0.0),
                "identical": both & (one == two),
                "vetoes": no_a | no_b,
                "joint": no_a & no_b,
            }
        )
        sums = frame.groupby("year", as_index=False).sum().astype({"year": int})
        frames.append(sums.assign(a=a, b=b))
    if not frames or not part.n_calls:
        return pd.DataFrame(columns=columns)
    table = pd.concat(frames, ignore_index=True)
    met = table["n"].where(table["n"] > 0)
    asked = table["n"] + table["vetoes"]
    same = table["identical"] + table["joint"]
    table["with_vetoes"] = same / asked.where(asked > 0)
    table["ordinal"] /= met
    table["identical"] = table["identical"] / met
    whole = table.astype({"n": int, "vetoes": int, "joint": int})[columns]
    return whole.sort_values(["year", "a", "b"], kind="stable", ignore_index=True)


def security_council(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change in the country's agreement with the permanent members.

    Parameters
    ----------
    rollcalls : RollCalls
        With roll calls of the Council (``body="SC"``).
    study : Study
        The country need not be a permanent member; it then has votes while elected.

    Returns
    -------
    list of Estimate
        Names ``council.<state>``: raw ordinal agreement after less before, for the rival and
        the other permanent members; without an interval below five days of voting in a window.
        Like is set beside like: where a window holds adopted texts alone (the file of 2025 has
        no other), only adopted texts are compared, and where every roll call of a window is on
        the study's issue (the embedded facts hold no other), only those on the issue; unless
        that would leave a window empty. `method` says so, and how few they are. The table is
        that of `council_by_year` for the pair.

    Raises
    ------
    UsageError
        If the record holds no roll call of the Council in a window, or the country cast no
        vote there in one.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 1], [3, 3, 1]], states=["USA", "RUS"], body="SC",
    ...                           dates=["2022-02-25", "2025-02-24", "2025-03-01"])
    >>> e = security_council(rc, Study())[0]
    >>> e.name, e.estimate, e.low
    ('council.RUS', 1.0, None)
    """
    known = rollcalls.select(body="SC")
    part = known.whole()
    before, after = study_windows(study)
    parts = [part.select(start=w.first, end=w.last) for w in (before, after)]
    for side, when, window in zip(("before", "after"), (before, after), parts, strict=True):
        window_words = f"{when.first} to {when.last}"
        if not window.n_calls or not is_cast(window.of(study.country)).any():
            raise UsageError(
                f"{in_sentence(study.country)} cast no vote in the Security Council in the window "
                f"{side} the event, {window_words}",
                f"{number_of(part.n_calls, 'roll call')} of the Council in the record",
                "use a permanent or elected member, or a record with more of the Council",
            )
    held, only = _alike(part, study)
    partners = [study.rival, *(s for s in PERMANENT if s not in (study.rival, study.country))]
    years = council_by_year(known, (study.country, *partners))
    out = []
    for state in partners:
        if state not in held.states.index:
            continue
        found = change(
            held,
            study.country,
            state,
            "ordinal",
            before=before,
            after=after,
            level=study.level,
        )
        if found.estimate != found.estimate:  # never met in one of the windows
            continue
        sizes = found.table["n"].tolist()
        few = f"; n is {sizes[0]} before and {sizes[1]} after" + (
            ", which is few" if min(sizes) < SMALL else ""
        )
        quantity = found.quantity.named(in_sentence(study.country), in_sentence(state)).asked(
            "change", "change in raw agreement{of} with {partner} in the Security Council"
        )
        out.append(
            replace(
                found,
                name=f"council.{state}",
                estimand=quantity.words(),
                quantity=quantity,
                method=found.method + only + few,
                assumptions=(*found.assumptions, NO_VETO),
                table=years[(years["a"] == study.country) & (years["b"] == state)].reset_index(
                    drop=True
                ),
            )
        )
    return out


def _alike(part: RollCalls, study: Study) -> tuple[RollCalls, str]:
    """Keep the kind of roll calls that both windows hold; say which in words."""
    adopted = part.calls["symbol"].str.startswith("S/RES/").to_numpy()
    said = ""
    keep = np.ones(part.n_calls, dtype=bool)
    masks = window_masks(part, *study_windows(study))
    for kind, words in (
        (adopted, "; only adopted texts, since a window holds no other"),
        (
            part.has_issue(study.issue),
            f"; only roll calls on the issue {study.issue}, since a window holds no other",
        ),
    ):
        alone = any(kind[keep & m].all() for m in masks)
        if alone and all((kind & keep & m).any() for m in masks) and not kind[keep].all():
            keep &= kind
            said += words
    return part.take(keep), said


DESIGN = Design("council", security_council)
