"""The words of endings: what kind they are, the proposal to end an approval, and the exit interview."""

from __future__ import annotations

ENDINGS = {
    "resigned": "Resignation",
    "terminated": "Ended by the service",
    "deceased": "Death of the carer",
    "transferred": "Transfer to another service",
    "permanence": "Permanence for the child: no carer was lost",
    "kinship_ended": "End of a kinship arrangement",
    "adjusted": "Correction of the books",
    "other": "De-registration",
}
INTERVIEWS = {
    "held": "It was held",
    "declined": "They did not want one",
    "no_reply": "They did not answer",
}
LEFT = {
    "separated": "They part",
    "resigned": "They stop fostering",
    "died": "The carer died",
}
AGAIN = {"yes": "Yes", "perhaps": "Perhaps", "no": "No"}
