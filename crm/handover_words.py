"""Words for enquirers whom a hub hands to its councils: how each stands, and how its council was found."""

from __future__ import annotations

# How it stands: text and colour. One that waits beyond its day is late.
STATES = {
    "waiting": ("Waits for the council", "yellow"),
    "with_hub": ("With the hub", "purple"),
    "accepted": ("Accepted", "green"),
    "closed": ("Closed", "grey"),
}
LATE = ("Late", "red")
WAYS = {
    "postcode": "by the postcode",
    "choice": "by their own choice",
    "rota": "in turn",
    "hub": "by the hub",
    "only": "as the only council of the hub",
}
STEPS = {
    "routed": "Handed to",
    "passed_back": "Passed back by",
    "taken_back": "Taken back from",
    "accepted": "Accepted by",
    "closed": "Closed",
    "reopened": "Taken up again",
}
# What a council may share of a household with its hub.
SHARED = {
    "name": "Names",
    "area": "Area, the first half of the postcode",
    "contact": "Telephone and e-mail address",
    "preferences": "Kinds of fostering",
}
# What the audit calls what was done.
ACTIONS = {
    "handover.route": "The hub handed an enquirer to the council",
    "handover.taken_back": "The hub took an enquirer back",
    "handover.passed_back": "Passed an enquirer back to the hub",
    "handover.closed": "Closed an enquirer of the hub",
    "handover.reopened": "Took up an enquirer of the hub again",
    "handover.accept": "Accepted an enquirer from the hub",
    "handover.list": "Saw the enquirers of the hub",
    "handover.view": "Opened an enquirer of the hub",
    "handover.export": "Saved the enquirers of the hub as a file",
}
