"""The demonstration: four councils of a hub, with invented people and the published figures of one of them.

The flows (how many enquire, are visited, apply, are approved, leave) are data; the people and the days are drawn
with a fixed seed, so that everybody sees the same lives, cut at the present day. They reach the ledgers through the
commands that people's own forms and files use: nothing else in the program knows that this folder exists.
"""
