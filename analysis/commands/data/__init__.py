"""``unshift data``: files of votes, where they come from, and whether the record holds together."""
