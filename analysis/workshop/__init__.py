"""What makes the tables of READMEs and files that are shipped; nothing imports it."""
