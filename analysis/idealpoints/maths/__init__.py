"""Numbers that know nothing of votes: the normal's tails, tridiagonal systems, random streams."""
