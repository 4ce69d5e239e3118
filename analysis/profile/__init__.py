"""One state by itself: when it was there, how it voted, whom it stood near and when alone."""
