"""English left on pages that are Japanese: two or more Latin words in a row, in sight or read aloud."""

import re
from html.parser import HTMLParser
from typing import Any

SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title")
"""Attributes that are read aloud or shown."""
UNSEEN = {"script", "style", "template", "noscript", "svg"}
WORDS = re.compile(r"[A-Za-z][a-z'’]+(?:[ ,]+[A-Za-z][a-z'’]+)+")
"""At least two words of at least two letters: one alone may be a name (PDF, JR, Wagtail)."""


class _Seen(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        if tag in UNSEEN:
            self._unseen.append(tag)
        given = dict(attrs)
        self.texts += [given[name] for name in SPOKEN if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.texts.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data)


def english(html: str) -> list[str]:
    """Runs of Latin words in what a reader of `html` sees or hears, each once."""
    seen = _Seen()
    seen.feed(html)
    found = (match.group() for text in seen.texts for match in WORDS.finditer(" ".join(text.split())))
    return list(dict.fromkeys(found))
