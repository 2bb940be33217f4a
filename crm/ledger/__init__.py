"""The memory: the only code that stores or loads what happened."""
