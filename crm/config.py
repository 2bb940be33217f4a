"""Settings from the environment, read once and checked at the start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from crm import own_files
from crm.errors import Unusable

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
NOTIFY = "https://api.notifications.service.gov.uk"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY_OF_NOTIFY = re.compile(rf".+-{_UUID.pattern}-{_UUID.pattern}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAKES_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
RUN = 8  # characters: by chance none comes twice in a key, nor does one of these
TYPED_KEYS = ("changeme", "changethis", "replaceme", "secretkey", "password", "abcdefgh", "12345678", "qwertyui")
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class Mail:
    """The council's own mail server, and whom mails are from. `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class NotifySettings:
    """GOV.UK Notify: the key of the council's own service, and the template by which every mail goes."""

    key: str = field(repr=False)
    template: str
    url: str


@dataclass(frozen=True)
class Council:
    """The council's own sign-in, by OpenID Connect: Entra ID, or another.

    `second_step` is whether it always asks for a second step itself, so that Hearth need not.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    second_step: bool = False


@dataclass(frozen=True)
class Settings:
    """What the surroundings decide: where the data are, where jobs run, and how strict to be."""

    database_url: str
    redis_url: str | None
    secret_key: str
    environment: str  # development, test or production
    proxies: int = 0  # how many proxies of the council's own stand in front, each naming who asked it
    base_url: str = "http://127.0.0.1:8000"  # what links in mails begin with; no header decides it (T31)
    mail: Mail | None = None
    notify: NotifySettings | None = None
    outbox: Path | None = None  # the folder of mails that neither of these two sends; unset: instance/outbox
    second_factor_required: bool = False  # of staff
    council: Council | None = None
    own_names_only: bool = False  # whether it answers only to the name of base_url and to the machine's own (T31)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def outbox_folder(self) -> Path:
        """Where mails are left that nothing sends."""
        return self.outbox or INSTANCE / "outbox"

    @property
    def hostname(self) -> str:
        """The name by which people ask for the service."""
        return urlsplit(self.base_url).hostname or ""


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings, or Unusable with the name of the variable and what it should hold."""
    given = os.environ if environ is None else environ
    environment = given.get("CRM_ENV", "development")
    if environment not in ("development", "test", "production"):
        raise Unusable(f"CRM_ENV is '{environment}': expected development, test or production")
    if environment == "production" and given.get("FLASK_DEBUG", "") not in ("", "0", "false"):
        raise Unusable("FLASK_DEBUG is set: in production it would show the program's insides to anybody")
    return Settings(
        database_url=_database_url(given.get("CRM_DATABASE_URL", "")),
        redis_url=given.get("CRM_REDIS_URL") or None,
        secret_key=_secret_key(given.get("CRM_SECRET_KEY", ""), environment),
        environment=environment,
        proxies=_proxies(given.get("CRM_PROXIES", "0")),
        base_url=_base_url(given.get("CRM_BASE_URL", ""), environment),
        mail=_mail(given, environment),
        notify=_notify(given, environment),
        outbox=Path(given["CRM_OUTBOX"]) if given.get("CRM_OUTBOX") else None,
        second_factor_required=_second_factor(given.get("CRM_SECOND_FACTOR", ""), environment),
        council=_council(given, environment),
        own_names_only=environment == "production",
    )


def served_at(settings: Settings, host: str, port: int, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of a service that listens here: its mails lead here too, where no CRM_BASE_URL says otherwise.

    Not in production, where people come by another name. What only this machine can reach answers to no other name:
    a page of somebody else's, whose name leads here, reads nothing (T31). Who listens everywhere has many names.
    """
    given = os.environ if environ is None else environ
    if settings.production:
        return settings
    settings = replace(settings, own_names_only=host in LOOPBACK)
    if given.get("CRM_BASE_URL") or not port:
        return settings
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - nothing is bound here: what a link says instead
    name = everywhere.get(host, f"[{host}]" if ":" in host else host)
    return replace(settings, base_url=f"http://{name}:{port}")


def _base_url(given: str, environment: str) -> str:
    if not given and environment != "production":
        return Settings.base_url
    parts = urlsplit(given)
    wanted = ("https",) if environment == "production" else ("http", "https")
    if parts.scheme not in wanted or not parts.hostname or parts.query or parts.fragment or parts.path.strip("/"):
        raise Unusable(
            f"CRM_BASE_URL is '{given}': expected the address of this service as people type it, "
            f"{wanted[-1]}://hearth.example, for the links in mails"
        )
    return given.rstrip("/")


def _mail(given: Mapping[str, str], environment: str) -> Mail | None:
    host, sender = given.get("CRM_MAIL_HOST", ""), given.get("CRM_MAIL_FROM", "")
    if not host and (environment != "production" or given.get("CRM_NOTIFY_KEY")):
        return None
    if not host:
        raise Unusable(
            "CRM_MAIL_HOST or CRM_NOTIFY_KEY must be set in production: "
            "invitations and forgotten passwords go by mail"
        )
    if "@" not in sender:
        raise Unusable(f"CRM_MAIL_FROM is '{sender}': expected the address that mails are from")
    security = given.get("CRM_MAIL_SECURITY", "starttls")
    if security not in MAIL_PORTS:
        raise Unusable(f"CRM_MAIL_SECURITY is '{security}': expected {', '.join(MAIL_PORTS)}")
    port = given.get("CRM_MAIL_PORT", str(MAIL_PORTS[security]))
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Unusable(f"CRM_MAIL_PORT is '{port}': expected the number of a port")
    user, password = given.get("CRM_MAIL_USER") or None, given.get("CRM_MAIL_PASSWORD") or None
    if user and security == "none":
        raise Unusable("CRM_MAIL_SECURITY is none: the password of CRM_MAIL_USER would travel in the open")
    return Mail(host, int(port), security, sender, user, password)


def _notify(given: Mapping[str, str], environment: str) -> NotifySettings | None:
    key = given.get("CRM_NOTIFY_KEY", "")
    if not key:
        return None
    template, url = given.get("CRM_NOTIFY_TEMPLATE", ""), given.get("CRM_NOTIFY_URL", "") or NOTIFY
    if not _KEY_OF_NOTIFY.fullmatch(key):
        raise Unusable("CRM_NOTIFY_KEY is not a key of GOV.UK Notify: a name, and two UUIDs, with hyphens between")
    if not _UUID.fullmatch(template):
        raise Unusable(
            f"CRM_NOTIFY_TEMPLATE is '{template}': expected the id of a template whose subject is ((subject)) and "
            "whose message is ((body))"
        )
    if urlsplit(url).scheme != "https" and environment == "production":
        raise Unusable(f"CRM_NOTIFY_URL is '{url}': expected an https address")
    return NotifySettings(key, template, url.rstrip("/"))


def _second_factor(given: str, environment: str) -> bool:
    if given not in ("", "required", "optional"):
        raise Unusable(f"CRM_SECOND_FACTOR is '{given}': expected required or optional")
    if given == "optional" and environment == "production":
        raise Unusable(
            "CRM_SECOND_FACTOR is 'optional': in production staff sign in with a second step. Leave it out, or set "
            "it to required"
        )
    return given == "required" or (given == "" and environment == "production")


def _proxies(given: str) -> int:
    if given in tuple("0123456789"):
        return int(given)
    raise Unusable(f"CRM_PROXIES is '{given}': expected how many proxies of yours stand in front, 0 to 9")


def _database_url(given: str) -> str:
    if not given:
        return f"sqlite:///{own_files.folder(INSTANCE) / 'hearth.db'}"
    if given.startswith(("postgresql:", "postgresql+psycopg:")):
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    if given.startswith("sqlite:"):
        return given
    raise Unusable("CRM_DATABASE_URL must begin with sqlite:/// or postgresql://")


def _council(given: Mapping[str, str], environment: str) -> Council | None:
    issuer = given.get("CRM_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    wanted = ("https",) if environment == "production" else ("http", "https")
    # Of the issuers that are everybody's, anybody could be anybody.
    shared = {"common", "organizations", "consumers"} & set(parts.path.split("/"))
    if parts.scheme not in wanted or not parts.hostname or shared:
        raise Unusable(
            f"CRM_OIDC_ISSUER is '{issuer}': expected the issuer of your own tenant, "
            "https://login.microsoftonline.com/<tenant>/v2.0"
        )
    client_id, secret = given.get("CRM_OIDC_CLIENT_ID", ""), given.get("CRM_OIDC_CLIENT_SECRET", "")
    if not client_id or not secret:
        raise Unusable("CRM_OIDC_CLIENT_ID and CRM_OIDC_CLIENT_SECRET go with CRM_OIDC_ISSUER")
    second_step = given.get("CRM_OIDC_SECOND_FACTOR", "")
    if second_step not in ("", "checked", "trusted"):
        raise Unusable(f"CRM_OIDC_SECOND_FACTOR is '{second_step}': expected checked or trusted")
    return Council(issuer, client_id, secret, second_step == "trusted")


def _could_be_guessed(key: str) -> bool:
    """Whether a key is short, of few characters, has a run of them twice, or a word that a person would type."""
    runs = [key[start : start + RUN] for start in range(len(key) - RUN + 1)]
    letters = "".join(each for each in key.casefold() if each.isalnum())
    typed = any(word in letters for word in TYPED_KEYS)
    return len(key) < 32 or len(set(key)) < 10 or len(set(runs)) < len(runs) or typed


def _secret_key(given: str, environment: str) -> str:
    if given:
        if environment == "production" and _could_be_guessed(given):
            raise Unusable(
                "CRM_SECRET_KEY must be a random text of at least 32 characters in production, with no words and "
                f"nothing that comes twice. This makes one: {MAKES_A_KEY}"
            )
        return given
    if environment == "production":
        raise Unusable("CRM_SECRET_KEY must be set in production: a random text of 32 characters or more")
    kept = own_files.folder(INSTANCE) / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()
