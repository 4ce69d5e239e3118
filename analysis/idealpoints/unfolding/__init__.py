"""Unfolding: both ends may vote No. A quadratic in the ideal point, of which the line is a case."""
