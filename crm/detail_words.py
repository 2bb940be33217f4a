"""Words for what carers propose to change of what is known of them, for the carers and for the staff."""

from __future__ import annotations

from typing import NamedTuple


class _Label(NamedTuple):
    text: str
    colour: str


FIELDS = {
    "phone": "Telephone",
    "email": "E-mail",
    "lines": "Address",
    "postcode": "Postcode",
    "name": "Name",
    "relation": "What they are to the carers",
    "born_on": "Date of birth",
    "lives_here": "Where they live",
}
OWN_FIELDS = FIELDS | {"relation": "What they are to you"}
KINDS = {
    "contacts": "Telephone and e-mail",
    "address": "Address",
    "member": "Somebody who lives with them",
    "new_member": "Somebody new in the household",
}
OWN_KINDS = {
    "contacts": "Your telephone and e-mail",
    "address": "Where you live",
    "member": "Somebody who lives with you",
    "new_member": "Somebody new in your household",
}
STATES = {
    "sent": _Label("Waiting", "yellow"),
    "overtaken": _Label("Overtaken", "orange"),
    "accepted": _Label("Accepted", "green"),
    "declined": _Label("Declined", "grey"),
    "withdrawn": _Label("Withdrawn", "grey"),
    "replaced": _Label("Sent anew", "grey"),
    "left": _Label("Set aside", "grey"),
}
# How the carers read the same.
OWN_STATES = {
    "sent": _Label("With your service", "yellow"),
    "overtaken": _Label("Waits for you", "blue"),
    "accepted": _Label("On record", "green"),
    "declined": _Label("Not changed", "grey"),
    "withdrawn": _Label("Taken back", "grey"),
    "replaced": _Label("Sent anew", "grey"),
    "left": _Label("Set aside", "grey"),
}
QUEUE = {"waiting": "Waiting for you", "overtaken": "Overtaken", "all": "All"}
NATURES = {"changed": "It has changed", "corrected": "What was on record was wrong"}
