"""Campaigns, what they cost and bring, and the evenings that belong to them."""
