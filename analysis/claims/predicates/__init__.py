"""What a claim can say of the votes: each kind of statement in its own file, and one list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.claims.ledger import Finding
from analysis.claims.predicates.apart import apart_from_allies
from analysis.claims.predicates.assembly.alone import voted_no_and_alone
from analysis.claims.predicates.assembly.consensus import fewer_without_a_vote
from analysis.claims.predicates.assembly.first_no import first_no_on_text
from analysis.claims.predicates.assembly.sponsors import sponsored_fewer
from analysis.claims.predicates.assembly.unopposed import lone_no_after_none
from analysis.claims.predicates.compared import fewer_than_before, more_than_before
from analysis.claims.predicates.course import voted_throughout
from analysis.claims.predicates.exceptions import only_these_did_not
from analysis.claims.predicates.first_adopted import first_adopted
from analysis.claims.predicates.first_time import first_time
from analysis.claims.predicates.kept import kept_voting
from analysis.claims.predicates.rare import rarely_both
from analysis.claims.predicates.tally import tally
from analysis.claims.predicates.vetoes import vetoed_amendments, vetoed_drafts
from analysis.claims.predicates.voted_with import voted_with

__all__ = ["PREDICATES"]

#: A predicate takes the book of roll calls and, by name, the arguments and roll calls of a claim.
#: Its signature says which, and of what kind; what has a default may be left out.
PREDICATES: Mapping[str, Callable[..., Finding]] = {
    function.__name__: function
    for function in (
        tally,
        voted_with,
        voted_throughout,
        more_than_before,
        fewer_than_before,
        only_these_did_not,
        first_time,
        kept_voting,
        rarely_both,
        apart_from_allies,
        first_adopted,
        vetoed_drafts,
        vetoed_amendments,
        voted_no_and_alone,
        lone_no_after_none,
        first_no_on_text,
        fewer_without_a_vote,
        sponsored_fewer,
    )
}
