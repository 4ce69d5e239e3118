"""The page of a state: what is counted of it, and a module for each section."""

from analysis.atlas.states.page import state_page
from analysis.atlas.states.tables import StateTables, state_tables
from analysis.atlas.states.years import years_table

__all__ = ["StateTables", "state_page", "state_tables", "years_table"]
