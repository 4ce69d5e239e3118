"""Accounts of the record: what it holds, what is missing, how good codes and links are."""
