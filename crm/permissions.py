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
    "households.documents": FIELDS["document"].seen_by,
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
    "households.export": frozenset({Role.MANAGER}),
    "households.hand_over": frozenset({Role.MANAGER}),
    "concerns.view": FIELDS["allegations"].asked_for_by,
    "concerns.record": FIELDS["allegations"].asked_for_by,
    "concerns.export": frozenset({Role.MANAGER}),
    "retention.view": _CASEWORK,
    "supervision.view": _CASEWORK,
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
    "reports.households": _CASEWORK | {Role.DECISION_MAKER},
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
    "agencies.view": frozenset({Role.ADMIN}),
    "agencies.change": frozenset({Role.ADMIN}),
    "settings.view": frozenset({Role.MANAGER, Role.GOVERNANCE}),
    "settings.change": frozenset({Role.MANAGER}),
    "api_keys.view": frozenset({Role.MANAGER, Role.HUB}),
    "api_keys.change": frozenset({Role.MANAGER, Role.HUB}),
    "portal.view": frozenset({Role.CARER}),
}
