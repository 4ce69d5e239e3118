"""What every figure wears: its typeface, its headline and source, and the data drawn."""
