"""What a claim can say of all texts of a year or a session, whatever they are on."""
