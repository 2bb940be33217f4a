"""Sharing a secret with a phone: the square and the words of it, the same at sign-in and on one's own account.

The secret waits in the session's row, which the browser never sees, until a code proves that the phone has it.
"""

from __future__ import annotations

from flask import Response as Answer
from flask import make_response, render_template, session

from crm import words
from crm.commands import second_factor
from crm.exchange import qr
from crm.forms.account import EnrolForm

_SECRET = "secret for a phone"  # noqa: S105 - the name of an entry of the session


def secret() -> str:
    """The secret that this session offers a phone; a new one at the first look."""
    if not isinstance(session.get(_SECRET), str):
        session[_SECRET] = second_factor.new_secret()
    return str(session[_SECRET])


def enrolling(asked: EnrolForm, *, action: str, email: str, code: int = 200, at_sign_in: bool) -> Answer:
    """The page with the square, and the question for the first code."""
    offered = secret()
    page = render_template(
        "pages/account/enrol.html",
        form=asked,
        action=action,
        at_sign_in=at_sign_in,
        square=qr.square(
            second_factor.address_for(offered, email=email, product=words.PRODUCT),
            label="Square for the camera of your phone. The same key is written below in letters",
        ),
        letters=" ".join(offered[at : at + 4] for at in range(0, len(offered), 4)),
    )
    return make_response(page, code)


def codes_page(codes: tuple[str, ...], *, onward: str) -> Answer:
    """The recovery codes, this once."""
    return make_response(render_template("pages/account/recovery_codes.html", codes=codes, onward=onward))
