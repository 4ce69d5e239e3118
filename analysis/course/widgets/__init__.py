"""What the lessons draw, and the pieces that move."""
