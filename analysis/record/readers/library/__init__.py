"""Layouts of the UN Digital Library."""
