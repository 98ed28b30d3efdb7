"""Processes that write through the product's own verbs, say what was acknowledged, and are killed at any moment.

A writer notes what it was told is done in a file of its own, forced to the disk after the commit. Whatever such a
line says must be in the database afterwards, whole; what stands in no line may be there or not, but never in halves.
"""

import itertools
import json
import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django_scopes import scopes_disabled

from base import audit, clock
from base.models import AuditEntry, Move, User
from base.states import MoveRefused, Stateful
from partners.actions import hear, start_carving, submit_need
from partners.models import Need, NeedNews, Partner
from partners.models.needs import NeedState
from projects.models import Opening
from volunteers import actions
from volunteers.models import Match, Person, Placement
from volunteers.models.matches import MatchState
from volunteers.models.placements import LIVE_PLACEMENT_STATES, PlacementState
from volunteers.scopes import reading_as
from volunteers.tests import scene

PLACES = 6
PEOPLE = 12


@dataclass
class Writers:
    """A coordinator's centre in which several processes write at once."""

    actor: User
    host: Partner
    opening: Opening
    folder: Path
    seed: int
    processes: list[int] = field(default_factory=list)
    started: int = 0

    @classmethod
    @transaction.atomic
    def of(cls, folder: Path, seed: int) -> "Writers":
        """Set up, with nobody writing yet."""
        actor = scene.coordinator()
        opening = scene.opening(actor, places=PLACES)
        for number in range(PEOPLE):
            scene.proposed(scene.person(actor, f"{number}さん"), opening, actor)
        return cls(actor, opening.partner, opening, folder, seed)

    # --- life and death ---

    def start(self) -> None:
        """One more process that writes until it is killed."""
        self.started += 1
        connections.close_all()  # a connection must not be shared with a child
        child = os.fork()
        if child == 0:
            try:
                _Writer(self, self.started).write_for_ever()
            finally:
                os._exit(1)  # reached only by an error that no writer may meet
        self.processes.append(child)

    def kill(self, process: int) -> None:
        """SIGKILL; nothing in the process has a chance to tidy up. Raises AssertionError if it had died before."""
        os.kill(process, signal.SIGKILL)
        status = os.waitpid(process, 0)[1]
        self.processes.remove(process)
        assert os.WIFSIGNALED(status), f"a writer ended by itself: {status}"

    def kill_all(self) -> None:
        for process in list(self.processes):
            self.kill(process)

    def die_and_begin_anew(self, kills: int, *, at_once: int, longest: float = 0.3) -> None:
        """So many kills, each at a moment of chance, of one of `at_once` writers."""
        chance = random.Random(self.seed)  # noqa: S311 - the same moments every time
        try:
            while len(self.processes) < at_once:
                self.start()
            for _ in range(kills):
                time.sleep(chance.uniform(0.0, longest))
                self.kill(chance.choice(self.processes))
                self.start()
        finally:
            self.kill_all()

    # --- what must be there ---

    def acknowledged(self) -> list[dict[str, Any]]:
        """Every whole line of every writer. A line that was cut off by a kill was not said."""
        lines = [
            line for path in sorted(self.folder.glob("*.said")) for line in path.read_text().splitlines(True)
        ]
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def lost(self, said: list[dict[str, Any]], using: str = DEFAULT_DB_ALIAS) -> list[dict[str, Any]]:
        """The acknowledged writes that the database does not hold."""
        needs = {str(token) for token in Need.objects.using(using).values_list("posted_token", flat=True)}
        people = {str(t) for t in Person._base_manager.using(using).values_list("posted_token", flat=True)}
        moves = set(Move.objects.using(using).values_list("subject_type", "subject_id", "to_state"))
        entries = set(AuditEntry.objects.using(using).values_list("number", "digest"))
        kept: dict[str, Callable[[dict[str, Any]], bool]] = {
            "need": lambda line: line["token"] in needs,
            "person": lambda line: line["token"] in people,
            "reading": lambda line: (line["number"], line["digest"]) in entries,
            "move": lambda line: (line["of"], line["pk"], line["to"]) in moves,
        }
        return [line for line in said if not kept[line["what"]](line)]


class _Writer:
    """What one child process does."""

    def __init__(self, scenery: Writers, number: int) -> None:
        self.at, self.chance = scenery, random.Random(f"{scenery.seed} {number}")  # noqa: S311
        path = scenery.folder / f"{number}.said"
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write_for_ever(self) -> None:
        deeds = [
            self.send_need,
            self.take_need_up,
            self.register,
            self.agree,
            self.agree,
            self.free_a_place,
            self.look,
        ]
        while True:
            with reading_as(self.at.actor):
                try:
                    self.chance.choice(deeds)()
                except (MoveRefused, ValidationError, IntegrityError):
                    continue  # somebody was first, and this one was told

    def say(self, **line: Any) -> None:
        os.write(self.file, json.dumps(line).encode() + b"\n")
        os.fsync(self.file)

    def say_moved(self, record: Any, to: str) -> None:
        self.say(what="move", of=record._meta.label_lower, pk=record.pk, to=to)

    def token(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def one_of(self, rows: Any) -> Any:
        found = list(rows.order_by("?")[:1])
        if not found:
            raise MoveRefused
        return found[0]

    def send_need(self) -> None:
        token = self.token()
        for _ in range(self.chance.randint(1, 2)):  # the second is somebody's second click
            submit_need(self.at.host, actor=self.at.actor, token=token, trouble=f"手が足りない {token}")
        self.say(what="need", token=str(token))

    def take_need_up(self) -> None:
        need = self.one_of(Need.objects.filter(state__in=(NeedState.SUBMITTED, NeedState.HEARING)))
        verb, to = (
            (hear, NeedState.HEARING)
            if need.state == NeedState.SUBMITTED
            else (start_carving, NeedState.CARVING)
        )
        verb(need, actor=self.at.actor)
        self.say_moved(need, to)

    def register(self) -> None:
        token = self.token()
        actions.register_person(
            actor=self.at.actor, call_name=f"{token.hex[:6]}さん", conditions={"lift_kg": 5}, token=token
        )
        self.say(what="person", token=str(token))

    def look(self) -> None:
        who = self.one_of(Person.objects.all())
        entry = audit.record(
            actor=self.at.actor, action="view", what="desk_person", people=[(who.pk, "team")]
        )
        self.say(what="reading", number=entry.number, digest=entry.digest)

    def agree(self) -> None:
        match = self.one_of(
            Match.objects.filter(state=MatchState.PROPOSED).select_related("opening", "person__conditions")
        )
        actions.agree(match, actor=self.at.actor, starts_on=clock.today(), workplace_supporter="浜さん")
        self.say_moved(match, MatchState.AGREED)

    def free_a_place(self) -> None:
        placement = self.one_of(
            Placement.objects.filter(state=PlacementState.AGREED).select_related(
                "match__person", "match__opening"
            )
        )
        actions.call_off(placement, actor=self.at.actor)
        self.say_moved(placement, PlacementState.CALLED_OFF)
        again = scene.proposed(placement.match.person, placement.match.opening, self.at.actor)
        self.say_moved(again, MatchState.PROPOSED)


def half_written(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Everything that is there in part only, or does not agree with what else is there."""
    with scopes_disabled():
        return [
            *_moves_that_do_not_fit(using),
            *_needs(using),
            *_people(using),
            *_places(using),
            *_keys(using),
        ]


def _moves_that_do_not_fit(using: str) -> list[str]:
    """Each record's moves are a chain from nothing to the state that the record is in."""
    chains: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for kind, pk, before, after in (
        Move.objects.using(using)
        .order_by("pk")
        .values_list("subject_type", "subject_id", "from_state", "to_state")
    ):
        chains.setdefault((kind, pk), []).append((before, after))
    wrong = []
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        for pk, state in model._base_manager.using(using).values_list("pk", "state"):
            chain = chains.get((model._meta.label_lower, pk), [])
            joined = all(one[1] == two[0] for one, two in itertools.pairwise(chain))
            if not chain or chain[0][0] or chain[-1][1] != state or not joined:
                wrong.append(f"{model._meta.label} {pk}: {state}, but moved {chain}")
    return wrong


def _needs(using: str) -> list[str]:
    told = Counter(NeedNews.objects.using(using).values_list("need_id", "kind"))
    return [
        f"need {need.pk} without its first news"
        for need in Need.objects.using(using).all()
        if told[(need.pk, NeedNews.Kind.RECEIVED)] != 1
    ]


def _people(using: str) -> list[str]:
    everybody = Person._base_manager.using(using).prefetch_related("team", "roles", "stage_changes")
    return [
        f"person {person.pk} in part"
        for person in everybody.select_related("conditions")
        if not (
            hasattr(person, "conditions")
            and person.main_supporter_id in {user.pk for user in person.team.all()}
            and len(person.roles.all()) == 1
            and len(person.stage_changes.all()) == 1
            and person.call_name
        )
    ]


def _places(using: str) -> list[str]:
    live = Counter(
        Placement._base_manager.using(using)
        .filter(state__in=LIVE_PLACEMENT_STATES)
        .values_list("match__opening_id", flat=True)
    )
    wrong = [
        f"opening {opening.pk}: {opening.places_taken} of {opening.places} taken, {live[opening.pk]} placed"
        for opening in Opening.objects.using(using).all()
        if opening.places_taken != live[opening.pk] or opening.places_taken > opening.places
    ]
    agreed = Match._base_manager.using(using).filter(state=MatchState.AGREED)
    return wrong + [f"match {match.pk} agreed without a placement" for match in agreed.filter(placement=None)]


def _keys(using: str) -> list[str]:
    connection = connections[using]
    connection.check_constraints()  # raises IntegrityError on SQLite; PostgreSQL looks at each commit
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return []
        cursor.execute("PRAGMA integrity_check")
        return [row[0] for row in cursor.fetchall() if row[0] != "ok"]
