"""What each lesson asks, and the data that it asks about."""
