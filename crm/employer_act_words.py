"""What the audit calls what people did with employers, and with the leave of the council's own staff."""

from __future__ import annotations

EMPLOYERS = {
    "employer.add": "Put an employer on the register",
    "employer.change": "Changed an employer",
    "employer.status": "Recorded the status of an employer",
    "employer.status_back": "Took back the status of an employer",
    "employer.contact_add": "Added a contact of an employer",
    "employer.contact_change": "Changed a contact of an employer",
    "employer.contact_remove": "Erased a contact of an employer",
    "employer.link": "Linked a typed name to an employer",
    "employer.set_aside": "Said that a typed name is no employer's",
    "employer.unlink": "Took back for whom a typed name stands",
    "employer.merge": "Merged two employers",
    "employer.part": "Parted two employers again",
    "employer.signup": "Put an employer forward",
    "employer.signup_accepted": "Accepted an employer that had put itself forward",
    "employer.signup_declined": "Declined an employer that had put itself forward",
    "employer.signup_back": "Put back an employer that was declined",
    "employer.procurement": "Recorded how far a supplier has come",
    "leave.record": "Recorded leave of somebody who works for the council",
    "leave.strike": "Struck leave that was recorded wrongly",
    "employer.export": "Saved the list of employers as a file",
}
