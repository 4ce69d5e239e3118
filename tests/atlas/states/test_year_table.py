"""All years in one table: what is not known is a dash and no zero."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.atlas.states.year_table import year_table

from ..test_build import Page


def test_the_latest_year_is_first_and_what_is_not_known_is_a_dash():
    years = pd.DataFrame({"year": [2024, 2025], "mean": [0.5, np.nan], "texts": [1234, np.nan]})
    page = Page(year_table(years))
    assert page.seen.index("2025") < page.seen.index("2024")
    assert "1,234" in page.seen
    assert page.seen.count("–") == 2
    assert year_table(years.head(0)) == ""
