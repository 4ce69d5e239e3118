"""Recurring texts: the same text over the sessions, and how it was treated last."""
