"""The record: files of votes as their publishers wrote them, read into one common sheet."""
