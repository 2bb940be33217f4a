"""Every label, hint and tag colour, keyed by the code that is stored. Templates and forms hold none of their own.

An agency's dated lists may bring codes that are not here: `said` then shows the code in plain letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crm.audit_words import ACTIONS as ACTIONS
from crm.audit_words import LOOKED_FOR as LOOKED_FOR
from crm.contact_words import TRUE_OF as TRUE_OF
from crm.ending_words import AGAIN as AGAIN
from crm.ending_words import ENDINGS as ENDINGS
from crm.ending_words import INTERVIEWS as INTERVIEWS
from crm.ending_words import LEFT as LEFT
from crm.enquiry_words import ENQUIRY_KINDS as ENQUIRY_KINDS
from crm.event_words import CORRECT_TERMS as CORRECT_TERMS
from crm.event_words import COUNTED as COUNTED
from crm.event_words import EVENTS as EVENTS
from crm.event_words import RECORD as RECORD
from crm.handover_words import SHARED as SHARED
from crm.household_words import PROFILE as PROFILE
from crm.panel_words import ANSWERS as ANSWERS
from crm.panel_words import IRM_RECOMMENDATIONS as IRM_RECOMMENDATIONS
from crm.panel_words import RECOMMENDATIONS as RECOMMENDATIONS
from crm.panel_words import TOLD as TOLD
from crm.register.pace import spans
from crm.report_words import CASELOAD as CASELOAD
from crm.report_words import CAUSES as CAUSES
from crm.report_words import COHORT as COHORT
from crm.scheme_words import SCHEMES as SCHEMES
from crm.scheme_words import TRANSFER_STEPS as TRANSFER_STEPS

PRODUCT = "Hearth"
DOCUMENT_KINDS = {"pdf": "PDF", "jpeg": "Photo", "png": "Picture", "docx": "Word", "xlsx": "Excel"}

# --- The shell: places in the bar, in order; one is shown when its page exists and the person may open it.
PLACES = (
    ("Today", "/"),
    ("Pipeline", "/pipeline"),
    ("Enquiries", "/enquiries"),
    ("Households", "/households"),
    ("Find a home", "/homes"),
    ("Carers", "/carers"),
    ("Schemes", "/schemes"),
    ("Visits", "/visits"),
    ("Checks", "/checks"),
    ("Panel", "/panel"),
    ("Employers", "/employers"),
    ("Campaigns", "/campaigns"),
    ("Reports", "/reports/quarterly"),
    ("Imports", "/imports"),
    ("Jobs", "/jobs"),
    ("Who looked", "/audit"),
    ("Staff", "/staff"),
    ("Settings", "/settings"),
    ("Councils", "/councils"),
)
# What keeps the service running stands under one's name, where the bar would not hold all on one line.
UPKEEP, IN_THE_BAR = ("/imports", "/jobs", "/audit", "/staff", "/settings", "/councils"), 13
# Pages at addresses of their own to which an entry leads.
WITHIN = {
    "/": ("/clocks", "/caseload", "/keep-warm"),
    "/audit": ("/exports",),
    "/schemes": tuple(path for _, path, _ in SCHEMES),
}
CHOICES = {
    "london": "London",
    "south_east": "South East",
    "rest": "Rest of England",
    "enquiry_received": "From their enquiry on",
    "visit_completed": "From the initial visit on",
    "application_received": "From their application on",
    "household_approved": "Once they are approved",
    "every_day": "Every working day",
    "when_overdue": "Only when something is overdue",
    "never": "Never",
}
FOOT = (("Accessibility", "/accessibility"), ("Privacy", "/privacy"), ("Cookies", "/cookies"))
SEARCH = "/households"
LOG_ENQUIRY = "/enquiries/new"
SIGN_OUT = "/sign-out"


class Label(NamedTuple):
    """A state in words, and the colour of its tag: a name of GOV.UK's tag component."""

    text: str
    colour: str = "blue"


# What an entry of a list says of itself, as the settings pages ask for it.
ENTRIES = {"by": "Whose decision", "group": "Group", "of": "Of whom", "when": "When", "unit": "Unit"}
ENTRIES |= {"whose": "From whom"}

ROLES = {
    "officer": "Recruitment officer",
    "social_worker": "Social worker",
    "manager": "Manager",
    "decision_maker": "Decision maker",
    "panel": "Panel member",
    "analyst": "Analyst",
    "governance": "Governance",
    "hub": "Hub",
    "admin": "Administrator",
    "carer": "Carer",
    "public": "Member of the public",
    "system": "Hearth",
}

ROUTES = {
    "mainstream": "Mainstream",
    "kinship": "Kinship",
    "transfer_in": "Transfer in",
    "supported_lodgings": "Supported lodgings",
    "short_break": "Short break",
}
POPULATIONS = {
    "mainstream": "Mainstream",
    "kinship": "Kinship",
    "supported_lodgings": "Supported lodgings",
    "all": "All",
}

STAGES = {
    "enquiry": Label("Enquiry", "grey"),
    "contact": Label("First contact", "grey"),
    "visit": Label("Initial visit", "teal"),
    "application": Label("Application", "blue"),
    "stage1": Label("Stage 1", "blue"),
    "stage2": Label("Stage 2", "blue"),
    "panel": Label("Panel", "purple"),
    "decision": Label("Decision", "purple"),
    "approved": Label("Approved", "green"),
    "notice": Label("Notice given", "orange"),
    "left": Label("De-registered", "grey"),
    "closed": Label("Closed", "grey"),
}

TRANSFERS = {
    "open": Label("Under way", "blue"),
    "approved": Label("Approved by us", "green"),
    "left": Label("Gone", "grey"),
    "stayed": Label("They stay with us", "green"),
    "closed": Label("Came to nothing", "grey"),
}

SOURCES = {
    "website": "Website",
    "phone": "Phone",
    "event": "Event",
    "word_of_mouth": "Word of mouth",
    "existing_carer": "Existing carer",
    "social_media": "Social media",
    "press_radio": "Press or radio",
    "employer": "Employer",
    "hub": "Hub",
    "faith_or_community": "Faith or community group",
    "previous_enquirer": "Previous enquirer",
    "ifa_carer": "Carer with an independent agency",
    "other": "Other",
}

OFFERS = {
    "short_term": "short term",
    "long_term": "long term",
    "emergency": "emergency",
    "respite": "respite",
    "short_break": "short break",
    "parent_and_child": "parent and child",
    "remand": "remand",
    "uasc": "unaccompanied asylum-seeking children",
    "siblings": "siblings",
    "disability": "disability",
    "specialist": "specialist",
    "foster_to_adopt": "foster to adopt",
}

REPORT_KINDS = {"full": "Full report", "brief": "Brief report"}
TERMS_CAUSES = {
    "terms": "Change of terms",
    "capital_scheme": "Home extended or adapted",
    "adjustment": "The books were wrong",
}
BASES = {
    "agreement": "The carer agreed in writing: it took effect at once (RV-7)",
    "notice": "28 days had passed since the proposal (RV-6)",
}

# --- A file on its way in.
UPLOADS = {
    "checking": Label("Being checked", "yellow"),
    "checked": Label("Checked, not loaded", "blue"),
    "loading": Label("Being loaded", "yellow"),
    "loaded": Label("Loaded", "green"),
    "refused": Label("Cannot be loaded", "red"),
    "unreadable": Label("Cannot be read", "red"),
    "failed": Label("Given up", "red"),
    "erased": Label("Erased", "grey"),
}

# --- Endings. Reason, destination and initiator are three different things; the reasons are the agency's own
# settings, label and all, because councils keep lists of their own.
CLOSED_BY = {"applicant": "The applicant", "service": "The service"}
DESTINATIONS = {
    "none": "Left fostering",
    "ifa": "An independent fostering agency",
    "other_la": "Another council",
    "other_nation": "Wales, Scotland or Northern Ireland",
}
LEFT_BY = {"carer": "The carer", "service": "The service"}

# --- The movements of the bed ledger, one by one.
MOVEMENTS = {
    "new_approval": "New approval",
    "transfer_in": "Transfer in",
    "terms_increase": "Wider terms",
    "terms_decrease": "Narrower terms",
    "capital_scheme": "Home extended or adapted",
    "reclassified_in": "Reclassified in",
    "reclassified_out": "Reclassified out",
    "deregistration": "De-registration",
    "transfer_out": "Transfer out",
    "adjustment": "Adjustment",
    "offer_gained": "Terms came to name the offer",
    "offer_lost": "Terms no longer name the offer",
    "twelve_months_later": "A year after the decision",
}
ACTIVITY = {
    "enquiries": "Enquiries",
    "enquiries_distinct": "Enquiries, each household once",
    "initial_visits": "Initial visits",
    "applications": "Applications",
    "approvals": "Approved",
    "deregistrations": "De-registered",
    "approved_and_still_active": "Approved and still active",
}

PACE = {"counted": "counted", "inside": "inside the limit", "left_out": "left out"}

# --- What is known of a household's people.
PEOPLE_FIELDS = {"name": "Name", "email": "E-mail address", "phone": "Telephone"}

SEXES = {"female": "Female", "male": "Male"}
SUBJECTS = {"carer 1": "First carer", "carer 2": "Second carer", "address": "Address"}

NOT_RECORDED = "Not recorded"


def said(table: Mapping[str, str], code: str | None) -> str:
    """The label of a code; a blank is 'Not recorded'; a code of an agency's own is shown in plain letters."""
    if not code:
        return NOT_RECORDED
    plain = code.replace("_", " ").replace(".", " ")
    return table.get(code) or plain[:1].upper() + plain[1:]


def figure(name: str) -> str:
    """The label of a figure of the quarterly report, by its block and line: 'places.new_approvals'."""
    block, _, line = name.rpartition(".")
    if block.startswith("stages."):
        return f"{stage(block.removeprefix('stages.')).text}: {said({}, line).lower()}"
    if block.startswith("pace."):
        return f"{spans()[block.removeprefix('pace.')].label}: {PACE[line]}"
    if block.startswith("caseload."):
        return CASELOAD[name.removeprefix("caseload.")]
    if block.startswith("cohort."):
        label = COHORT[name.removeprefix("cohort.")]
        return f"Cohort: {label[:1].lower()}{label[1:]}"
    return (CAUSES if block in ("households", "places") else ACTIVITY)[line]


def counted(what: str) -> str:
    """What counts in a figure: a thing that happened, or the cause for which beds moved."""
    return said({**EVENTS, **MOVEMENTS}, what)


def stage(name: str) -> Label:
    """A stage in words with its colour; an agency's own stage is shown in plain letters."""
    return STAGES.get(name) or Label(said({}, name))


def listed(texts: list[str] | tuple[str, ...]) -> str:
    """Several words as one phrase: 'short term, respite and siblings'."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
