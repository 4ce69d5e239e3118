"""The designs, one file each: every way of asking whether a change is a shift."""
