"""Settings from the environment, read once and checked at the start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm.errors import Unusable

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"


@dataclass(frozen=True)
class Settings:
    """What the surroundings decide: where the data are, where jobs run, and how strict to be."""

    database_url: str
    redis_url: str | None
    secret_key: str
    environment: str  # development, test or production
    proxies: int = 0  # how many proxies of the council's own stand in front, each naming who asked it

    @property
    def production(self) -> bool:
        return self.environment == "production"


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings, or Unusable with the name of the variable and what it should hold."""
    given = os.environ if environ is None else environ
    environment = given.get("CRM_ENV", "development")
    if environment not in ("development", "test", "production"):
        raise Unusable(f"CRM_ENV is '{environment}': expected development, test or production")
    return Settings(
        database_url=_database_url(given.get("CRM_DATABASE_URL", "")),
        redis_url=given.get("CRM_REDIS_URL") or None,
        secret_key=_secret_key(given.get("CRM_SECRET_KEY", ""), environment),
        environment=environment,
        proxies=_proxies(given.get("CRM_PROXIES", "0")),
    )


def _proxies(given: str) -> int:
    if given in tuple("0123456789"):
        return int(given)
    raise Unusable(f"CRM_PROXIES is '{given}': expected how many proxies of yours stand in front, 0 to 9")


def _database_url(given: str) -> str:
    if not given:
        INSTANCE.mkdir(exist_ok=True)
        return f"sqlite:///{INSTANCE / 'hearth.db'}"
    if given.startswith(("postgresql:", "postgresql+psycopg:")):
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    if given.startswith("sqlite:"):
        return given
    raise Unusable("CRM_DATABASE_URL must begin with sqlite:/// or postgresql://")


def _secret_key(given: str, environment: str) -> str:
    if given:
        if environment == "production" and len(given) < 32:
            raise Unusable("CRM_SECRET_KEY must have at least 32 characters in production")
        return given
    if environment == "production":
        raise Unusable("CRM_SECRET_KEY must be set in production: a random text of 32 characters or more")
    INSTANCE.mkdir(exist_ok=True)
    kept = INSTANCE / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()
