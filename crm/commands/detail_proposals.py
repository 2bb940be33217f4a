"""Answering what carers propose to change: accepted by the commands that staff use, or declined for a reason."""

from __future__ import annotations

from functools import partial

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail, people, profiles, tasks
from crm.errors import NotFound, Refused, Stale
from crm.holding import overtaken
from crm.journey.deadlines import add_months
from crm.people import detail_proposals, folding, households, users
from crm.people.detail_proposals import ACCEPTED, ADDRESS, CONTACTS, DECLINED, MEMBER, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.history import Nature
from crm.people.profile import Value
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

REASONS = "details_declined_reasons"
LONGEST = 1000  # characters of what is added to a reason
CHANGED_SINCE = (
    "The carer has changed this or taken it back since you opened the page, or somebody has answered it. "
    "Nothing was done: look at it anew."
)
OVERTAKEN = (
    "What is on record was changed since the carer sent this, so it cannot be accepted as it is. Decline it, or "
    "wait: the carer sees in their portal that it was overtaken, and can send it again."
)
ASK_FOR_CHECKS = "Ask for the checks of an adult: the carers told us of somebody who is 18, or will be soon (S1-9)"


@command
def accept(number: int, *, version: int, by: Actor) -> None:
    """Put on record what a carer proposed, as the service's own forms do, and tell the carer.

    Stale: it is not as it was read (T49), or what is on record was changed since it was sent.
    """
    home, row = _open(number, version, by)
    overtaken(home, home.version)  # held from here on: what is compared is what is changed
    if detail_proposals.overtaken(home.id, row):
        raise Stale(OVERTAKEN)
    ahead = int(settings.value("adult_checks_ahead", home.agency_id, clock.today()))
    adult = detail_proposals.adult_from(home.id, row, add_months(clock.today(), ahead))
    _put_on_record(home, row, by)
    detail_proposals.settle(row, ACCEPTED, by.user_id, at=clock.now())
    _told(row, home, ACCEPTED, by)
    if adult is not None:
        tasks.add(home.id, kind=STEP, what=ASK_FOR_CHECKS, due_on=clock.today(), by=by, anyway=True)
    if row.sent_by is not None:
        mail.tell(row.sent_by, "details_accepted")


@command
def decline(number: int, *, version: int, reason: str, answer: str, by: Actor) -> None:
    """Decline what a carer proposed, for a reason of the agency's list, which is mailed to them in its words.

    `answer` is what is added: they read it in their portal alone (T38). Stale: it is not as it was read (T49).
    """
    home, row = _open(number, version, by)
    labels = {each["code"]: each["label"] for each in settings.value(REASONS, home.agency_id, clock.today())}
    if reason not in labels:
        raise Refused("Choose why", field="reason")
    row.reason = reason
    row.answer = folding.tidied_text(answer, longest=LONGEST, field="answer") or None
    detail_proposals.settle(row, DECLINED, by.user_id, at=clock.now())
    _told(row, home, DECLINED, by)
    if row.sent_by is not None:
        mail.tell(row.sent_by, "details_declined", why=str(labels[reason]))


def _open(number: int, version: int, by: Actor) -> tuple[Household, DetailProposal]:
    """A proposal that waits, with its household; NotFound if that is not the actor's to reach."""
    home_id = detail_proposals.home_of(number)
    if households.agency_of(home_id) not in by.agency_ids:
        raise NotFound("There is no such proposal")
    home = households.load(home_id, by.agency_ids)
    row = detail_proposals.load(home.id, number)
    if overtaken(row, version) or row.state != SENT:
        raise Stale(CHANGED_SINCE)
    return home, row


def _put_on_record(home: Household, row: DetailProposal, by: Actor) -> None:
    values = detail_proposals.meant(row)
    nature: Nature = "corrected" if row.nature == "corrected" else "changed"
    if row.kind == CONTACTS:
        _keep_account(row)
        carer = next(each for each in households.carers_of(home.id) if each.id == row.carer_id)
        people.change_carer(
            home.id,
            carer.position,
            name=carer.name or "",
            email=_text(values["email"]),
            phone=_text(values["phone"]),
            nature=nature,
            since=row.since,
            version=home.version,
            by=by,
        )
    elif row.kind == ADDRESS:
        people.change_address(
            home.id,
            address=_text(values["lines"]),
            postcode=_text(values["postcode"]),
            nature=nature,
            since=row.since,
            version=home.version,
            by=by,
        )
    elif row.kind == MEMBER and row.member_id is not None:
        whose, version, since = row.member_id, home.version, row.since
        change = partial(profiles.change_member, home.id, whose, values, nature=nature, since=since)
        change(version=version, by=by, ask=False)
    else:
        since = row.since or clock.day_of(row.sent_at)
        profiles.add_member(home.id, values, since=since, ask=False, version=home.version, by=by)


def _keep_account(row: DetailProposal) -> None:
    """Let the account know its carer, by whose e-mail address it may have been known until now."""
    user = users.find(row.sent_by) if row.sent_by is not None else None
    if user is not None and user.carer_id is None:
        user.carer_id = row.carer_id


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _told(row: DetailProposal, home: Household, step: str, by: Actor) -> None:
    audit.record(
        by,
        f"detail_proposal.{step}",
        agency_id=home.agency_id,
        household_id=home.id,
        fields=sorted(row.said),
        about=f"proposal {row.id}",
        reason=row.reason,
    )
