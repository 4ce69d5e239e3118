"""The algorithm of the published estimates."""
