"""unshift: how far a state moved at the United Nations, from the record of votes."""

__version__ = "0.1.0"
