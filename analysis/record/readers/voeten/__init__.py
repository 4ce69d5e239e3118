"""Layouts of the roll calls collected by Voeten, and what is known to be wrong in them."""
