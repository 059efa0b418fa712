"""What was done on this workstation and on the others: an operation log that never forgets."""
