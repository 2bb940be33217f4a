"""A manager's lost phone: whoever may remove other people's phones keeps their own until two have agreed (T08)."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, mail, second_factor, second_person
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.people import factors, phone_requests, roles, users
from crm.people.phone_request_tables import PhoneRequest
from crm.people.tables import User


def takes_two(user: User) -> bool:
    """Whether this account has a say over those of others, so that one person alone may not take its phone away."""
    return Role(user.role) in roles.KEEPS


def ask(user: User, *, reason: str, by: Actor) -> None:
    """Ask that an account be freed of its phone, within an open command. Once at a time.

    Its owner and those who may agree are told. Refused where there is nobody else: the server's own command is
    then the way.
    """
    if by.user_id is None or user.agency_id is None:
        raise Refused("Use `crm user let-in` for this.")
    if phone_requests.of_account(user.id, since=second_person.since(user.agency_id)) is not None:
        raise Refused("This was asked for already. It waits for a second person, on the page of the staff.")
    others = phone_requests.who_may_agree(user, besides=by.user_id)
    if not others:
        raise Refused(
            "To remove a manager's phone takes two people, and there is no other manager and no administrator to "
            "agree. Whoever looks after Hearth's server can remove it, with crm user let-in --remove-phone"
        )
    request = PhoneRequest(
        agency_id=user.agency_id, user_id=user.id, reason=reason, asked_by=by.user_id, asked_at=clock.now()
    )
    db.session.add(request)
    mail.tell(user.id, "phone_request", asker=by.label)
    for each in others:
        mail.tell(each, "phone_asked", asker=by.label)
    audit.record(by, "user.phone_ask", agency_id=user.agency_id, about=f"user {user.id}", reason=reason)


@command
def agree(number: int, *, by: Actor) -> None:
    """Agree, as a second person: the phone is removed, and its owner signed out and told."""
    request, user = _loaded(number, by)
    if by.user_id in (request.asked_by, user.id):
        raise Refused("It takes a second person: another manager, or the administrator.")
    second_person.settle(request, agreed=True, by=by)
    if factors.of(user.id) is None:
        raise Refused("This account has no phone any more.")
    second_factor.take_away(user, by=by, reason=request.reason)


@command
def decline(number: int, *, by: Actor) -> None:
    """Say no, or take one's own request back. The account keeps its phone."""
    request, user = _loaded(number, by)
    second_person.settle(request, agreed=False, by=by)
    audit.record(by, "user.phone_decline", agency_id=user.agency_id, about=f"user {user.id}")


def _loaded(number: int, by: Actor) -> tuple[PhoneRequest, User]:
    request = db.session.get(PhoneRequest, number)
    if request is None or request.agency_id not in by.agency_ids:
        raise NotFound("There is no such request")
    user = users.numbered(request.user_id)
    if not roles.may_keep(by.role, Role(user.role)):
        raise Refused("This account is above your own role. The administrator can do this.")
    return request, user
