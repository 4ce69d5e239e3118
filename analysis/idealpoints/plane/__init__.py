"""Ideal points in a plane with their full posterior: moves, chains, draws, and what they say."""
