"""How well a fit predicts: hidden votes, baselines, the gate, PSIS-LOO, predictive checks."""
