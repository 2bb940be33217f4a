"""Who they are: households' names and contacts, users and roles. Editable and erasable."""
