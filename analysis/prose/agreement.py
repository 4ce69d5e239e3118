"""How agreement with the rival changed, by either index."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.estimate import Estimate
from analysis.prose.sentences import towards
from analysis.record.states import in_sentence
from analysis.shift.quantities import study_windows
from analysis.study import Study
from analysis.words import listed

__all__ = ["agreement_abstract"]


def agreement_abstract(
    changed: Mapping[str, Estimate], study: Study, last: str, rests_on: str
) -> str:
    """Say how agreement with the rival changed.

    Parameters
    ----------
    changed : mapping of index, in words, to Estimate
        Empty where the rival is not in the record.
    study : Study
    last : str
        Last day compared.
    rests_on : str
        The roll calls compared, in words.
    """
    name, rival = in_sentence(study.country), in_sentence(study.rival)
    if len(changed) > 1 and all(e.excludes_zero is False for e in changed.values()):
        moves = listed([f"{e.interval()} by {index}" for index, e in changed.items()])
        said = (
            f"Agreement of {name} with {rival} changed by {moves}: the intervals include zero, so "
            "that no direction is established."
        )
    else:
        said = " ".join(towards(e, name, rival, index) for index, e in changed.items())
    before, since = study_windows(study)
    return (
        f"**In short.** {said} The windows are {before.first} to {before.last} and "
        f"{since.first} to {last}. The two indices can part, because raw agreement depends on how "
        "often each state votes yes; @tbl-bounds says how far. The changes rest on "
        f"{rests_on}."
    )
