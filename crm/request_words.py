"""Words for what carers ask to change: states and steps, for the carers and for the staff."""

from __future__ import annotations

from typing import NamedTuple


class _Label(NamedTuple):
    text: str
    colour: str


STATES = {
    "sent": _Label("Waiting", "yellow"),
    "offered": _Label("Offered", "blue"),
    "declined": _Label("Declined", "grey"),
    "withdrawn": _Label("Withdrawn", "grey"),
    "ahead": _Label("Agreed, begins later", "turquoise"),
    "agreed": _Label("Agreed", "green"),
    "settled": _Label("In effect after 28 days", "green"),
    "dropped": _Label("Offer dropped", "grey"),
    "lapsed": _Label("Lapsed", "grey"),
}
# How the carers read the same.
OWN_STATES = {
    "sent": _Label("With your service", "yellow"),
    "offered": _Label("Waits for you", "blue"),
    "declined": _Label("Not agreed", "grey"),
    "withdrawn": _Label("Taken back", "grey"),
    "ahead": _Label("Agreed, begins later", "turquoise"),
    "agreed": _Label("Agreed", "green"),
    "settled": _Label("In effect", "green"),
    "dropped": _Label("Not pursued", "grey"),
    "lapsed": _Label("Lapsed", "grey"),
}
STEPS = {
    "sent": "Asked",
    "changed": "Changed what is asked",
    "offered": "Offered by the service",
    "declined": "Declined by the service",
    "withdrawn": "Withdrawn",
    "ahead": "Agreed in writing, from the day that was asked for",
    "agreed": "Agreed in writing, and in effect",
    "settled": "In effect: the 28 days have passed",
    "dropped": "Dropped by the service",
    "lapsed": "Lapsed: the approval ended",
    "offer_changed": "The offer was changed by the service",
    "terms_changed": "What the approval says was changed: to be read again",
    "agreer_left": "Who had agreed is not of the household any more: it waits again",
    "put_right": "Put right by the service: it waits as before",
    "held_up": "Could not begin on its day",
}
TITLES = {"ages": "Which ages could you care for?", "kinds": "What kinds of care could you offer?"}
TITLES |= {"support": "When, and what would help?"}
QUEUE = {"sent": "Waiting for you", "offered": "Offered", "ahead": "Agreed, begins later", "all": "All"}
