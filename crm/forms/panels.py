"""Panels: the report that goes there, their days and members, their papers, and what they recommend."""

from __future__ import annotations

from collections.abc import Collection

from crm import panel_words, words
from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)
from crm.forms.records import RecordForm
from crm.forms.who import WhoForm
from crm.journey.events import PanelRecommended, ReportCompleted

JOINT = (("yes", "It is a panel of several services: it needs one member more (PN-3)"),)


class ReportForm(WhoForm):
    """The assessment report is ready."""

    kind = ReportCompleted
    nameless = "Enter the name of the independent assessor"
    happened_on = DayQuestion(
        "Date of the report",
        hint="The day on which it was signed and the applicants had seen it",
        required="Enter the date of the report",
    )
    report = RadiosQuestion(
        "Kind of report",
        choices=tuple(words.REPORT_KINDS.items()),
        hints={"brief": "It says why the assessment should end. It can never lead to an approval (S2-8)"},
        required="Choose the kind of report",
    )
    assessor = ChoiceQuestion(
        "Who assessed the household?",
        hint="Whoever assessed takes no part in panel's recommendation and in the decision (DM-5, PN-10). Decision "
        "makers are not in the list for that reason. If one of them assessed all the same, choose somebody else "
        "and type their name: then another decides",
        required="Choose who assessed the household",
    )
    assessor_name = TextQuestion(
        "Name of the independent assessor",
        hint="Only if it was nobody in the list",
        most=100,
        attributes={"autocomplete": "off"},
    )


class RecommendationForm(RecordForm):
    """The fostering panel made its recommendation."""

    kind = PanelRecommended
    happened_on = DayQuestion(
        "Date of panel", hint="The day on which panel met", required="Enter the date of panel"
    )
    recommendation = RadiosQuestion(
        "What panel recommended",
        choices=tuple(words.RECOMMENDATIONS.items()),
        required="Choose what panel recommended",
    )


class PanelForm(Form):
    """A panel that is planned: when, how many it hears, and who is expected."""

    held_on = DayQuestion("Day of panel", required="Enter the day of panel")
    capacity = WholeNumberQuestion(
        "How many households does it hear at most?",
        least=1,
        most=20,
        unit="households",
        required="Enter how many households it hears",
    )
    joint = CheckboxesQuestion("Joint panel", choices=JOINT, classes="govuk-checkboxes--small")
    members = CheckboxesQuestion("Who is expected?", classes="govuk-checkboxes--small")


class ListForm(Form):
    """Which panel is to hear a household."""

    journey = ChoiceQuestion("Household", required="Choose the household")
    panel = ChoiceQuestion("Panel", required="Choose the panel")


class PaperForm(Form):
    """What panel is told of a household, and which of its documents it reads."""

    summary = LongTextQuestion(
        "What is panel asked?",
        hint="The terms that are proposed, and what panel should weigh. No address and no telephone number",
        most=10_000,
        rows=8,
    )
    documents = CheckboxesQuestion("Documents of the household that go with it", classes="govuk-checkboxes--small")
    looked = CheckboxesQuestion(
        "Addresses",
        choices=(("yes", "I have looked: these documents hold no address, telephone number or e-mail address"),),
        classes="govuk-checkboxes--small",
    )

    def require_looked(self, known: Collection[int]) -> bool:
        """Whether somebody has looked through the documents that are new to the papers for addresses (T40)."""
        fresh = {int(each) for each in self.chosen} - set(known)
        if fresh and not self.looked.data:
            self.refuse("Look through the documents for addresses, and tick this", "looked")
            return False
        return True

    @property
    def chosen(self) -> tuple[str, ...]:
        """The documents that were chosen; none where there are none to choose from."""
        return tuple(self.documents.data or ()) if "documents" in self._fields else ()


class StandDownForm(Form):
    """Which members have an interest in an item."""

    members = CheckboxesQuestion(
        "Who stands down from this item?",
        hint="They know the household, or have another interest in it. They do not see its papers",
        classes="govuk-checkboxes--small",
    )


class AttendanceForm(Form):
    """Who came."""

    members = CheckboxesQuestion("Who came?", classes="govuk-checkboxes--small", required="Choose who came")


class HeardForm(Form):
    """What panel recommended of a household, and why."""

    recommendation = RadiosQuestion(
        "What panel recommended",
        choices=tuple(panel_words.OF_APPLICATIONS.items()),
        required="Choose what panel recommended",
        classes="govuk-radios--small",
    )
    reasons = LongTextQuestion(
        "Panel's reasons",
        hint="As the minutes have them (PN-4)",
        most=10_000,
        rows=6,
        required="Enter panel's reasons (PN-4)",
    )

    applicant_came = CheckboxesQuestion(
        "The applicants",
        choices=(("yes", "They came and were heard (PN-8)"),),
        classes="govuk-checkboxes--small",
    )


class ByHandForm(HeardForm):
    """The same of a panel that met outside Hearth: its day, and who sat, besides."""

    held_on = DayQuestion("Day of panel", hint="The day on which panel met", required="Enter the day of panel")
    joint = CheckboxesQuestion("Joint panel", choices=JOINT, classes="govuk-checkboxes--small")
    members = CheckboxesQuestion(
        "Who sat?",
        hint="Everybody who was there, whoever chaired included",
        classes="govuk-checkboxes--small",
        required="Choose who sat (PN-3)",
    )
    stood_down = CheckboxesQuestion(
        "Who of them stood down from this household?",
        hint="They knew the household, or had another interest in it",
        classes="govuk-checkboxes--small",
    )


class FinalMinutesForm(Form):
    """The decision maker has the final minutes."""

    received_on = DayQuestion(
        "Date on which the decision maker received the final minutes",
        hint="The decision on each household is due within 7 working days of it (DM-3)",
        required="Enter the date on which the final minutes were received",
    )


class MemberForm(Form):
    """Somebody on the central list."""

    name = TextQuestion("Name", most=100, required="Enter their name", attributes={"autocomplete": "off"})
    seat = RadiosQuestion(
        "What they are on panel",
        choices=tuple(panel_words.SEATS.items()),
        required="Choose what they are on panel",
        classes="govuk-radios--small",
    )
    is_what = CheckboxesQuestion(
        "They are",
        choices=(
            ("social_worker", "a social worker with at least three years’ relevant experience (PN-1)"),
            ("independent", "independent of the service (PN-2)"),
        ),
        classes="govuk-checkboxes--small",
    )
    joined_on = DayQuestion("On the list since", required="Enter the day on which they joined")
    since = DayQuestion(
        "If what they are on panel changed: since when?",
        hint="Today, if you leave it empty. Panels before that day are judged by what they were then (PN-3)",
    )
    account = ChoiceQuestion(
        "Account by which they open their packs",
        hint="Invite them as a panel member first, under Staff. Without one, they get their papers by hand",
    )


class LeavingForm(Form):
    """Somebody leaves the central list."""

    given_on = DayQuestion(
        "Date of the notice",
        hint="Theirs or the service’s. They are on the list for a month from it (PN-1)",
        required="Enter the date of the notice",
    )
