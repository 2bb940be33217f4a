"""T10: in production the program refuses to start with weak settings, in words, with exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from crm import starting
from crm.actor import Role, system
from crm.commands import users
from crm.commands.settings import install_national_defaults
from crm.demo import staff
from crm.errors import Unusable
from crm.register import defaults
from tests import given
from tests.databases import KEY, PRODUCTION, Database
from tests.doors import Answer, CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]
GOOD = PRODUCTION | {"CRM_ENV": "production", "CRM_SECRET_KEY": KEY}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CRM_SECRET_KEY", "", "CRM_SECRET_KEY must be set in production"),
        ("CRM_SECRET_KEY", "short", "CRM_SECRET_KEY must be a random text of at least 32 characters"),
        ("CRM_SECRET_KEY", "x" * 40, "CRM_SECRET_KEY must be a random text"),
        ("CRM_SECRET_KEY", "changeme-" * 5, "CRM_SECRET_KEY must be a random text"),
        ("CRM_SECRET_KEY", "please-changeme-before-you-go-live-with-it", "CRM_SECRET_KEY must be a random text"),
        ("CRM_SECRET_KEY", "abcdefghij-klm-nopq" * 2 + "!", "CRM_SECRET_KEY must be a random text"),
        ("CRM_BASE_URL", "", "CRM_BASE_URL is ''"),
        ("CRM_BASE_URL", "http://hearth.example", "https://hearth.example"),
        ("CRM_BASE_URL", "https://hearth.example/path", "CRM_BASE_URL is"),
        ("CRM_MAIL_HOST", "", "CRM_MAIL_HOST or CRM_NOTIFY_KEY must be set in production"),
        ("CRM_MAIL_FROM", "", "CRM_MAIL_FROM is ''"),
        ("CRM_MAIL_PORT", "none", "CRM_MAIL_PORT is 'none'"),
        ("CRM_MAIL_SECURITY", "ssl", "CRM_MAIL_SECURITY is 'ssl'"),
        ("CRM_SECOND_FACTOR", "no", "CRM_SECOND_FACTOR is 'no'"),
        (
            "CRM_SECOND_FACTOR",
            "optional",
            "CRM_SECOND_FACTOR is 'optional': in production staff",
        ),
        ("CRM_ENV", "prod", "CRM_ENV is 'prod'"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG is set"),
    ],
)
def test_T10_a_weak_setting_is_named_and_nothing_is_served(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    for each, good in {**GOOD, name: value}.items():
        monkeypatch.setenv(each, good)
    answer = cli("serve", "--port", "0")
    assert answer.code == 2, answer
    assert said in answer.err and "Traceback" not in answer.err


def test_T10_a_password_for_the_mail_server_does_not_travel_in_the_open(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each, good in {**GOOD, "CRM_MAIL_SECURITY": "none", "CRM_MAIL_USER": "hearth"}.items():
        monkeypatch.setenv(each, good)
    answer = cli("serve", "--port", "0")
    assert (answer.code, "would travel in the open" in answer.err) == (2, True)


def test_T10_a_database_on_a_network_disk_or_without_its_migrations_is_not_served(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for each, good in {**GOOD, "CRM_DATABASE_URL": f"sqlite:///{tmp_path / 'hearth.db'}"}.items():
        monkeypatch.setenv(each, good)
    answer = cli("serve", "--port", "0")
    assert (answer.code, "run `crm init` first" in answer.err) == (2, True)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(starting, "MOUNTS", mounts)
    answer = cli("serve", "--port", "0")
    assert (answer.code, "is on a network disk (nfs4)" in answer.err) == (2, True)


def test_T10_a_database_without_a_setting_that_this_version_needs_is_not_served(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = ("days_of_tomorrow", date(2000, 1, 1), 28)
    shipped = (*defaults.shipped(), new)
    monkeypatch.setattr(defaults, "shipped", lambda: shipped)
    with pytest.raises(Unusable, match=r"lacks .* \(days_of_tomorrow\): run `crm init` first"):
        starting.require_sound(app)
    with app.app_context():
        install_national_defaults()
    starting.require_sound(app)


def test_T10_with_good_settings_the_checks_are_passed(
    another: Callable[..., Flask], database: Database, app: Flask
) -> None:
    strict = another(CRM_ENV="production")
    starting.require_sound(strict)
    assert strict.config["HEARTH"].second_factor_required
    assert not strict.debug


def test_T10_the_demonstration_whose_password_everybody_can_read_is_not_served_in_production(
    another: Callable[..., Flask], app: Flask
) -> None:
    known = staff.accounts()
    given.user(Role.OFFICER)  # of the same address, and with a password of its own
    strict = another(CRM_ENV="production")
    starting.require_sound(strict)
    with app.app_context():
        given.agency("nottingham")
        users.add_staff(
            known.emails[1], role=Role.MANAGER, agency="nottingham", password=known.password, by=system()
        )
    with pytest.raises(Unusable, match=r"holds the demonstration .*manager@derby\.example.* empty database"):
        starting.require_sound(strict)
    starting.require_sound(app)


@pytest.mark.parametrize("path", ["/console", "/_debug", "/debug"])
def test_T10_there_is_no_console(client: CheckingClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CRM_OIDC_ISSUER": "http://council.example"}, "CRM_OIDC_ISSUER is"),
        ({"CRM_OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "the issuer of your own tenant"),
        ({"CRM_OIDC_ISSUER": "https://council.example"}, "go with CRM_OIDC_ISSUER"),
    ],
)
def test_T10_a_councils_sign_in_that_anybody_could_pass_is_refused(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str
) -> None:
    for each, good in {**GOOD, **changes}.items():
        monkeypatch.setenv(each, good)
    answer = cli("serve", "--port", "0")
    assert (answer.code, said in answer.err) == (2, True), answer.err
