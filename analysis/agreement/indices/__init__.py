"""Indices of agreement between two states, from the 3 x 3 table of their joint votes.

Rows of a table are the first state's votes, columns the second's, in the order yes, abstain,
no. Every index is symmetric in the two states and in yes and no.

*Raw* indices (`ordinal`, `identical`, `s`) say how close the votes were. They follow base
rates: when one state nearly always votes No, its raw agreement with another is little more
than the other's share of Noes, whatever either thinks of the texts (Häge 2011).
*Chance-corrected* indices (`kappa`, `pi`, `alpha`) compare the disagreement observed with the
disagreement expected from how often each vote is cast, and so need variation in the votes: 1
is full agreement, 0 is what the vote shares alone would give, negative is less than that.
They can rise while the raw index falls; see `analysis.agreement.expected`. Nor do they agree
with each other when the two states' vote shares differ: kappa takes the shares as given, so
that lopsided shares leave it little room on either side of zero, while pi and alpha count the
difference between the shares as disagreement. Report one of each kind.

NaN means that the votes leave the index undefined: no roll call on which both states cast a
vote, or no variation to correct for. It is never a stand-in for zero.

References
----------
Cohen, J. (1968). Psychological Bulletin 70(4), 213-220.
Häge, F. (2011). Political Analysis 19(3), 287-305.
Krippendorff, K. (2004). Content Analysis, 2nd ed., ch. 11.
Lijphart, A. (1963). American Political Science Review 57(4), 902-917.
Scott, W. (1955). Public Opinion Quarterly 19(3), 321-325.
Signorino, C., and Ritter, J. (1999). International Studies Quarterly 43(1), 115-144.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.agreement.indices import (
    cohen_kappa,
    identical_votes,
    krippendorff_alpha,
    lijphart,
    scott_pi,
    signorino_ritter,
)
from analysis.agreement.indices.cohen_kappa import kappa
from analysis.agreement.indices.identical_votes import identical
from analysis.agreement.indices.index import Index
from analysis.agreement.indices.krippendorff_alpha import alpha
from analysis.agreement.indices.lijphart import ordinal
from analysis.agreement.indices.scott_pi import pi
from analysis.agreement.indices.signorino_ritter import s
from analysis.agreement.indices.tables import distance
from analysis.errors import UsageError

__all__ = [
    "INDICES",
    "Index",
    "alpha",
    "distance",
    "headlines",
    "identical",
    "index_named",
    "index_names",
    "kappa",
    "ordinal",
    "pi",
    "s",
]

#: Every index, in the order in which they are told. A further one is a file with an `Index`, and
#: a line here.
INDICES: list[Index] = [
    lijphart.INDEX,
    identical_votes.INDEX,
    signorino_ritter.INDEX,
    cohen_kappa.INDEX,
    scott_pi.INDEX,
    krippendorff_alpha.INDEX,
]


def index_names(indices: Sequence[Index] | None = None) -> list[str]:
    """Return the names of all indices, or of some.

    Examples
    --------
    >>> index_names()
    ['ordinal', 'identical', 's', 'kappa', 'pi', 'alpha']
    """
    return [index.name for index in (INDICES if indices is None else indices)]


def headlines() -> list[Index]:
    """Return the indices that the designs and the report show.

    Examples
    --------
    >>> index_names(headlines())
    ['ordinal', 'kappa']
    """
    return [index for index in INDICES if index.headline]


def index_named(name: str) -> Index:
    """Return an index by name.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> index_named("kappa").function is kappa
    True
    """
    for index in INDICES:
        if index.name == name:
            return index
    raise UsageError(f"unknown index {name!r}", "index", f"use {', '.join(index_names())}")
