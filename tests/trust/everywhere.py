"""Going everywhere, once for all tests of a process that only read what was found; and what it may not change."""

from __future__ import annotations

import hashlib

from crm.exchange.backup import rows
from crm.extensions import db, reading
from tests.crawling import Page, crawl
from tests.doors import CheckingClient

# What looking does write: that somebody looked, and that they are here.
OF_LOOKING = {"audit_entry", "audit_chain", "signed_in", "sign_in_attempt"}
STARTS = ("/", "/households", "/reports/quarterly", "/imports", "/enquiries", "/account", "/portal/")


def sums() -> dict[str, str]:
    """The checksum of each table, but for those that say who looked."""
    found = {}
    with reading(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name not in OF_LOOKING:
                digest = hashlib.sha256()
                for piece, _ in rows.pieces(connection, rows.shape_of(table)):
                    digest.update(piece)
                found[table.name] = digest.hexdigest()
        connection.rollback()
    return found


def everywhere(browser: CheckingClient) -> list[Page]:
    """Each page that somebody can reach. That looking at them changed nothing is seen too (T26)."""
    before = sums()
    pages = list(crawl(browser, STARTS))
    assert sums() == before
    return pages


_managers: list[Page] = []


def everything(manager: CheckingClient) -> list[Page]:
    """What the manager of tests/trust/conftest.py sees: it is the same each time, and kept from the first."""
    if not _managers:
        _managers.extend(everywhere(manager))
    return _managers
