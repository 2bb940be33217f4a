"""The pages: one blueprint a noun; a view is load, form, command, redirect."""
