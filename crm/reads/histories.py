"""A household's whole history, loaded within what the asker may reach: where every page of one starts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from crm import clock
from crm.actor import Actor
from crm.errors import Merged, NotFound
from crm.extensions import db
from crm.journey.history import Row, standing
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook
from crm.ledger.cluster import Cluster, load
from crm.ledger.now import journey_on
from crm.people import references
from crm.people.tables import Household as HouseholdRecord
from crm.people.tables import User
from crm.reads import numbers
from crm.reads.choices import Choices
from crm.reads.sharing import within
from crm.reads.workers import is_holder
from crm.register import settings
from crm.register.tables import Agency


@dataclass(frozen=True, slots=True)
class Identity:
    """Which household it is, whose, and how lists show it. `version` is that of its people (T49).

    `worker` is who works with it: nobody, once their account is closed.
    """

    id: int
    reference: str
    name: str | None
    area: str | None
    version: int
    agency_id: int
    agency: str
    worker_id: int | None
    worker: str | None


@dataclass(frozen=True, slots=True)
class History:
    """A household, everything that was ever recorded of it, and what its agency judges by."""

    identity: Identity
    cluster: Cluster
    household: Household
    rulebook: Rulebook
    choices: Choices

    @property
    def rows(self) -> list[Row]:
        """Every row of the journeys that are this household's now, corrected ones too."""
        held = set(self.numbers)
        return [row for row in self.cluster.rows if row.journey_id in held]

    @property
    def numbers(self) -> dict[int, int]:
        """The number by which pages name each journey: 1 for the household's first, by the ledger's id."""
        return numbers.of_ties(self.cluster.ties, self.identity.id)

    @property
    def current(self) -> Journey | None:
        """The journey that speaks for the household today; None if nothing of it stands."""
        return journey_on(self.household, clock.today())

    def journey(self, number: int) -> Journey:
        """The journey with a number, also if nothing of it stands; NotFound if there is none."""
        for key, found in self.numbers.items():
            if found == number:
                return self.household.journey(key) or Journey(key, self.route(key), ())
        raise NotFound("There is no such journey")

    def route(self, journey_id: int) -> Route:
        return self.cluster.routes[journey_id]

    def stands(self, row: Row) -> bool:
        """Whether a row is what is now held to be true."""
        return any(row.id == each.id for each in standing(self.rows))


_KEPT = aliased(HouseholdRecord)


def identify(reference: str, by: Actor) -> Identity:
    """The household with this reference; a foreign one is NotFound like an unknown one (T11).

    Merged: it was merged into another, where all that is asked of it is to be asked.
    """
    if references.shaped(reference) is None:
        raise NotFound("There is no such household")
    found = db.session.execute(
        select(
            HouseholdRecord.id,
            HouseholdRecord.reference,
            HouseholdRecord.name,
            HouseholdRecord.area,
            HouseholdRecord.version,
            HouseholdRecord.agency_id,
            Agency.name,
            HouseholdRecord.worker_id,
            case((is_holder(), User.name)),
            _KEPT.reference,
        )
        .outerjoin(_KEPT, _KEPT.id == HouseholdRecord.merged_into_id)
        .join(Agency, Agency.id == HouseholdRecord.agency_id)
        .outerjoin(User, User.id == HouseholdRecord.worker_id)
        .where(
            HouseholdRecord.reference == reference.upper(),
            HouseholdRecord.agency_id.in_(by.agency_ids),
            within(by),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such household")
    into: str | None = found[-1]
    if into is not None:
        raise Merged(into)
    return Identity(*found[:-1])


def load_history(reference: str, by: Actor) -> History:
    """All of a household that rules and pages need; NotFound as `identify`. The caller puts the look on record."""
    identity = identify(reference, by)
    cluster = load(identity.agency_id, [identity.id])[identity.id]
    rulebook = settings.rulebook(identity.agency_id)
    return History(
        identity=identity,
        cluster=cluster,
        household=cluster.fold(identity.id, rulebook),
        rulebook=rulebook,
        choices=Choices(settings.of(identity.agency_id)),
    )
