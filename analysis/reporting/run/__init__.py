"""The graph of jobs that runs notebooks with a study's parameters and prints them."""
