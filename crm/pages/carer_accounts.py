"""The accounts of a household's carers for the portal: who has one, inviting, and closing one (T10, T16)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, staff_words
from crm.commands import carer_accounts as commands
from crm.commands import invitations
from crm.errors import Refused
from crm.forms.carer_accounts import CloseAccountForm
from crm.forms.govuk import Form
from crm.forms.imports import ButtonForm
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.reads import carer_accounts
from crm.reads.carer_accounts import AccountsSeen

blueprint = Blueprint("carer_accounts", __name__)

HERE = "/households/<reference>/portal"
SENT = "An invitation is on its way by e-mail. It can be accepted for {hours} hours."
TAKEN_BACK = "The invitation is taken back: its link opens nothing any more."
CLOSED = "The account is closed, and signed out everywhere."


@blueprint.get(HERE)
@access.allow("carer_accounts.view")
def record(reference: str) -> Answer:
    """Which carers have an account, and who is invited."""
    return _page(carer_accounts.of_household(reference, access.current_actor()))


@blueprint.post(f"{HERE}/invite/<int:position>")
@access.allow("carer_accounts.invite")
def invite(reference: str, position: int) -> Response:
    """Invite a carer, or invite them again."""
    found = carer_accounts.of_household(reference, access.current_actor())
    identity = found.household.identity

    def do() -> str:
        commands.invite(identity.id, position, by=access.current_actor())
        return SENT.format(hours=invitations.hours(identity.agency_id))

    return _send(found, ButtonForm(request.form), do)


@blueprint.post(f"{HERE}/invitations/<int:portal_invitation>/take-back")
@access.allow("carer_accounts.invite")
def take_back(reference: str, portal_invitation: int) -> Response:
    """Let an invitation be good for nothing."""
    found = carer_accounts.of_household(reference, access.current_actor())

    def do() -> str:
        by = access.current_actor()
        commands.take_back(found.household.identity.id, portal_invitation, by=by)
        return TAKEN_BACK

    return _send(found, ButtonForm(request.form), do)


@blueprint.get(f"{HERE}/accounts/<int:portal_account>/close")
@access.allow("carer_accounts.close")
def closing(reference: str, portal_account: int) -> Answer:
    """Why, and what it does."""
    found = carer_accounts.of_household(reference, access.current_actor())
    return _closing(found, portal_account, CloseAccountForm())


@blueprint.post(f"{HERE}/accounts/<int:portal_account>/close")
@access.allow("carer_accounts.close")
def close(reference: str, portal_account: int) -> Response:
    """Close an account; whoever uses it is out at once."""
    found = carer_accounts.of_household(reference, access.current_actor())
    form = CloseAccountForm(request.form)
    if not form.validate():
        return _closing(found, portal_account, form, 422)

    def do() -> str:
        home, by = found.household.identity.id, access.current_actor()
        commands.close(home, portal_account, reason=form.reason.data or "", by=by)
        return CLOSED

    return _send(found, form, do)


def _send(found: AccountsSeen, form: Form, do: Callable[[], str]) -> Response:
    """Do it once, and say so; refused, the page says why."""

    def once() -> str:
        flash(do(), "success")
        return url_for(".record", reference=found.household.identity.reference)

    try:
        return sent_once(form, once)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _page(found, form, 422)


def _page(found: AccountsSeen, form: Form | None = None, code: int = 200) -> Answer:
    page = render_template(
        "pages/carer_accounts/record.html",
        found=found,
        form=form or ButtonForm(),
        key=lambda: ButtonForm().idempotency_key.data,  # each button its own: one may follow the other
        staff_words=staff_words,
        **head_of(found.household, "people"),
    )
    return make_response(page, code)


def _closing(found: AccountsSeen, number: int, form: Form, code: int = 200) -> Answer:
    page = render_template(
        "pages/carer_accounts/close.html", seen=found.household, account=found.one(number), form=form
    )
    return make_response(page, code)
