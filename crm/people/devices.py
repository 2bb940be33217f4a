"""A browser in plain words, for people to recognise their own: never enough to tell one person from another."""

from __future__ import annotations

# In the order in which they are looked for: Edge calls itself Chrome too, and Chrome calls itself Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrom": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


def said(user_agent: str) -> str:
    """'Firefox on Windows', of what a browser says of itself; 'Another browser' where it says nothing known."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "Another browser")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), None)
    return f"{browser} on {system}" if system else browser
