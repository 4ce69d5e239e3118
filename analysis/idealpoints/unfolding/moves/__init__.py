"""Compiled moves of the unfolding sampler, and the density that they are accepted by."""
