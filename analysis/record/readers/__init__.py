"""Readers: one file layout each, recognised by its content, read into a common sheet."""
