"""Words of the preview of the return to Ofsted: its columns, and what is wrong with a row."""

from __future__ import annotations

COLUMNS = {
    "reference": ("Household", "Our reference. No name leaves with the return."),
    "population": ("Mainstream or family and friends", "By the route of the approval (ST-2)."),
    "offer": (
        "Primary placement offer",
        "Family and friends by the route. Of several kinds in the terms, the first in the council's own list.",
    ),
    "approved_on": ("Approved on", "The decision maker's date (B-3)."),
    "came": ("In the year", "How it came: approved before it, newly, by transfer, or from kinship."),
    "places": ("Approved places", "In the terms at the end of the year, or with which it left (B-1)."),
    "filled": ("Places filled", "At the end of 31 March, as on record now; blank as known on a past day."),
    "not_available": ("Not available", "Approved, empty, and not to be used on that day (ST-11)."),
    "carers": ("Approved carers", "Carers of the household on that day, as on record now (ST-9)."),
    "ended_on": ("De-registered on", "The day on which the approval ended (B-4)."),
    "type": ("Type of de-registration", "From the reason, the destination and who started it."),
    "reason": ("Reason", "The council's own list of reasons."),
}
CAME = {
    "opening": "Before the year",
    "new_approvals": "Newly approved",
    "transfers_in": "Transferred in",
    "reclassified_in": "Family and friends before",
}
TYPES = {
    "resigned": "Resigned",
    "terminated": "Terminated by the service",
    "deceased": "Deceased",
    "transferred": "Transferred to another service",
    "kinship_ended": "Kinship ended",
    "reclassified": "Became mainstream",
    "adjusted": "An error put right",
    "": "Not recorded",
}
LINES = {
    "households.opening": "Households: approved before the year",
    "households.new_approvals": "Households: newly approved",
    "households.transfers_in": "Households: transferred in",
    "households.reclassified_in": "Households: reclassified in",
    "households.closing": "Households: approved on 31 March",
    "households.deregistrations": "Households: de-registered",
    "households.transfers_out": "Households: transferred out",
    "households.reclassified_out": "Households: reclassified out",
    "households.adjustments": "Households: adjustments",
    "places.closing": "Approved places on 31 March",
}
PROBLEMS = {
    "offer": "The terms name no kind of fostering, and the return asks for the primary one.",
    "named": "A family and friends approval names no child.",
    "carers": "No carer is on record on 31 March.",
    "too_many": "There are more than two carers on record on 31 March.",
    "reason": "It is not recorded why the approval ended.",
    "initiator": "It is not recorded who started the end of the approval, so that its type is not known.",
    "over": "More places are filled than are approved: the return does not force them to add up (ST-12).",
    "twice": "The household has more than one approval in the year, and a row for each.",
}
SHOWN = {
    "problems": "With something to mend",
    "closing": "Approved on 31 March",
    "came": "Came in the year",
    "left": "Left in the year",
}
