"""Imported first by the process that kernels are forked from: it looks for no garbage from then on.

Nothing that is imported is garbage, and looking for some takes a fifth of the time. Each kernel
looks for its own again (`analysis.reporting.run.kernels`).
"""

import gc

gc.disable()
