"""A browser in words. What it says of itself in full is not kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SYSTEMS = (
    ("iPhone", gettext_noop("an iPhone")),
    ("iPad", gettext_noop("an iPad")),
    ("Android", gettext_noop("an Android phone")),
    ("Windows", gettext_noop("a Windows computer")),
    ("Macintosh", gettext_noop("a Mac")),
    ("CrOS", gettext_noop("a Chromebook")),
    ("Linux", gettext_noop("a Linux computer")),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(user_agent: str) -> str:
    """ "Windows/Edge", from what a browser says of itself; "" where nothing is understood."""
    system = next((name for name, _words in SYSTEMS if name in user_agent), "")
    browser = next((shown for name, shown in BROWSERS if name in user_agent), "")
    return f"{system}/{browser}" if system or browser else ""


def device_in_words(device: str) -> str:
    """The same as people read it."""
    system, _slash, browser = device.partition("/")
    words = _(dict(SYSTEMS)[system]) if system in dict(SYSTEMS) else _("an unknown device")
    return f"{words}（{browser}）" if browser else words
