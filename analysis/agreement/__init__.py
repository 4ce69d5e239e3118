"""Agreement of states from their votes: raw and chance-corrected, by pair, group and period."""

from analysis.agreement.chance import expected
from analysis.agreement.change import change, change_with_members, difference_in_change
from analysis.agreement.counts import joint_counts, joint_table
from analysis.agreement.group import common_vote, mean_with, with_group
from analysis.agreement.indices import INDICES, headlines, index_named, index_names
from analysis.agreement.pairwise import Agreement, pairwise
from analysis.agreement.series import pair_series

__all__ = [
    "INDICES",
    "Agreement",
    "change",
    "change_with_members",
    "common_vote",
    "difference_in_change",
    "expected",
    "headlines",
    "index_named",
    "index_names",
    "joint_counts",
    "joint_table",
    "mean_with",
    "pair_series",
    "pairwise",
    "with_group",
]
