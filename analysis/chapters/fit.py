"""Which chapters a study has matter for; the others are left out, and page one says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analysis.chapters.pieces import Prose, pieces
from analysis.errors import UsageError
from analysis.prose.answer import left_out_sentence
from analysis.record.codes import is_cast
from analysis.record.issues import ISSUES
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import allies, check_study, study_windows
from analysis.shift.shipped import counted_states, has_counts, shipped_answer
from analysis.study import Study
from analysis.words import day_in_words

__all__ = ["CLAIMED", "contents", "from_counts_alone", "in_council", "left_out", "silent_before"]

#: The day whose claims have a chapter.
CLAIMED = date(2025, 2, 24)
#: Chapters by the names of their notebooks, and what a sentence calls them.
CLAIMS, COUNCIL = "02-claims", "06-security-council"
#: Chapters that compare single votes before and after the event.
COMPARING = {
    "03-agreement": "agreement, raw and corrected for chance",
    "04-ideal-points": "ideal points",
    "05-shift": "whether it is a shift",
    "07-robustness": "other choices",
}
#: What else needs single votes.
SINGLE = {"08-country-profile": "the state by itself"}


def left_out(study: Study, known: RollCalls) -> dict[str, tuple[str, str]]:
    """Say which chapters a study has nothing for, and why.

    Parameters
    ----------
    study : Study
    known : RollCalls
        The record that the study asks for.

    Returns
    -------
    dict of notebook name to (str, str)
        What it would tell of, and why it cannot.

    Raises
    ------
    UsageError
        If neither the record nor the shipped counts can answer the study.

    Examples
    --------
    >>> from analysis.rollcalls.load import load_rollcalls
    >>> list(left_out(Study(), load_rollcalls("embedded")))
    []
    """
    found: dict[str, tuple[str, str]] = {}
    if not study.event <= CLAIMED <= study.until:
        on = f"what was said of the votes of {day_in_words(CLAIMED)}"
        found[CLAIMS] = (on, "a day outside the window studied")
    if not in_council(study, known):
        found[COUNCIL] = (
            "the Security Council",
            f"in which {in_sentence(study.country)} has no vote in these windows",
        )
    if from_counts_alone(study, known):
        lacking = COMPARING | SINGLE
        found |= {name: (words, "for want of single votes") for name, words in lacking.items()}
    elif (silent := silent_before(study, known)) is not None:
        why = f"as the record has no vote of {in_sentence(silent)} in the window before"
        found |= {name: (words, why) for name, words in COMPARING.items()}
    return dict(sorted(found.items()))


def from_counts_alone(study: Study, known: RollCalls) -> bool:
    """Whether a record cannot answer a study, and the shipped counts by day can.

    Raises
    ------
    UsageError
        If neither can.
    """
    if known.scope != "embedded":
        check_study(known.whole(), study, before=False)
        return False
    try:
        check_study(known.whole(), study)
    except UsageError:
        if not has_counts() or study.issue not in ISSUES:
            raise
        counted = counted_states()
        for state in (study.country, study.rival, study.friend):
            if state not in counted:
                known.row(state)  # an unknown state is said as by any other command
        allies(study)(study.event)  # and so is an unknown alliance
        if "levels.no.after" not in shipped_answer(study).found:
            raise
        return True
    return False


def silent_before(study: Study, known: RollCalls) -> str | None:
    """Return the country or the rival if it cast no vote in the window before, else None.

    Absent or no member: there are levels since, and no change can be told.
    """
    before = study_windows(study)[0]
    part = known.whole().select(body="GA", start=before.first, end=before.last)
    for state in (study.country, study.rival):
        if not is_cast(part.of(state)).any():
            return state
    return None


@pieces
def contents(study: Study, known: RollCalls) -> Iterator[Prose]:
    """Say which chapters are left out of the report, and why."""
    without = left_out(study, known)
    if without:
        yield Prose(left_out_sentence(list(without.values())))


def in_council(study: Study, known: RollCalls) -> bool:
    """Whether the country voted in the Security Council within the windows of its study."""
    council = known.select(body="SC", start=study.before, end=study.until)
    if not council.n_calls or study.country not in council.states.index:
        return False
    return bool(is_cast(council.of(study.country)).any())
