"""A static site of the whole record: a page for each state and each roll call, and comparisons.

The room's README says what is on it, and why it is made as it is.
"""

from analysis.atlas.build import Built, build_atlas
from analysis.atlas.material import Material, gather

__all__ = ["Built", "Material", "build_atlas", "gather"]
