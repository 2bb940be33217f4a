"""Mail by GOV.UK Notify, through its own client. One template of the council's serves every letter: its subject
is ((subject)) and its message ((body)).

Notify remembers for seven days what it was given under which reference: a letter whose sending was cut off is asked
for before it is sent again, so that it goes once. Only where Notify took it and has not yet listed it, the same
second, could it go twice.
"""

from __future__ import annotations

import logging

from notifications_python_client.notifications import NotificationsAPIClient

from crm.config import NotifySettings
from crm.exchange.mail import Letter

PATIENCE = 20  # seconds for Notify to answer

# It would write into our log what Notify says of an address, which may be somebody's (T38). We log the failure.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


class Notify:
    """GOV.UK Notify, by the council's own key."""

    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings

    def send(self, letter: Letter) -> None:
        """Give a letter to Notify, unless an earlier attempt already did."""
        known = self._settings
        client = NotificationsAPIClient(known.key, base_url=known.url, timeout=PATIENCE)
        try:
            if letter.again and letter.reference and _has(client, letter.reference):
                return
            client.send_email_notification(
                email_address=letter.to,
                template_id=known.template,
                personalisation={"subject": letter.subject, "body": letter.text},
                reference=letter.reference or None,
            )
        finally:
            client.request_session.close()


def _has(client: NotificationsAPIClient, reference: str) -> bool:
    return bool(client.get_all_notifications(template_type="email", reference=reference)["notifications"])
