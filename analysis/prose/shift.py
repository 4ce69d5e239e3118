"""The answer of the chapter on the shift, put together from its sentences."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.estimate import Estimate
from analysis.prose.designs import would_change
from analysis.prose.sentences import against_allies, direction, towards, verdict
from analysis.record.states import in_sentence
from analysis.shift.quantities import group_in_words
from analysis.study import Study
from analysis.words import listed

__all__ = [
    "agreement_sentences",
    "conclusion_sentences",
    "fading_sentence",
    "kappa_sentences",
    "no_line_sentence",
    "unit_words",
]


def unit_words(moved: Estimate) -> str:
    """Say in what units changes are shown, or why the ideal point is not among them.

    Parameters
    ----------
    moved : Estimate
        From `analysis.shift.global_shift.global_shift`.

    Examples
    --------
    >>> unit_words(Estimate("x", "change in the ideal point", 0.3))
    'Ideal points are in standard deviations of all state-periods, the rest in units of the index.'
    """
    if moved.is_finding:
        return (
            "Ideal points are in standard deviations of all state-periods, the rest in units of "
            "the index."
        )
    return (
        "Changes are in units of the index; the ideal point is left out, since its model does not "
        "describe the state in these windows."
    )


def agreement_sentences(
    dyads: Mapping[str, Estimate], gaps: Mapping[str, Estimate], study: Study
) -> str:
    """Say how agreement changed, with the rival, and how the gap did.

    Parameters
    ----------
    dyads, gaps : mapping of measure to Estimate
        Where there are two measures of agreement with the rival, their signs are compared.
    study : Study
    """
    name, rival, group = _names(study)
    both = [*dyads.values(), *gaps.values()]
    if dyads and gaps and all(e.excludes_zero is False for e in both):
        return _nothing(dyads, gaps, name, rival, group)
    said = [towards(e, name, rival, measure) for measure, e in dyads.items()]
    said += [
        against_allies(e, rival, measure, group, known=i > 0)
        for i, (measure, e) in enumerate(gaps.items())
    ]
    if len(dyads) > 1:
        said.append(verdict({f"{measure} with {rival}": e for measure, e in dyads.items()}))
    return " ".join(said)


def _nothing(
    dyads: Mapping[str, Estimate],
    gaps: Mapping[str, Estimate],
    name: str,
    rival: str,
    group: str,
) -> str:
    """Say once that no interval excludes zero, rather than of each change."""
    first = listed([f"{e.interval()} by {measure}" for measure, e in dyads.items()])
    second = listed([f"{e.interval()} by {measure}" for measure, e in gaps.items()])
    return (
        f"No direction is established, since every interval includes zero: agreement of {name} "
        f"with {rival} changed by {first}; the gap, agreement with {group} minus agreement with "
        f"{rival}, by {second}."
    )


def kappa_sentences(bounds: str) -> str:
    """Warn of what presses kappa towards zero, with its bounds as `bounds_sentence` tells them."""
    return (
        "A change in kappa is to be read beside its bounds (@tbl-bounds): where a state casts "
        f"nearly all its votes alike, kappa with everybody is pressed towards zero. {bounds}"
    )


def no_line_sentence() -> str:
    """Say that the ideal point is not among what changed; the chapter on it says why."""
    return (
        "Of the three, the change of the ideal point is not told; the chapter on ideal points says "
        "why."
    )


def fading_sentence(half_life: float) -> str:
    """Say how fast earlier votes fade in a prediction.

    Examples
    --------
    >>> fading_sentence(200), fading_sentence(float("inf"))
    ('Earlier votes count half after 200 roll calls', 'All earlier votes count alike')
    """
    if half_life < float("inf"):
        return f"Earlier votes count half after {half_life:g} roll calls"
    return "All earlier votes count alike"


def conclusion_sentences(parts: Mapping[str, Estimate], study: Study, ended: bool = False) -> str:
    """Say which further votes would change the conclusion.

    Parameters
    ----------
    parts : mapping
        As for `analysis.prose.designs.agenda_sentences`.
    study : Study
    ended : bool
        Whether the window has ended, so that no vote can be added to it.
    """
    text = would_change(parts, *_names(study), ended)
    if "preference" not in parts or direction(parts["preference"]) == "unclear":
        return text
    if ended:
        return (
            f"{text} If other states turned out to have moved as much, the conclusion would fall."
        )
    return (
        f"{text} It would fall, too, if later votes on the same recurring texts returned to the "
        "earlier pattern, or if other states turned out to have moved as much."
    )


def _names(study: Study) -> tuple[str, str, str]:
    return in_sentence(study.country), in_sentence(study.rival), group_in_words(study)
