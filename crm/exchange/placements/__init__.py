"""A file of placements, read as strictly as the tracker: one row a child's stay, by reference only."""
