"""Published results that the record can reproduce, number beside number.

Each module has what was published (`PUBLISHED`, where there are numbers), the reading of its
definition that is taken, and `replicate`. Readings were written down before their results where the
source states its rule; where it does not, all readings are shown and none is chosen.
"""
