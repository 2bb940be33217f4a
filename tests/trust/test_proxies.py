"""T02: whose address counts, with the council's own proxy in front and without."""

from __future__ import annotations

import pytest
from flask import Flask, request

from crm import access, create_app
from crm.config import read
from crm.errors import Unusable
from tests import databases

FORGED = {"X-Forwarded-For": "192.0.2.66, 192.0.2.7"}


def asked_by(proxies: int) -> str:
    """The address that the application believes, of a request that names two others."""
    app = create_app(databases.settings("sqlite://", CRM_PROXIES=proxies))
    app.add_url_rule("/who", "who", access.public(lambda: str(request.remote_addr)))
    return _answer(app)


def _answer(app: Flask) -> str:
    return app.test_client().get("/who", headers=FORGED).text


def test_t02_without_a_proxy_of_ours_a_forwarded_address_is_not_believed() -> None:
    assert asked_by(0) == "127.0.0.1"


def test_t02_behind_one_proxy_only_what_it_added_is_believed() -> None:
    assert asked_by(1) == "192.0.2.7"


@pytest.mark.parametrize("given", ["-1", "ten", "1_0", "٣"])
def test_a_number_of_proxies_that_is_none_is_named(given: str) -> None:
    with pytest.raises(Unusable, match="CRM_PROXIES"):
        read({"CRM_ENV": "test", "CRM_SECRET_KEY": "x", "CRM_PROXIES": given})
