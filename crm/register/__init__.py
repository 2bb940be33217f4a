"""What it is measured against: dated reference data."""
