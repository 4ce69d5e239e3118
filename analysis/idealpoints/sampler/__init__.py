"""The sampler of the posterior: chains, sweeps, compiled moves, checkpoints."""
