"""The chapters of the report: each returns its figures, tables and sentences, and shows nothing."""
