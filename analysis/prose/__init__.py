"""Sentences made from results, which say no more than the results do."""
