"""Labels of the page that says who the carers are and where households live."""

from __future__ import annotations

NAME = "Who our carers are"
BLOCKS = {"our_carers": "Who our carers are: carers", "areas": "Who our carers are: areas"}  # as the audit says
# Each table of carers: what it is called, the list that its rows are of, and what it means.
TRAITS = {
    "ethnicity": (
        "Ethnicity",
        "ethnic_groups",
        "As carers chose it from the list, in the five groups of the census. 'Would rather not say' is an answer.",
    ),
    "age": ("Age", "carer_age_bands", "In whole years, on the day that the tables are of."),
    "sex": ("Sex", "", "As the register of foster carers has it (RT-9)."),
    "religion": ("Religion", "religions", "As carers chose it from the list. 'Would rather not say' is an answer."),
}
# Each table of areas: the head of its column, and what it counts.
AREAS = {
    "enquiries": ("Enquiries", "enquiry"),
    "approvals": ("Approved in the period", "household"),
    "approved": ("Approved at its end", "household"),
}
NOT_KNOWN = "Not known"
NO_AREA = "Area not known"
NOT_TOLD = "So few, or so much alike, that the table would tell of somebody: it is not in this copy."
CARERS_ARE = (
    "Approved foster carers of mainstream and kinship households at the end of the period, each once, as the "
    "national statistics count them (ST-9, ST-14). What nobody has recorded is 'Not known', so that the rows make "
    "the total."
)
AREAS_ARE = (
    "By the first half of the postcode: of an enquiry and an approval on its day, of an approved household on the "
    "last day of the period. Each column comes to the figure of the quarterly report."
)
POSITIONS = {1: "First carer", 2: "Second carer"}
NUMBERS = {"enquiry": "enquiries", "household": "households", "carer": "carers"}


def nobody(count: int) -> str:
    """Of approved households with no carer on record."""
    homes = "1 approved household has" if count == 1 else f"{count:,} approved households have"
    return f"{homes} no carer on record, and {'is' if count == 1 else 'are'} in no table of carers."
