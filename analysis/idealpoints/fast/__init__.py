"""The fast fit: Newton sweeps over items and states, accelerated."""
