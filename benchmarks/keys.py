# ruff: noqa: T201, S101, S603, D103 - a tool for a terminal
"""Sealing ten thousand people anew with a new key, killed half-way and taken up again; and what a reading costs.

usage: .venv/bin/python benchmarks/keys.py [people]      on SQLite, or on DATABASE_URL. Made-up people in a database of its own.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
HOME = Path(os.environ.get("KEYS_BENCHMARK") or tempfile.mkdtemp(prefix="kurashigoto-keys-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "KURASHIGOTO_VAR": str(HOME / "var"),
    "KURASHIGOTO_KEY_FILE": str(HOME / "safe" / "keys"),
    "KEYS_BENCHMARK": str(HOME),
}
READINGS = 200


def fill(people: int) -> Any:
    """A migrated database with `people` invented people of one coordinator; the coordinator."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.db import transaction

    from base.models import User
    from volunteers.models import Person, WorkConditions
    from volunteers.search import file_under

    (HOME / "var").mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    actor = User.objects.create_user(f"coordinator-{time.time_ns()}")
    actor.groups.add(*Group.objects.filter(permissions__codename="support_person"))
    with transaction.atomic():
        for number in range(people):
            person = Person._base_manager.create(
                main_supporter=actor,
                call_name=f"ひと{number}",
                family_name=f"見本{number % 97}",
                given_name=f"名{number % 89}",
                family_name_kana=f"みほん{number % 97}",
                given_name_kana=f"な{number % 89}",
                phone=f"0154{number:06}",
                own_words="静かなところで、少しずつ始めたい。" * 3,
                strengths="手先が器用",
            )
            WorkConditions._base_manager.create(person=person)
            person.team.add(actor)
            file_under(person)
    return actor


def rotation() -> subprocess.Popen[bytes]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    command = [sys.executable, str(ROOT / "manage.py"), "rotate_keys"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment | {"PYTHONUNBUFFERED": "1"})


def served_meanwhile(running: subprocess.Popen[bytes], client: Any, address: str) -> int:
    """How often a person's page was asked for and shown while the keys were changed."""
    shown = 0
    while running.poll() is None:
        answer = client.get(address)
        assert answer.status_code == 200, answer
        shown += 1
        time.sleep(0.05)
    return shown


def cost_of_a_reading(actor: Any, person: Any) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds of writing one entry of the log about one person."""
    from base import audit

    taken = []
    for _ in range(READINGS):
        began = time.perf_counter()
        audit.record(actor=actor, action="view", what="desk_person", people=[(person.pk, "team")])
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), sorted(taken)[int(READINGS * 0.95)]


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from base import audit
    from base.sealing.rotation import left_to_do
    from base.tests.signing_in import force_login_with_code
    from volunteers.models import Person
    from volunteers.scopes import reading_as

    settings.SEALING_KEYS = ""  # the ring of the file, as the product has it
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    began = time.perf_counter()
    actor = fill(people)
    print(f"{people} people registered in {time.perf_counter() - began:.1f} s", flush=True)
    with reading_as(actor):
        person = Person.objects.first()

    first = rotation()
    assert first.stdout
    first.stdout.readline()  # the first rows are done
    first.send_signal(signal.SIGKILL)
    first.wait()
    print(f"killed after its first rows: {left_to_do()} rows still under the old key", flush=True)
    client = Client()
    force_login_with_code(client, actor)
    began = time.perf_counter()
    second = rotation()
    shown = served_meanwhile(second, client, reverse("desk_people"))
    print(
        f"taken up again: {time.perf_counter() - began:.1f} s to the end, {shown} pages shown meanwhile, "
        f"{left_to_do()} left, exit code {second.returncode}",
        flush=True,
    )
    began = time.perf_counter()
    assert rotation().wait() == 0
    print(f"a whole rotation without a kill: {time.perf_counter() - began:.1f} s, {left_to_do()} left")
    median, slow = cost_of_a_reading(actor, person)
    print(f"one entry of the log of readings: median {median:.1f} ms, 95 % below {slow:.1f} ms")
    print(f"log of readings: {len(list(audit.faults()))} faults in {audit.head().number} entries")


if __name__ == "__main__":
    main()
