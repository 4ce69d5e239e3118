"""What the designs are made of: series, regressions, randomisation, weights and scans."""
