"""Numbered, small, one head; they never import a model."""
