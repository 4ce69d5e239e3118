"""Joining: sheets of several sources made into one record, each roll call once."""
