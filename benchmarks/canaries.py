# ruff: noqa: T201, S101, S603, S607, D103 - a tool for a terminal
"""A made-up secret in every sealed column, then a search for each of them in everything that a thief could carry off.

usage: .venv/bin/python benchmarks/canaries.py      on SQLite, or on DATABASE_URL (an empty database of its own)

Looked through: database files and WAL (on PostgreSQL a plain dump), logs of a day's work with faults in it, media,
private files, caches, tasks, a backup, `dumpdata`. Exit code: 0 only when nothing was found, and when a copy in
clear that is laid out as a trap was found in every encoding.
"""

import base64
import html
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("CANARIES") or tempfile.mkdtemp(prefix="kurashigoto-canaries-"))
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "KURASHIGOTO_VAR": str(HOME / "var"),
    "KURASHIGOTO_KEY_FILE": str(HOME.with_name(HOME.name + "-keys") / "keys"),
    "CANARIES": str(HOME),
}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8, decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "Shift_JIS": lambda text: text.encode("cp932"),
    "EUC-JP": lambda text: text.encode("euc_jp"),
    "\\u escapes": lambda text: text.encode("unicode_escape"),
    "HTML references": lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
    "percent": lambda text: urllib.parse.quote(text).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
}


def kanji(number: int) -> str:
    """One of the 2,965 kanji that every Japanese encoding has (JIS X 0208, from its row 16 on)."""
    return bytes((0xB0 + number // 94, 0xA1 + number % 94)).decode("euc_jp")


def secret(number: int) -> str:
    """Words that stand nowhere else: two kanji that tell the number, and a tail that base64 keeps whole."""
    return f"秘{kanji(number)}密{kanji(1000 + number)}語がひみつ"


def fill() -> None:
    """A row of every model with sealed columns, a secret in each; then pages, faults, jobs, dumps."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.conf import settings

    django.setup()
    settings.SEALING_KEYS = ""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    secrets = sow()
    (HOME.with_name(HOME.name + "-keys") / "sown").write_text("\n".join(secrets), encoding="utf-8")
    with (HOME / "dump.json").open("w", encoding="utf-8") as file:
        call_command("dumpdata", "--all", stdout=file)
    call_command("backup", to=HOME / "backups", verbosity=0)
    work(secrets)
    shutil.copytree(HOME / "var", HOME / "while-open")  # with the WAL, which goes when the last reader leaves


def sow() -> list[str]:
    """The secrets, one in every sealed column that takes words."""
    from django.db import IntegrityError, transaction

    from base.sealing.fields import SealedDateField, SealedJSONField
    from base.sealing.rotation import sealed_models
    from config.tests import rows

    secrets: list[str] = []
    for model, columns in sealed_models():
        for column in columns:
            if column.choices or isinstance(column, SealedDateField):
                continue
            word = secret(len(secrets))
            try:
                with transaction.atomic():
                    rows.MAKERS[model](
                        **{column.name: [word] if isinstance(column, SealedJSONField) else word}
                    )
            except IntegrityError:  # a column that goes together with another: it is sealed by the same code
                continue
            secrets.append(word)
    return [*secrets, put_away(secret(len(secrets)))]


def put_away(word: str) -> str:
    """A paper of words about somebody, in the private store."""
    from base.uploads import check
    from volunteers import actions
    from volunteers.scopes import reading_as
    from volunteers.tests import scene

    owner = scene.coordinator("who-files-papers")
    with reading_as(owner):
        person = scene.person(owner, "見本")
        actions.add_document(person, actor=owner, checked=check(word.encode()), kind="other", title="紙")
    return word


def work(secrets: list[str]) -> None:
    """A day at the desk: everybody's pages, searches for the secrets, forms that fail, a seal that was broken."""
    from django.db import connection
    from django.test import Client

    from base.tests.signing_in import force_login_with_code
    from volunteers.models import Person
    from volunteers.tests import scene

    client = Client(raise_request_exception=False)
    force_login_with_code(client, scene.chief())
    people = list(Person._base_manager.all())
    for person in people:
        for page in ("", "edit/", "openings/", "readers/", "no-such-page/"):
            client.get(f"/admin/people/{person.public_id}/{page}")
        client.post(f"/admin/people/{person.public_id}/edit/", {"call_name": "", "own_words": secrets[0]})
    for word in secrets:
        client.post("/admin/people/", {"name": word})
        client.post("/admin/people/emergency/", {"who": word, "reason": word, "is_danger": "on"})
        client.post("/consult/", {"text": word})
    for page in ("/admin/", "/admin/matches/", "/admin/consultations/", "/admin/people/"):
        client.get(page)
    with connection.cursor() as cursor:  # a fault on a page that holds everything else of the person
        cursor.execute("UPDATE volunteers_person SET strengths = 'broken' WHERE id = %s", [people[0].pk])
    assert client.get(f"/admin/people/{people[0].public_id}/").status_code == 500


def plain_dump(url: str) -> None:
    """What a thief of the PostgreSQL server would read."""
    with (HOME / "database.sql").open("wb") as file:
        subprocess.run(["pg_dump", "--format=plain", url], check=True, stdout=file)


def search(secrets: list[str]) -> tuple[int, int, list[str]]:
    """(files, bytes, what was found where). The trap is a file in which every secret stands in clear."""
    trap = HOME / "trap"
    trap.write_bytes(b"\n".join(code(word) for word in secrets for code in ENCODINGS.values()))
    files, size, found = 0, 0, []
    for path in sorted(path for path in HOME.rglob("*") if path.is_file()):
        content = path.read_bytes()
        files, size = files + 1, size + len(content)
        for word in secrets:
            for name, code in ENCODINGS.items():
                if code(word) in content or (
                    name == "HTML references" and html.escape(word).encode() in content
                ):
                    found.append(f"{path.relative_to(HOME)}: {word} as {name}")
    return files, size, found


def main() -> int:
    os.environ.update(ENVIRONMENT)
    (HOME / "var").mkdir(parents=True, exist_ok=True)
    with (HOME / "log").open("wb") as log:
        command = [sys.executable, str(Path(__file__)), "fill"]
        done = subprocess.run(
            command, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": "site"}, cwd=ROOT
        )
    if done.returncode:
        print((HOME / "log").read_text(encoding="utf-8", errors="replace")[-3000:])
        return 1
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        plain_dump(os.environ["DATABASE_URL"])
    sown = (HOME.with_name(HOME.name + "-keys") / "sown").read_text(encoding="utf-8").splitlines()
    files, size, found = search(sown)
    trapped = [line for line in found if line.startswith("trap: ")]
    leaks = [line for line in found if not line.startswith("trap: ")]
    print(
        f"{len(sown)} secrets, {len(ENCODINGS)} encodings, {files} files, {size / 1e6:.1f} MB: {len(leaks)} hits "
        f"(in the trap {len(trapped)} of {len(sown) * len(ENCODINGS)})"
    )
    print(*leaks[:40], sep="\n")
    return 0 if not leaks and len(trapped) == len(sown) * len(ENCODINGS) else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        fill()
    else:
        sys.exit(main())
