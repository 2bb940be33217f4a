"""What the schemes are called, and how far something of them has come."""

from __future__ import annotations

# Each page of the schemes, in order: its name, its address, and what it is for.
SCHEMES = (
    ("Kinship", "/kinship", "Relatives and friends who are approved for a time, and for which child"),
    ("Transfers", "/transfers", "Carers who come from another service or go to one, step by step"),
    (
        "Parent and child",
        "/parent-and-child",
        "Who can take a parent with a child, for how many weeks, and what it saved",
    ),
    ("Payment for skills", "/skills", "Which level carers are on, what a year comes to, and what if they moved"),
    (
        "Supported lodgings",
        "/supported-lodgings",
        "Hosts with a room for a young person, and where one is free",
    ),
    (
        "Staying put",
        "/staying-put",
        "Young people who stay with their former carers after 18",
    ),
)

TRANSFER_STEPS = {
    "transfer_noticed": "Written notice to the service that they leave",
    "transfer_meeting_held": "Meeting of both services about the children",
    "transfer_officer_told": "Reviewing officer told",
    "transfer_reference_passed": "Reference of the service that they leave",
    "resigned_elsewhere": "Notice of resignation there",
    "notice_received": "Notice of resignation to us",
}
