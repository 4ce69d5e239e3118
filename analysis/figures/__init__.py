"""Figures: one style, one function per figure, each returning a matplotlib figure."""
