"""What a design is, and its estimates gathered one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from analysis.errors import UnshiftError, UsageError
from analysis.estimate import Estimate
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.study import Study
from analysis.words import upper_first

__all__ = ["LEAST_POWER", "Design", "Gathered", "gathered"]

#: A design that finds a shift of one standard deviation less often than this is not counted.
LEAST_POWER = 0.20
#: A partner at the end of a name.
CODE = re.compile(r"\.[A-Z]{3}$")


@dataclass(frozen=True)
class Design:
    """A way of asking whether a change is a shift.

    Attributes
    ----------
    name : str
        As it is asked for, and as it stands in tables.
    run : callable
        From roll calls, the whole record, and a study to estimates; with `needs_texts` from
        the resolutions, too. It raises `UnshiftError` where it cannot run.
    in_table : bool
        Whether the report's table of all designs has its rows; not if they are told before.
    figure : str
        Its estimates with this `Estimate.figure` are drawn in the report; empty for none.
    title : callable, optional
        From an estimate and a study to the title of its figure; default is the estimand.
    power : mapping, optional
        Of each of its estimates that was tried, by name: the share of simulated Assemblies of the
        real size with a shift of one standard deviation in which it is found
        (`analysis.workshop.power`). Those below `LEAST_POWER` are told in the supplement and
        counted nowhere.
    needs_texts : bool
        Whether it asks the resolutions, and not the roll calls alone.
    uses_texts : bool
        Whether it takes the resolutions where there are some, and runs without them, too.
    """

    name: str
    run: Callable[..., list[Estimate]]
    in_table: bool = True
    figure: str = ""
    title: Callable[[Estimate, Study], str] | None = None
    power: Mapping[str, float] = field(default_factory=dict)
    needs_texts: bool = False
    uses_texts: bool = False

    def counts(self, estimate: str) -> bool:
        """Whether an estimate, by its name, is one of those that are counted.

        Examples
        --------
        >>> found = Design("toy", lambda rollcalls, study: [], power={"toy.state": 0.05})
        >>> found.counts("toy.RUS"), found.counts("toy.allies")
        (False, True)
        """
        return self.power.get(CODE.sub(".state", estimate), 1.0) >= LEAST_POWER

    def estimates(
        self, rollcalls: RollCalls, study: Study, resolutions: Resolutions | None = None
    ) -> list[Estimate]:
        """Run it.

        Raises
        ------
        UnshiftError
            If it cannot run, or needs resolutions and is given none.
        """
        if self.uses_texts:
            return self.run(rollcalls, study, resolutions)
        if not self.needs_texts:
            return self.run(rollcalls, study)
        if resolutions is None:
            raise UsageError(
                "no resolutions were given", f"design {self.name}", "load them with the roll calls"
            )
        return self.run(rollcalls, study, resolutions)

    def title_of(self, estimate: Estimate, study: Study) -> str:
        """Return the title of an estimate's figure."""
        if self.title is not None:
            return self.title(estimate, study)
        return upper_first(estimate.estimand)

    def drawn(self, estimates: Iterable[Estimate]) -> list[Estimate]:
        """Return the estimates that the report draws."""
        return [e for e in estimates if self.figure and e.figure == self.figure]


class Gathered(list[Estimate]):
    """Estimates, and in words what could not be computed beside them.

    Attributes
    ----------
    missing : tuple of str
        What the computations that failed said, each thing once.
    reasons : tuple of str
        The same without where it was, and what a user would do.
    """

    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def gathered(
    computations: Iterable[Callable[[], Estimate | list[Estimate]]],
) -> Gathered:
    """Compute what can be computed: estimates, or lists of them, in one list.

    Returns
    -------
    Gathered
        A list, whose ``missing`` says why the rest could not be computed.

    Raises
    ------
    UnshiftError
        The first error, if nothing could be computed.

    Examples
    --------
    >>> def fails():
    ...     raise UnshiftError("too few votes")
    >>> found = gathered([fails, lambda: Estimate("x", "a change", 0.1)])
    >>> [e.name for e in found], found.missing
    (['x'], ('too few votes',))
    """
    done = Gathered()
    errors: list[UnshiftError] = []
    for compute in computations:
        try:
            found = compute()
        except UnshiftError as error:
            errors.append(error)
        else:
            done += found if isinstance(found, list) else [found]
    if errors and not done:
        raise errors[0]
    done.missing = tuple(dict.fromkeys(error.finding for error in errors))
    done.reasons = tuple(dict.fromkeys(error.what for error in errors))
    return done
