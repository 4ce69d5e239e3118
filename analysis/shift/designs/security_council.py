"""The permanent members of the Security Council: how alike they vote, and what that leaves out.

The Council has no abstainers by the dozen and no agenda of its own accord: few roll calls, most
of them unanimous, and drafts that a permanent member would veto are often never put to the
vote. Agreement here has no dimension for the veto: a No that defeats a text counts as one vote
like any other, and the veto that was only expected leaves no trace.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.agreement import change, pair_series
from analysis.agreement.windows import window_masks
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.record.codes import is_cast
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["DESIGN", "PERMANENT", "SMALL", "council_by_year", "security_council"]

#: The permanent members since 1945, by their codes in the record.
#: Roll calls in a window below which the Council's numbers are called few.
SMALL = 30

NO_VETO = (
    "a veto counts as one No: agreement has no dimension for the power to defeat a text, and "
    "drafts withdrawn because a veto was expected are not in the record"
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
        Columns ``year, a, b, n, ordinal, identical``; raw agreement only, since with few
        and mostly unanimous roll calls chance-corrected indices are seldom defined. Without
        rows where the record holds no roll call of the Council.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 2]], states=["USA", "RUS"], body="SC")
    >>> council_by_year(rc, ("USA", "RUS")).values.tolist()
    [[2000, 'USA', 'RUS', 2, 0.75, 0.5]]
    """
    part = rollcalls.select(body="SC")
    here = [s for s in states if s in part.states.index]
    columns = ["year", "a", "b", "n", "ordinal", "identical"]
    frames = []
    for k, a in enumerate(here):
        for b in here[k + 1 :]:
            if not part.n_calls:
                continue
            series = pair_series(part, a, b, "year", ["ordinal", "identical"], draws=0)
            wide = series.pivot(index="period", columns="index", values="value").reset_index()
            n = series.drop_duplicates("period").set_index("period")["n"]
            wide["n"] = wide["period"].map(n)
            frames.append(wide.rename(columns={"period": "year"}).assign(a=a, b=b)[columns])
    if not frames:
        return pd.DataFrame(columns=columns)
    table = pd.concat(frames, ignore_index=True).astype({"year": int, "n": int})
    return table.sort_values(["year", "a", "b"], kind="stable", ignore_index=True)


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
    part = rollcalls.select(body="SC")
    before, after = study_windows(study)
    parts = [part.select(start=w.first, end=w.last) for w in (before, after)]
    for side, window in zip(("before", "after"), parts, strict=True):
        if not window.n_calls or not is_cast(window.of(study.country)).any():
            raise UsageError(
                f"{study.country} casts no vote in the Security Council {side} the event "
                f"{study.event}",
                f"{part.n_calls} roll calls of the Council in the record",
                "use a permanent or elected member, or a record with more of the Council",
            )
    held, only = _alike(part, study)
    partners = [study.rival, *(s for s in PERMANENT if s not in (study.rival, study.country))]
    years = council_by_year(part, (study.country, *partners))
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
            draws=study.draws,
            seed=study.seed,
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
