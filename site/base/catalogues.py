"""Message catalogues: English msgids in code and templates, Japanese in `locale/ja/LC_MESSAGES/django.po`.

`locale/wagtail/` holds our Japanese for Wagtail's own strings: it is compiled and its placeholders are
checked, but its msgids live in Wagtail, so they are never missing or unused here.
GNU gettext is not needed: Babel reads, writes and compiles the files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CODE = ("partners", "projects", "volunteers", "site")
"""Folders whose Python and templates hold msgids, apart from `templates/`."""
UNREAD = {"migrations", "tests", "__pycache__"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Key:
    """What a translation is found by: the msgid (the singular, where there is a plural) and its context."""

    msgid: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.msgid!r} ({self.context})" if self.context else repr(self.msgid)


def our_catalogue(root: Path = ROOT) -> Path:
    """The one catalogue that people edit."""
    return root / "locale" / "ja" / "LC_MESSAGES" / "django.po"


def catalogues(root: Path = ROOT) -> list[Path]:
    """Every catalogue of the product, Wagtail's included."""
    return sorted((root / "locale").glob("**/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """A catalogue from disk. Raises `babel.messages.pofile.PoFileError` on a line that is not PO."""
    with path.open("rb") as file:
        return read_po(file, locale="ja", abort_invalid=True)


def compile_all(root: Path = ROOT) -> list[Path]:
    """Writes the `.mo` beside every catalogue that is newer than its own, and returns those written."""
    stale = [path for path in catalogues(root) if not is_compiled(path)]
    for path in stale:
        compiled = BytesIO()
        write_mo(compiled, read(path))
        unfinished = path.with_suffix(".mo.unfinished")
        unfinished.write_bytes(compiled.getvalue())
        unfinished.replace(path.with_suffix(".mo"))  # in one step: a running server may be reading it
    return stale


def is_compiled(path: Path) -> bool:
    """Whether the compiled catalogue is there and not older than its source."""
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Every Python file and template that may hold a msgid, in a fixed order."""
    for folder in (*CODE, "templates"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not UNREAD & set(path.relative_to(root).parts):
                yield path


def msgids(root: Path = ROOT) -> dict[Key, tuple[str, ...]]:
    """Every msgid in use, with its ids as a catalogue wants them: (singular,) or (singular, plural)."""
    found: dict[Key, tuple[str, ...]] = {}
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = as_python(text, origin=str(path))
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            ids = (message,) if isinstance(message, str) else tuple(message)
            key = Key(ids[0], context or "")
            found[key] = max(found.get(key, ()), ids, key=len)
    return found


def as_python(template: str, *, origin: str) -> str:
    """A template as calls of gettext that Python can tokenize. Indentation means something to Python and
    nothing to a template; the msgids themselves are escaped literals on one line, so stripping is safe."""
    return "\n".join(line.strip() for line in templatize(template, origin=origin).splitlines())


def key_of(message: Message) -> Key:
    """The key of a catalogue's entry."""
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return Key(msgid, message.context or "")


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """A catalogue's entries without its header."""
    return {key_of(message): message for message in catalogue if message.id}


def synchronise(root: Path = ROOT) -> tuple[list[Key], list[Key]]:
    """Brings our catalogue in line with the code: adds what is missing (empty), drops what nothing uses.

    Returns both lists. Translations that are still in use stay as they are.
    """
    path = our_catalogue(root)
    catalogue = read(path) if path.exists() else Catalog(locale="ja", project="kurashigoto", fuzzy=False)
    have, want = entries(catalogue), msgids(root)
    missing, unused = sorted(want.keys() - have.keys()), sorted(have.keys() - want.keys())
    for key in unused:
        catalogue.delete(key.msgid, context=key.context or None)
    for key in missing:
        ids = want[key]
        flags = {"python-format"} if "%(" in key.msgid else set()
        catalogue.add(ids if len(ids) > 1 else ids[0], context=key.context or None, flags=flags)
    written = BytesIO()
    write_po(written, catalogue, sort_output=True, width=110, no_location=True, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())
    return missing, unused


def faults(root: Path = ROOT) -> list[str]:
    """What keeps the product from being shown wholly in Japanese, one sentence each; empty when nothing does."""
    path = our_catalogue(root)
    have, want = entries(read(path)) if path.exists() else {}, msgids(root)
    found = [f"missing: {key}" for key in sorted(want.keys() - have.keys())]
    found += [f"unused: {key}" for key in sorted(have.keys() - want.keys())]
    found += [f"untranslated: {key}" for key, message in have.items() if not all(translations(message))]
    found += [f"fuzzy: {key}" for key, message in have.items() if message.fuzzy]
    for each in catalogues(root):
        found += [
            f"placeholders differ: {key} in {each.relative_to(root)}"
            for key, message in entries(read(each)).items()
            if not placeholders_agree(message)
        ]
    return found


def translations(message: Message) -> tuple[str, ...]:
    """The Japanese of an entry: one form, or as many as it has plurals."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def placeholders_agree(message: Message) -> bool:
    """Whether each translation names exactly the values that its msgid (or its plural) names. A value that is
    missing is lost to the reader; one that does not exist ends the page with an error."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    allowed = {placeholders(msgid) for msgid in ids}
    return all(placeholders(string) in allowed for string in translations(message) if string)


def placeholders(text: str) -> frozenset[str]:
    """`%(name)s`, `%s` and `{name}` in a string; the sign of a percentage (`%%`) is not one."""
    return frozenset(match.group() for match in PLACEHOLDER.finditer(text.replace("%%", "")))
