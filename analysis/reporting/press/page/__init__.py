"""What the page is made of: its template, its style and scripts, drawings, tables and data."""
