"""Maps: states on a line, in a plane, and on the globe."""
