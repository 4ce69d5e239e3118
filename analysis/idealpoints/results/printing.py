"""Whether the links of a change, and what it was fitted to, let it stand on a page: the rule."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.idealpoints.results.linking import Ties
from analysis.record.states import in_sentence
from analysis.rollcalls.window import Window
from analysis.words import upper_first

__all__ = ["LEAST_GAIN", "LEAST_TEXTS", "MOST_TURN", "Printing"]

#: Fixed by simulation before any was applied to the record: docs/decisions/printed-changes.md.
LEAST_TEXTS, MOST_TURN, LEAST_GAIN = 20, 0.03, 0.25


@dataclass(frozen=True)
class Printing:
    """What ties two windows, and whether a change between them may stand on a page.

    It is a check of an estimate, as the gate on hidden votes is: where it does not hold,
    nothing prints the number as a finding.

    Attributes
    ----------
    state : str
    window : Window
        The one after.
    links : Ties

    Examples
    --------
    >>> links = Ties(3, 300, 100, 10, 4, 0.0, 0.2, 0.5, 0.4)
    >>> check = Printing("USA", Window(), links)
    >>> check.describes, check.reasons
    (False, ('texts', 'alone'))
    """

    state: str
    window: Window
    links: Ties

    @property
    def reasons(self) -> tuple[str, ...]:
        """What forbids printing: ``texts``, ``alone``, ``misfit``; empty if nothing does."""
        k = self.links
        failed = {
            "texts": k.n_texts < LEAST_TEXTS,
            "alone": abs(k.lone_after - k.lone_before) > MOST_TURN,
            "misfit": min(k.gain_before, k.gain_after) < LEAST_GAIN,
        }
        return tuple(name for name, wrong in failed.items() if wrong)

    @property
    def describes(self) -> bool:
        """Whether the change may be printed, as far as this rule goes."""
        return not self.reasons

    def sentence(self) -> str:
        """Say what was found."""
        k, name = self.links, in_sentence(self.state)
        texts = "text is" if k.n_texts == 1 else "texts are"
        said = [f"{k.n_texts:,} {texts} voted on in both windows"]
        if "texts" in self.reasons:
            said[0] += f", fewer than the {LEAST_TEXTS} that a change needs"
        if "alone" in self.reasons:
            said.append(
                f"on texts that nearly all others support, {k.lone_before:.0%} of the votes of "
                f"{name} before and {k.lone_after:.0%} after go against the most, and where that "
                f"share turns by more than {MOST_TURN:.0%} intervals do not hold the truth"
            )
        if "misfit" in self.reasons:
            saved = min(k.gain_before, k.gain_after)
            said.append(
                f"votes of {name} that it has seen are {2**saved:.2f} times as likely under the "
                "fit as by the state's own shares of yes, abstention and no, and below "
                f"{2**LEAST_GAIN:.2f} times it does not describe them"
            )
        whole = "; ".join(said)
        return f"{upper_first(whole)}."
