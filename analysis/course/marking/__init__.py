"""Marking: notebooks are run shut in, and their answers checked outside of what they ran."""
