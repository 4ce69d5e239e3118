"""How long the suite's work takes on this machine, and how close its fit is to published points.

Every time is also given in *passes*: as a multiple of the time that one compiled pass over the
votes takes here. Passes compare machines and versions; seconds compare patience.
"""

from analysis.bench.bulk import measure_bulk
from analysis.bench.clock import one_pass, peak_memory
from analysis.bench.growth import measure_growth
from analysis.bench.sampler import measure_sampler
from analysis.bench.work import measure

__all__ = [
    "measure",
    "measure_bulk",
    "measure_growth",
    "measure_sampler",
    "one_pass",
    "peak_memory",
]
