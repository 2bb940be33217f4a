"""The words of enquiries."""

from __future__ import annotations

# Whether an enquiry counts (ST-4).
ENQUIRY_KINDS = {
    "enquiry_received": "Counted",
    "enquiry_repeated": "Not counted: repeats another",
    "further": "Further contact on an open journey",
}
