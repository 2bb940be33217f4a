"""What each figure of the quarterly report means, in words: shown in place, and kept with a frozen pack."""

from __future__ import annotations

DEFINITIONS = {
    "activity.enquiries": (
        "Enquiries received in the period. A household's enquiry counts if its last counted one was at least 90 "
        "days earlier, or as many days as the agency has set (ST-4)."
    ),
    "activity.enquiries_distinct": (
        "Households that enquired in the period, each once, though several agencies of the hub may count their "
        "enquiry. Two households are taken for one when a carer's e-mail address or telephone number is the same;"
        " one without either is always its own. Contact details are compared as they are held today."
    ),
    "activity.initial_visits": "Initial visits that took place in the period.",
    "activity.applications": "Applications received in the period that the service accepted to assess (ST-5).",
    "activity.approvals": (
        "Households approved in the period: new approvals and transfers in (B-6), on the decision maker's date "
        "(B-3). A reclassified household is not approved anew."
    ),
    "activity.deregistrations": (
        "Households whose approval ended in the period, transfers out among them (B-6), on the day the approval "
        "ended, which after notice is 28 days from its receipt (B-4)."
    ),
    "households.opening": "Households approved when the period began: everything effective before its first day.",
    "households.new_approvals": "Households newly approved, on the decision maker's date (B-3).",
    "households.transfers_in": (
        "Households that came from another agency, on the decision maker's date (B-3) (B-6)."
    ),
    "households.reclassified_in": (
        "Kinship households that became mainstream ones. They are neither approvals nor de-registrations (B-7)."
    ),
    "households.deregistrations": (
        "Households whose approval ended, on the day the approval ended, which after notice is 28 days from its "
        "receipt (B-4). Transfers out are apart."
    ),
    "households.transfers_out": (
        "Households that went to another agency, on the day the approval ended, which after notice is 28 days "
        "from its receipt (B-4) (B-6)."
    ),
    "households.reclassified_out": (
        "Kinship approvals that ended on the day the household became a mainstream one (B-7)."
    ),
    "households.adjustments": "Errors in the books put right, each with its reason (B-19).",
    "households.offer_gained": (
        "Households that were approved already and whose terms came to name the offer, on the day from which they "
        "do."
    ),
    "households.offer_lost": (
        "Households that are approved still and whose terms no longer name the offer, on the day from which they "
        "do not."
    ),
    "households.closing": "Households approved at the end of the period, counted from their own records.",
    "households.net": "Closing less opening, every cause included.",
    "places.opening": "Places in the terms of the households approved when the period began (B-1).",
    "places.new_approvals": "Places of households newly approved, on the decision maker's date (B-3).",
    "places.transfers_in": (
        "Places of households that came from another agency, on the decision maker's date (B-3) (B-6)."
    ),
    "places.terms_increases": "Places added by a change of terms (B-5).",
    "places.capital_scheme": "Places added because a home was extended or adapted.",
    "places.reclassified_in": "Places of kinship households that became mainstream ones (B-7).",
    "places.deregistrations": (
        "Places of households whose approval ended, on the day the approval ended, which after notice is 28 days "
        "from its receipt (B-4). Transfers out are apart."
    ),
    "places.transfers_out": (
        "Places of households that went to another agency, on the day the approval ended, which after notice is "
        "28 days from its receipt (B-4) (B-6)."
    ),
    "places.terms_decreases": "Places taken away by a change of terms (B-5).",
    "places.reclassified_out": (
        "Places of kinship approvals that ended on the day the household became a mainstream one (B-7)."
    ),
    "places.adjustments": "Errors in the books put right, each with its reason (B-19).",
    "places.offer_gained": (
        "Places that households had the day before their terms came to name the offer. What the same change of "
        "terms added or took counts in its own line."
    ),
    "places.offer_lost": (
        "Places that households had the day before their terms no longer named the offer: they have them still."
    ),
    "places.closing": (
        "Places in the terms in force at the end of the period, counted from the households' own records (B-1)."
    ),
    "places.net": (
        "Closing less opening, every cause included. The net bed gain is that of mainstream places: kinship "
        "places are for named children and add no general capacity (B-2)."
    ),
    "stages.carried_in": "Journeys that stood in this stage when the period began.",
    "stages.entered": (
        "Journeys that entered this stage in the period. One that was closed and reopened enters its stage again."
    ),
    "stages.advanced": "Journeys that left this stage in the period for another one, or with an approval.",
    "stages.withdrawn": (
        "Journeys closed in this stage in the period, unless it is on record that the service closed them: an "
        "ending of which nobody recorded whose it was is among them."
    ),
    "stages.declined": ("Journeys that the service closed in this stage in the period, or decided not to approve."),
    "stages.still_there": "Journeys that stood in this stage at the end of the period.",
    "pace.counted": (
        "Journeys that came to the end of this span in the period, from the first of the one step to the first of "
        "the other. Median: half took so long or less. 90th percentile: nine of ten took so long or less. Working "
        "days leave out Saturdays, Sundays and bank holidays, and the first day is not counted (DC-1)."
    ),
    "pace.inside": "Of the journeys counted, those that took no longer than the limit.",
    "pace.left_out": (
        "Journeys that came to the end of this span in the period, and of which one of the two steps was put on "
        "record so long after its day that it says how the record was kept, and not how quick the service was."
    ),
    "ended": (
        "Journeys that ended in this stage in the period without an approval, for this reason, by whose decision "
        "it was. All reasons of a stage together make what withdrew and was declined there."
    ),
    "left": (
        "Households whose approval ended in the period, for this reason, to this destination, by who started it. "
        "All of them together make the de-registrations, transfers out among them (B-6)."
    ),
    "cohort.reached": (
        "Cohort view: of the enquiries counted in the period (ST-4), those that had come so far or further by the "
        "known-on day. Each is followed along its own journey, and along later ones of the household in the same "
        "population until its next counted enquiry. Whoever went further without this step on record is among them."
    ),
    "cohort.ended": (
        "Cohort view: of the enquiries counted in the period, those that had come so far and no further by the "
        "known-on day, and of which nothing goes on. Of those approved: whose approval has ended; kinship carers "
        "who became mainstream ones have not (B-7)."
    ),
    "cohort.there": (
        "Cohort view: of the enquiries counted in the period, those that had come so far and no further by the "
        "known-on day, and go on. Of those approved: who are approved still."
    ),
    "cohort.places": (
        "Cohort view: the places with which the enquiries counted in the period were approved by the known-on day "
        "(B-1). Where kinship carers became mainstream ones they count once."
    ),
    "cohort.places_now": (
        "Cohort view: the places in the terms, on the known-on day, of those of the period's enquiries that are "
        "approved still. Terms may have been changed since the approval."
    ),
    "sources.enquiries": "Enquiries counted in the period (ST-4) that name this. All of them are the report's own.",
    "sources.visits": "Initial visits that took place in the period, by what the enquiry of the journey names.",
    "sources.applications": "Applications received in the period, by what the enquiry of the journey names (ST-5).",
    "sources.approvals": (
        "Households approved in the period, transfers in among them (B-6), by what the enquiry of the journey "
        "names."
    ),
    "sources.places": (
        "Places with which they were approved (B-1): new approvals and transfers in of the period. They are kept "
        "for 12 months, lost, or not yet 12 months old."
    ),
    "sources.places_kept": (
        "Of those places, the ones that the household's terms still held on the day a year after the decision. "
        "Places that were added since are not counted; carers of kin who became mainstream ones keep theirs (B-7)."
    ),
    "sources.places_lost": (
        "Of those places, the ones that the household's terms did not hold any more on the day a year after the "
        "decision: the approval had ended, or its terms were narrower."
    ),
    "sources.places_not_yet": (
        "Of those places, the ones decided on less than a year before the known-on day. They count as neither kept "
        "nor lost, whatever has become of them since."
    ),
    "caseload.approved": (
        "Households approved at the end of the period, by whoever works with them: the worker to whom each was "
        "last given by then. All of them together are the closing households."
    ),
    "caseload.assessing": (
        "Journeys with an application that stood in a stage at the end of the period, neither approved nor ended, "
        "by whoever works with the household: the worker to whom it was last given by then."
    ),
    "approved_and_still_active": (
        "Households approved in the period, or transferred in, that are still approved at its end (ST-7, B-16)."
    ),
}
