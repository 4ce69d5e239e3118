"""The fast fit's variants: a plane, a hurdle, an issue drawn towards another fit."""
