"""Reports: notebooks run with the study's parameters, then typeset into one PDF."""
