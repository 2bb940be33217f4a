"""How fast Hearth is, as ratios within one run: `make bench`, or `python -m bench --help`.

Every answer is checked to be the same before anything is timed.
"""
