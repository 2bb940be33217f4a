"""What a carer sees of what they ask to change: questions with what they typed, and each request with its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm import audit, clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.asking import NUMBERS
from crm.journey.household import Household
from crm.journey.ranges import Terms
from crm.ledger import cluster
from crm.people import households, merging, requests
from crm.people.tables import Household as HouseholdRecord
from crm.reads import asked, look
from crm.reads.asked import Asked
from crm.reads.choices import Choices
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Asking:
    """What the questions need: the terms now, what was typed, the household's open requests, and the limits."""

    now: Terms
    typed: Mapping[str, Any]
    changes: int | None  # the request that would be changed, and not another sent beside it
    moved: Asked | None  # that request, where it was changed since; or, without `changes`, where it was answered
    open: tuple[Asked, ...]
    limit: int
    most_places: int
    choices: Choices
    version: str = ""  # of all that was typed, which the form that sends it carries (T49)

    def version_of(self, names: Iterable[str]) -> str:
        """The state of these answers, which their question carries (T49)."""
        return requests.version_of_some(self.typed, names)

    @property
    def wanted(self) -> Terms:
        """The terms as they were typed so far; what was not answered is as it is."""
        said = {name: self.typed.get(name) for name in NUMBERS}
        known = {name: getattr(self.now, name) if value is None else value for name, value in said.items()}
        return Terms(
            **known,
            offers=tuple(self.typed.get("offers", self.now.offers)),
            named_children=self.now.named_children,
        )


@dataclass(frozen=True, slots=True)
class OwnRequests:
    """A household's requests as its carers see them, the latest first."""

    rows: tuple[Asked, ...]
    choices: Choices
    typed: bool  # something that was not sent

    def one(self, number: int) -> Asked:
        """One of them; NotFound: it is another household's, or nobody's."""
        found = next((each for each in self.rows if each.number == number), None)
        if found is None:
            raise NotFound("There is no such request")
        return found


@look
def asking_page(by: Actor) -> Asking | None:
    """What the questions need; None where the household is not approved today, and so has nothing to change."""
    home, household = _own(by)
    approval = household.approval_on(clock.today())
    if approval is None:
        return None
    draft = requests.draft_of(by.user_id or 0, home.id)
    today = clock.today()
    rows = asked.of_home(home.id, household)
    began = requests.changes_of(draft) if draft else None
    there = next((each for each in rows if began and each.number == began[0]), None)
    changes = (there.number, there.version) if there and there.state == requests.SENT else None
    now = approval.terms_on(today)
    row = next((each for each in requests.of_household(home.id) if began and each.id == began[0]), None)
    return Asking(
        now=now,
        typed=requests.typed_of(draft, row, now) if draft else {},
        changes=changes[0] if changes else None,
        moved=there if changes != began else None,
        open=tuple(each for each in rows if each.is_open),
        limit=int(settings.value("usual_fostering_limit", home.agency_id, today)),
        most_places=int(settings.value("most_places", home.agency_id, today)),
        choices=Choices(settings.of(home.agency_id)),
        version=requests.version_of(draft.answers, changes) if draft else "",
    )


@look
def own_requests(by: Actor) -> OwnRequests:
    """Every request of the carer's own household. The look goes on record."""
    home, household = _own(by)
    typed = requests.draft_of(by.user_id or 0, home.id) is not None
    return OwnRequests(asked.of_home(home.id, household), Choices(settings.of(home.agency_id)), typed)


def _own(by: Actor) -> tuple[HouseholdRecord, Household]:
    agency_id = households.agency_of(by.household_id) if by.household_id is not None else None
    if by.household_id is None or agency_id is None:
        raise NotFound("There is no household of yours")
    own = merging.kept([by.household_id])[by.household_id]
    audit.record(by, "portal.view", agency_id=agency_id, household_id=own)
    home = households.load(own, (agency_id,))
    rows = cluster.load(agency_id, [home.id])[home.id]
    return home, rows.fold(home.id, settings.rulebook(agency_id))
