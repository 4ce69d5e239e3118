"""What a fit says: points, intervals, movements, predicted votes and their scores."""
