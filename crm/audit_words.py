"""What the audit calls what people did, and what one may look for in it."""

from __future__ import annotations

ACTIONS = {
    "household.view": "Looked",
    "address.show": "Asked for the address",
    "portal.view": "Looked in the portal",
    "household.create": "Made the household",
    "household.edit": "Changed its people",
    "event.record": "Recorded",
    "event.correct": "Put right",
    "household.list": "Saw a list",
    "figure.list": "Saw the list behind a figure",
    "figure.export": "Took the list behind a figure in a file",
    "figure.restated": "Saw what changed a report",
    "household.export": "Took a list in a file",
    "upload.take": "Sent a tracker file",
    "upload.erase": "Erased a tracker file",
    "import.load": "Loaded an import",
    "import.undo": "Took an import back",
    "user.add": "Opened an account",
    "user.close": "Closed an account",
    "agency.add": "Added a council",
    "sign_in": "Signed in",
    "sign_in.limit": "Tried to sign in too often",
    "sign_out": "Signed out",
    "access": "Tried a page of another role",
    "audit.view": "Looked in the audit",
    "audit.export": "Took the audit in a file",
}

# --- What one looks for, in the words of a filter.
LOOKED_FOR = {
    "records": "Looks at a household",
    "address": "Asking for an address",
    "lists": "Lists and files",
    "changes": "Changes",
    "doors": "Signing in and out",
    "refused": "What was refused",
}
