"""The table of who may do what. `crm.access` asks it at every door, and menus ask it what to offer."""

from __future__ import annotations

from collections.abc import Mapping

from crm.actor import Role
from crm.fields import FIELDS

_CASEWORK = frozenset({Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER})
_COUNTING = frozenset({Role.ANALYST, Role.GOVERNANCE})
_EVERYBODY = frozenset(Role) - {Role.PUBLIC, Role.SYSTEM}

# What each role may do; which fields it sees of what it opens is in crm/fields.py. A panel member opens the packs
# of their own panel and nothing else, governance the audit, the administrator of the system no case, save in an
# emergency the one that a manager has agreed to (commands/emergencies.py). A hub sees
# the households that its agencies share (reads/sharing.py), and figures without the households behind them.
MAY: Mapping[str, frozenset[Role]] = {
    "account.own": _EVERYBODY,
    "account.phone": _CASEWORK,  # whom carers call
    "account.morning_mail": _CASEWORK,  # whose page of today it counts
    "pipeline.view": _CASEWORK | {Role.DECISION_MAKER, Role.HUB},
    "today.view": _CASEWORK,
    "clocks.view": _CASEWORK | {Role.DECISION_MAKER},
    "pipeline.acts": _CASEWORK,
    "pipeline.share": _CASEWORK | {Role.DECISION_MAKER},
    "households.view": _CASEWORK | {Role.DECISION_MAKER, Role.HUB},
    "households.create": _CASEWORK | {Role.HUB},
    "households.edit": _CASEWORK,
    "households.address": FIELDS["address"].asked_for_by,
    "households.record": _CASEWORK,
    "households.placements": FIELDS["placed children"].seen_by,
    "households.place": _CASEWORK,
    "homes.view": _CASEWORK,
    "households.contact": _CASEWORK,
    "visits.view": _CASEWORK,
    "visits.calendar": _CASEWORK,
    "documents.view": FIELDS["document"].seen_by,
    "households.documents": _CASEWORK,
    "households.profile": FIELDS["home"].seen_by - {Role.CARER},
    "households.special": FIELDS["ethnicity"].asked_for_by,
    "checks.chase": _CASEWORK,
    "checks.view": _CASEWORK | {Role.DECISION_MAKER},
    "checks.record": _CASEWORK,
    "checks.results": FIELDS["check result"].asked_for_by,
    "checks.override": frozenset({Role.MANAGER}),
    "households.duplicates": _CASEWORK,
    "households.propose_merge": _CASEWORK,
    "households.merge": frozenset({Role.MANAGER}),
    "households.decide": frozenset({Role.MANAGER, Role.DECISION_MAKER}),
    "households.correct": _CASEWORK,
    "events.correct": _CASEWORK | {Role.DECISION_MAKER},
    "households.export": frozenset({Role.MANAGER}),
    "exports.view": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "exports.settle": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "households.hand_over": frozenset({Role.MANAGER}),
    "concerns.view": FIELDS["allegations"].asked_for_by,
    "concerns.record": FIELDS["allegations"].asked_for_by,
    "concerns.correct": frozenset({Role.MANAGER}),
    "concerns.export": frozenset({Role.MANAGER}),
    "employers.view": _CASEWORK | {Role.DECISION_MAKER, Role.ANALYST},
    "employers.manage": frozenset({Role.OFFICER, Role.MANAGER}),
    # Whom a hub hands to its councils: of the council those who recruit, of the hub its coordinator.
    "handovers.view": frozenset({Role.OFFICER, Role.MANAGER, Role.HUB}),
    "handovers.answer": frozenset({Role.OFFICER, Role.MANAGER}),
    "handovers.route": frozenset({Role.HUB}),
    "handovers.export": frozenset({Role.MANAGER, Role.HUB}),
    "leave.view": _CASEWORK,
    "leave.record": _CASEWORK,
    "employers.contacts": _CASEWORK,  # whom one talks to there: people, whom counting needs no names of
    "retention.view": _CASEWORK,
    "supervision.view": _CASEWORK,
    "holds.view": _CASEWORK,
    "reviews.view": _CASEWORK | {Role.DECISION_MAKER},
    "register.view": _CASEWORK | {Role.DECISION_MAKER},
    "kinship.view": _CASEWORK | {Role.DECISION_MAKER},
    "schemes.view": _CASEWORK | {Role.DECISION_MAKER},
    "lodgings.view": _CASEWORK | {Role.DECISION_MAKER},
    "staying_put.view": FIELDS["placed children"].seen_by,
    "transfers.view": _CASEWORK | {Role.DECISION_MAKER},
    "parent_and_child.view": _CASEWORK | {Role.DECISION_MAKER},
    "skills.view": FIELDS["placed children"].seen_by,
    "skills.record": _CASEWORK,
    "skills.decide": frozenset({Role.MANAGER}),
    "households.looks": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "reports.view": _CASEWORK | _COUNTING | {Role.DECISION_MAKER, Role.HUB},
    "reports.share": _CASEWORK | {Role.DECISION_MAKER, Role.ANALYST},  # views that a team saves
    "reports.files": _CASEWORK | _COUNTING | {Role.DECISION_MAKER, Role.HUB},  # whoever sees one has it made
    "reports.households": _CASEWORK | {Role.DECISION_MAKER},
    # Whole reports as counted, and the list behind every figure (trust.md 5.2). Others have the published copy.
    "reports.unsuppressed": frozenset({Role.MANAGER, Role.DECISION_MAKER}),
    "reports.funnel": frozenset({Role.OFFICER, Role.MANAGER, Role.DECISION_MAKER}),
    "reports.hubs": frozenset({Role.HUB, Role.MANAGER, Role.DECISION_MAKER}),
    "reports.periods": _CASEWORK | {Role.DECISION_MAKER, Role.HUB},
    "reports.freeze": frozenset({Role.MANAGER, Role.HUB}),
    "mailing.own": _CASEWORK | _COUNTING | {Role.DECISION_MAKER, Role.HUB},  # who reads reports
    "mailing.settle": frozenset({Role.MANAGER}),  # for the staff
    "targets.set": frozenset({Role.MANAGER}),  # and priorities
    "priorities.review": _CASEWORK | {Role.DECISION_MAKER},  # one's own; a manager any
    "audit.view": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "audit.export": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "imports.view": frozenset({Role.OFFICER, Role.MANAGER}),
    "imports.preview": frozenset({Role.OFFICER, Role.MANAGER}),
    "imports.load": frozenset({Role.MANAGER}),
    "imports.undo": frozenset({Role.MANAGER}),
    "staff.view": frozenset({Role.MANAGER, Role.ADMIN}),
    "staff.invite": frozenset({Role.MANAGER, Role.ADMIN}),
    "staff.roles": frozenset({Role.MANAGER}),
    "staff.accounts": frozenset({Role.MANAGER, Role.ADMIN}),
    "emergency.view": frozenset({Role.ADMIN, Role.MANAGER, Role.GOVERNANCE}),
    "emergency.ask": frozenset({Role.ADMIN}),
    "emergency.agree": frozenset({Role.MANAGER}),
    "emergency.settle": frozenset({Role.ADMIN, Role.MANAGER}),
    "emergency.look": frozenset({Role.ADMIN}),
    "panel.open": _CASEWORK | {Role.DECISION_MAKER, Role.PANEL},
    "panel.packs": frozenset({Role.PANEL}),
    "panel.view": _CASEWORK | {Role.DECISION_MAKER},
    "panel.list": _CASEWORK,
    "panel.manage": frozenset({Role.MANAGER}),
    "jobs.view": frozenset({Role.MANAGER, Role.ADMIN}),
    "jobs.mend": frozenset({Role.MANAGER, Role.ADMIN}),
    # Campaigns name nobody. An analyst has the totals; a hub what its councils do together (trust.md 5.2).
    "campaigns.view": _CASEWORK | {Role.DECISION_MAKER, Role.HUB, Role.ANALYST},
    "campaigns.change": _CASEWORK | {Role.HUB},
    "evenings.guests": _CASEWORK | {Role.HUB},  # who booked, with how to reach them
    "agencies.view": frozenset({Role.ADMIN}),
    "agencies.change": frozenset({Role.ADMIN}),
    "settings.view": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "settings.change": frozenset({Role.MANAGER}),
    "api_keys.view": frozenset({Role.MANAGER, Role.HUB}),
    "api_keys.change": frozenset({Role.MANAGER, Role.HUB}),
    "range_requests.view": _CASEWORK,
    "range_requests.answer": _CASEWORK,
    "details.view": _CASEWORK,
    "details.answer": _CASEWORK,
    "widening.view": _CASEWORK,
    "widening.ask": _CASEWORK,
    "carer_accounts.view": _CASEWORK,
    "carer_accounts.invite": _CASEWORK,
    "carer_accounts.close": frozenset({Role.MANAGER}),
    "portal.view": frozenset({Role.CARER}),
    "portal.ask": frozenset({Role.CARER}),
}
