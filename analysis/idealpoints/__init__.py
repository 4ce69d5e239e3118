"""Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017)."""
