"""What makes tables that are shipped: run by hand, where the record or a source has changed."""
