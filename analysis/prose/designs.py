"""What the designs add to the answer: agenda, duration, measurement error, what would change it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.sentences import direction
from analysis.shift.designs.persistence import MIN_MONTHS, pattern
from analysis.words import listed, number, share_of, upper_first

__all__ = [
    "agenda_sentences",
    "lasting_sentence",
    "lasting_sentences",
    "widening_sentence",
    "would_change",
]


def agenda_sentences(
    parts: Mapping[str, Estimate], what: str, beside: Estimate | None = None
) -> str:
    """Say how much of a change is agenda and how much is votes on texts of the same kind.

    Parameters
    ----------
    parts : mapping
        Estimates of `analysis.shift.designs.agenda.agenda` by the middle of their name: ``total``,
        ``agenda``, ``preference``, and ``recurring`` if there is one.
    what : str
        The change, as it stands in a sentence.
    beside : Estimate, optional
        The change that tables give. It may be another number: there each state's agreement is a
        mean over its own roll calls, here each roll call counts once. Then that is said.

    Raises
    ------
    UsageError
        If one of the first three is missing.

    Examples
    --------
    >>> e = [Estimate("x", "y", v, low=v - 0.1, high=v + 0.1) for v in (-0.3, -0.25, -0.05)]
    >>> print(agenda_sentences(dict(zip(("total", "agenda", "preference"), e)), "the change"))
    Of the change (-0.30 [-0.40, -0.20]), -0.25 [-0.35, -0.15] goes with other kinds of text on the
    agenda, and votes on texts of the same kind make up -0.05 [-0.15, 0.05], whose sign is not
    established. No text was voted on before the event and since.
    """
    for key in ("total", "agenda", "preference"):
        if key not in parts:
            raise UsageError(f"no part {key!r}", "agenda_sentences")

    def told(key: str) -> str:
        part = parts[key]
        open_ = "" if direction(part) != "unclear" else ", whose sign is not established"
        return f"{part.interval()}{{}}{open_}"

    split = (
        f"Of {what} ({parts['total'].interval()}), "
        + told("agenda").format(" goes with other kinds of text on the agenda")
        + ", and votes on texts of the same kind make up "
        + told("preference").format("")
        + "."
    )
    if all(parts[key].excludes_zero is False for key in ("total", "agenda", "preference")):
        split = (
            f"Neither {what} ({parts['total'].interval()}) nor a part of it is established: "
            f"{parts['agenda'].interval()} goes with other kinds of text on the agenda, and votes "
            f"on texts of the same kind make up {parts['preference'].interval()}."
        )
    text = split + _beside(parts["total"], beside) + _unmatched(parts["agenda"].table)
    again = parts.get("recurring")
    if again is None or again.estimate != again.estimate:
        return f"{text} No text was voted on before the event and since."
    # Which votes before: the record may have none of the time compared, and reach far back.
    against = f", against {again.comparison}," if again.comparison else ""
    texts = f"the {again.n:,} texts" if again.n != 1 else "the one text"
    found = (
        f"{text} On {texts} voted on before the event and since{against} the change "
        f"is {again.interval()}"
    )
    way, whole = direction(again), direction(parts["total"])
    # Texts fall on few days, for which the interval is too narrow; flipped signs are exact.
    if again.p_value is not None and again.p_value > round(1 - again.level, 9):
        return f"{found}, p = {again.p_value:.2f} by flipped signs: its sign is not established."
    if way == "unclear":
        return f"{found}: its sign is not established."
    if whole == "unclear":
        return f"{found}; that on all texts has no established sign to set beside."
    return f"{found}, of {'the same' if way == whole else 'the opposite'} sign."


def _beside(total: Estimate, beside: Estimate | None) -> str:
    """Say why the tables have another number for what reads alike, if they do."""
    if beside is None or not beside.is_defined or beside.interval() == total.interval():
        return ""
    return (
        f" (In @tbl-agenda the gap changed by {beside.interval()}: there agreement with each state "
        "is a mean over all roll calls on which it voted; here each roll call counts once.)"
    )


def _unmatched(strata: pd.DataFrame) -> str:
    """Say how much of the later votes has no kind before to be compared with, if any."""
    if "n_before" not in strata or not strata["n_after"].sum():
        return ""
    alone = strata.loc[strata["n_before"] == 0, "n_after"].sum() / strata["n_after"].sum()
    if not alone:
        return ""
    return (
        f" Of the roll calls since, {share_of(alone)} are of kinds that came to no vote before; "
        "what they add is counted as the agenda's."
    )


def lasting_sentence(estimate: Estimate) -> str:
    """Say whether a change lasted, from the months since the event.

    Parameters
    ----------
    estimate : Estimate
        One of `analysis.shift.designs.persistence.persistence`.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.DataFrame({"counts": [True] * 4, "side": [-1, -1, 0, -1]})
    >>> print(lasting_sentence(Estimate("x", "agreement", 0.75, n=4, table=months)))
    3 of 4 months with votes enough lie outside the range of the months before. Whether this is an
    episode or lasts cannot be told from so few.
    """
    return " ".join(filter(None, _lasting_parts(estimate)))


def lasting_sentences(quantities: Mapping[str, Estimate]) -> list[str]:
    """Say of several quantities whether their changes lasted; what holds for several, once.

    Parameters
    ----------
    quantities : mapping
        Estimates of `analysis.shift.designs.persistence.persistence` by what they are of.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.DataFrame({"counts": [True] * 4, "side": [-1, -1, 0, -1]})
    >>> e = Estimate("x", "agreement", 0.75, n=4, table=months)
    >>> print(*lasting_sentences({"kappa": e, "raw agreement": e}))
    Of the months with votes enough, so many lie outside the range of the months before: kappa, 3 of
    4; raw agreement, 3 of 4. Whether this is an episode or lasts cannot be told from so few.
    """
    counted: dict[str, dict[str, tuple[int, int]]] = {}
    silent: dict[str, list[str]] = {}
    ends: dict[str, None] = {}
    for label, estimate in quantities.items():
        head, end = _lasting_parts(estimate)
        ends[end] = None
        if head:
            counted.setdefault(end, {})[label] = _months_outside(estimate)
        else:
            silent.setdefault(end, []).append(label)
    return [
        f"{_outside(counted[end])} {end}"
        if end in counted
        else f"{upper_first(listed(silent[end]))}: {end[0].lower()}{end[1:]}"
        for end in ends
    ]


def _outside(counts: Mapping[str, tuple[int, int]]) -> str:
    """Say of each quantity how many months lie outside the range of those before."""
    if not any(outside for outside, _ in counts.values()):
        lists = listed([f"{label} ({n})" for label, (_, n) in counts.items()])
        return (
            "No month with votes enough lies outside the range of the months before; counted were "
            f"those of {lists}."
        )
    said = [f"{label}, {k} of {n}" for label, (k, n) in counts.items()]
    return (
        "Of the months with votes enough, so many lie outside the range of the months before: "
        f"{'; '.join(said)}."
    )


def _lasting_parts(estimate: Estimate) -> tuple[str, str]:
    """Count the months outside the range, empty if none can be; and say what follows."""
    if "counts" not in estimate.table:
        raise UsageError("an estimate without months", estimate.name)
    if not estimate.is_defined:
        return "", "No month before the event has votes enough to compare with, or none since."
    side = estimate.table.loc[estimate.table["counts"], "side"]
    outside, n = _months_outside(estimate)
    text = (
        f"{outside} of {n} months with votes enough "
        f"{'lies' if outside == 1 else 'lie'} outside the range of the months before."
    )
    said = {
        "too few months": "Whether this is an episode or lasts cannot be told from so few.",
        "within": "That no month stands out does not show that nothing changed.",
        "lasting": "The change has lasted to the latest month.",
        "passing": "The latest months lie within that range again.",
        "mixed": "The months do not show one pattern.",
    }
    what = pattern(side)
    held = estimate.table.get("months_before")
    # The range of a few months is hardly a range: what lies outside it says little.
    if what != "too few months" and held is not None and held.iloc[0] < MIN_MONTHS:
        before = f"{held.iloc[0]} months" if held.iloc[0] > 1 else "one month"
        return text, f"That range is of {before} only, so nothing is concluded from it."
    return text, said[what]


def _months_outside(estimate: Estimate) -> tuple[int, int]:
    side = estimate.table.loc[estimate.table["counts"], "side"]
    return int((side != 0).sum()), len(side)


def widening_sentence(pooled: Estimate) -> str:
    """Say what the uncertainty of ideal points adds to a regression on them.

    Parameters
    ----------
    pooled : Estimate
        From `analysis.shift.methods.measurement_error.over_draws`: its table has a row
        ``"point"`` with the standard error when points are taken for data.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"draw": ["point", 0], "estimate": [0.3, 0.3], "se": [0.2, 0.2]})
    >>> e = Estimate("x", "step", 0.3, se=0.25, low=-0.1, high=0.7, table=table)
    >>> print(widening_sentence(e))
    With ideal points taken for data the standard error is 0.20; over posterior draws it is 0.25,
    1.25 times as much, and the estimate is 0.30 [-0.10, 0.70]. The interval includes zero.
    """
    drawn = set(pooled.table["draw"]) if "draw" in pooled.table else set()
    if pooled.se is None or "point" not in drawn:
        raise UsageError("no standard error of the points taken for data", pooled.name)
    naive = float(pooled.table.loc[pooled.table["draw"] == "point", "se"].iloc[0])
    zero = "excludes" if pooled.excludes_zero else "includes"
    return (
        f"With ideal points taken for data the standard error is {number(naive)}; over posterior "
        f"draws it is {number(pooled.se)}, {pooled.se / naive:.2f} times as much, and the estimate "
        f"is {pooled.interval()}. The interval {zero} zero."
    )


def would_change(
    parts: Mapping[str, Estimate], country: str, rival: str, group: str, ended: bool = False
) -> str:
    """Say which further votes would change the conclusion on the gap.

    Parameters
    ----------
    parts : mapping
        As for `agenda_sentences`, of the gap.
    country, rival, group : str
        Names as they stand in a sentence.
    ended : bool
        Whether the window has ended, so that no vote can be added to it.

    Examples
    --------
    >>> e = {"preference": Estimate("x", "y", -0.1, low=-0.2, high=0.1)}
    >>> print(would_change(e, "the US", "Russia", "its allies"))
    On texts of the same kind it is not established that the gap changed. Further votes whose
    interval excludes zero would establish it.
    """
    part = parts.get("preference")
    if part is None or part.estimate != part.estimate:
        return (
            f"Whether {country} moved between {rival} and {group} cannot be said from these votes; "
            "roll calls on both sides of the event would be needed."
        )
    way = direction(part)
    if way == "unclear":
        more = " Further votes whose interval excludes zero would establish it."
        return (
            "On texts of the same kind it is not established that the gap changed."
            f"{'' if ended else more}"
        )
    edge = part.high if way == "down" else part.low
    assert edge is not None
    found = f"On texts of the same kind the gap {'fell' if way == 'down' else 'rose'} "
    if ended:
        return f"{found}({part.interval()}); the interval ends {number(abs(edge))} from zero."
    return (
        f"{found}({part.interval()}). The interval ends {number(abs(edge))} from zero: if later "
        "votes on such texts took the change back by more than that, the conclusion would fall."
    )
