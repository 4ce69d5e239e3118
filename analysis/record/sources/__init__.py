"""Sources: where public files of votes come from, and how they get into their place."""
