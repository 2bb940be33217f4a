"""What a council sets itself to reach, and how it looks back: targets, priorities, and the quarters of a year."""
