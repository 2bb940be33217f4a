"""Labels of the report's blocks that follow enquiries and tell where they came from. `crm.words` hands them on."""

from __future__ import annotations

STEPS = {
    "enquiry": "Enquired",
    "visit": "Came to an initial visit, or further",
    "application": "Came to an application, or further",
    "approval": "Came to an approval",
}
BY_SOURCE = {"source": "Source", "campaign": "Campaign or event", "employer": "Employer"}
OF_SOURCES = {
    "enquiries": "Enquiries",
    "visits": "Initial visits",
    "applications": "Applications",
    "approvals": "Approved",
    "places": "Beds",
    "places_kept": "Kept 12 months",
    "places_lost": "Lost within 12 months",
    "places_not_yet": "Not yet 12 months old",
}
NONE_NAMED = {
    "source": "Not recorded",
    "campaign": "No campaign or event recorded",
    "employer": "No employer recorded",
}
CASELOAD = {
    "approved.held": "Approved households that somebody works with",
    "approved.nobody": "Approved households that nobody works with",
    "approved.workers": "Workers with approved households",
    "assessing.held": "Open assessments that somebody works with",
    "assessing.nobody": "Open assessments that nobody works with",
    "assessing.workers": "Workers with open assessments",
}
WORK = {"approved": "Approved households", "assessing": "Open assessments"}
COHORT = {
    **{f"{step}.reached": label for step, label in STEPS.items()},
    "enquiry.ended": "Ended before a visit",
    "visit.ended": "Ended after the visit, before an application",
    "application.ended": "Ended after the application, before an approval",
    "approval.ended": "Were approved, and have left since",
    "enquiry.there": "Under way, not visited yet",
    "visit.there": "Visited, under way, not applied yet",
    "application.there": "Applied, under way, not approved yet",
    "approval.there": "Were approved, and still are",
    "approval.places": "Places with which they were approved",
    "approval.places_now": "Places that they have on the known-on day",
}
# --- The books: the lines of the identity, opening + gains - losses = closing.
CAUSES = {
    "opening": "Opening",
    "new_approvals": "New approvals",
    "transfers_in": "Transfers in",
    "terms_increases": "Wider terms",
    "capital_scheme": "Homes extended",
    "reclassified_in": "Reclassified in",
    "deregistrations": "De-registrations",
    "transfers_out": "Transfers out",
    "terms_decreases": "Narrower terms",
    "reclassified_out": "Reclassified out",
    "adjustments": "Adjustments",
    "offer_gained": "Terms came to name it",
    "offer_lost": "Terms no longer name it",
    "closing": "Closing",
    "net": "Net change",
}
