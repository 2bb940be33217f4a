"""On which databases a test runs: on both, unless this table says why one is enough.

SQL that differs, locks, triggers, migrations, imports, reports and backups run on both. The rest is decided by no
database, and its seconds would be spent twice for nothing. `--everywhere` runs all of it on both all the same.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

TESTS = Path(__file__).resolve().parent


class Which(Enum):
    """Of the databases that --databases names, SQLite before PostgreSQL."""

    FIRST = "the first, which answers sooner"
    LAST = "the last, which is the stricter"
    BOTH = "each"


PAGES = "what a page says and asks: what it reads and writes is tested in reads, reports and commands on the other"
SQL = "searches, orders or locks in ways of its own"
OWN_WRITES = "the only tests of what its commands write, which are the stricter database's to take"
ACCOUNT = "who is let in and what they are told: no SQL of its own beyond a row by its number"
WALK = "the same on every route, and minutes; test_t30_no_sql opens every page on the other"
STORY = "what a manager does from one end to the other"

# The longest path that fits says it.
TABLE: dict[str, tuple[Which, str]] = {
    "": (Which.BOTH, "SQL differs"),
    "forms": (Which.FIRST, "questions, without a database"),
    "pages": (Which.FIRST, PAGES),
    **dict.fromkeys(
        (
            "pages/test_campaigns.py",
            "pages/test_evenings.py",
            "pages/test_handovers.py",
            "pages/test_through_the_hub.py",
            "pages/test_carer_register.py",
            "pages/test_chased_beside_a_call.py",
            "pages/test_chasing.py",
            "pages/test_employers.py",
            "pages/test_enquiry_list.py",
            "pages/test_feeds.py",
            "pages/test_grid.py",
            "pages/test_homes.py",
            "pages/test_keep_warm.py",
            "pages/test_merging.py",
            "pages/test_ofsted_return.py",
            "pages/test_outside_terms.py",
            "pages/test_panel_list.py",
            "pages/test_portal_accounts.py",
            "pages/test_promised_calls.py",
            "pages/test_some_ages.py",
            "pages/test_visits.py",
            "pages/test_visits_put_right.py",
            "pages/test_within_the_terms_again.py",
            "pages/test_widening.py",
        ),
        (Which.BOTH, SQL),
    ),
    **dict.fromkeys(
        (
            "pages/test_after_the_visit.py",
            "pages/test_what_visits_mean.py",
            "pages/test_agencies.py",
            "pages/test_assessments.py",
            "pages/test_assessors.py",
            "pages/test_contacts.py",
            "pages/test_could_be.py",
            "pages/test_decision_letters.py",
            "pages/test_documents.py",
            "pages/test_enquire.py",
            "pages/test_letters.py",
            "pages/test_messages.py",
            "pages/test_own_details.py",
            "pages/test_own_documents.py",
            "pages/test_own_friend.py",
            "pages/test_own_leaving.py",
            "pages/test_own_review.py",
            "pages/test_own_skills.py",
            "pages/test_own_training.py",
            "pages/test_own_wishes.py",
            "pages/test_parted.py",
            "pages/test_parted_accounts.py",
            "pages/test_parted_carers.py",
            "pages/test_parted_steps.py",
            "pages/test_asked_for_each_journey.py",
            "pages/test_closed_as_a_duplicate.py",
            "pages/test_preparation.py",
            "pages/test_priorities.py",
            "pages/test_profiles.py",
            "pages/test_range_beneath.py",
            "pages/test_range_requests.py",
            "pages/test_report_workbook.py",
            "pages/test_shared_courses.py",
            "pages/test_statements.py",
            "pages/test_targets.py",
            "pages/test_views.py",
        ),
        (Which.LAST, OWN_WRITES),
    ),
    "commands": (Which.LAST, "pages carry out the same commands on the first"),
    "guards": (Which.FIRST, "what the code is, not what a database answers"),
    "guards/test_backups.py": (Which.BOTH, "an old backup is restored"),
    "guards/test_migrations.py": (Which.BOTH, "every migration"),
    "demo/test_backup.py": (Which.LAST, "copied out of one kind into the other, where test_demonstration loads it"),
    "demo/test_demonstration.py": (Which.FIRST, "what is in it; test_backup loads it in the other"),
    "demo/test_diary.py": (Which.FIRST, "what is in it"),
    "exchange/test_against_a_plain_count.py": (Which.LAST, "counted; test_any_history loads and undoes on both"),
    "exchange/test_papers.py": (Which.FIRST, "how a report is written down"),
    "cli/test_accounts.py": (Which.FIRST, ACCOUNT),
    "cli/test_damaged_backup.py": (Which.FIRST, "what a damaged file says"),
    "cli/test_deadline.py": (Which.FIRST, "days are counted without a database"),
    "cli/test_import_refused.py": (Which.FIRST, "what is wrong with a row is no database's to say"),
    "cli/test_report.py": (Which.FIRST, "how a report is written down; its figures are tested on both in reports"),
    "jobs/test_killed_worker.py": (Which.LAST, "workers of their own"),
    "trust": (Which.FIRST, ACCOUNT),
    **dict.fromkeys(
        (
            "trust/test_oracles.py",
            "trust/test_requests.py",
            "trust/test_t27_script.py",
            "trust/test_tricks.py",
            "trust/test_walk.py",
        ),
        (Which.FIRST, WALK),
    ),
    "trust/test_t49_held.py": (Which.LAST, "rows that are locked, which SQLite has no need of"),
    "trust/test_t30_no_sql.py": (Which.LAST, "what is asked in bad faith is the stricter database's"),
    "trust/test_t47_own_account.py": (Which.BOTH, "an account of the database itself"),
    **dict.fromkeys(
        (
            "trust/test_append_only.py",
            "trust/test_chain.py",
            "trust/test_chain_upgrade.py",
            "trust/test_guesses.py",
            "trust/test_how_long.py",
            "trust/test_looks.py",
            "trust/test_looks_about.py",
            "trust/test_stale.py",
            "trust/test_t03_same_work.py",
            "trust/test_t10_unused_accounts.py",
            "trust/test_t42_public_form.py",
            "trust/test_t45_every_change.py",
            "trust/test_t57_names.py",
            "trust/test_together.py",
            "trust/test_waiting.py",
        ),
        (Which.BOTH, SQL),
    ),
    "browser": (Which.FIRST, "what is seen"),
    "browser/test_an_enquiry_finds_its_way.py": (Which.BOTH, STORY),
}


def of(path: Path) -> tuple[Which, str]:
    """Where the tests of a file run, and why."""
    within = path.resolve().relative_to(TESTS)
    named = next(str(each) for each in (within, *within.parents) if str(each) in TABLE or each == Path())
    return TABLE["" if named == "." else named]


def chosen(path: Path, wanted: list[str]) -> list[str]:
    """Of the databases that are wanted, those on which the tests of a file run."""
    which, _ = of(path)
    return {Which.FIRST: wanted[:1], Which.LAST: wanted[-1:], Which.BOTH: wanted}[which]
