"""Formats: tables of text and objects of R, opened safely."""
