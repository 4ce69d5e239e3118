"""Votes laid out for fitting: by item and by state-period."""
