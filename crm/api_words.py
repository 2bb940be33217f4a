"""Labels of what a key of another program opens."""

from __future__ import annotations

KEY_SCOPES = {
    "enquiries": "Send enquiries",
    "published": "Read published figures",
    "counted": "Read figures as counted",
    "references": "Read figures as counted, with references",
}
KEY_SCOPE_HINTS = {
    "enquiries": "For a website. It reads nothing.",
    "published": "For Power BI, Excel and other programs. Small numbers are not said, as in a published copy.",
    "counted": "Not for publication. Also each household's terms of approval, without saying whose they are.",
    "references": "Not for publication. Households are named by their references, and by nothing else.",
}
KEY_SCOPE_TAGS = {"enquiries": "blue", "published": "green", "counted": "yellow", "references": "yellow"}
