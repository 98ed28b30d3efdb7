# ruff: noqa: T201 - a tool for a terminal
"""Writers, workers and backups under SIGKILL: what was acknowledged and is lost, what is there in halves.

    make kills                                            on SQLite, and on PostgreSQL where one answers
    DATABASE_URL=… .venv/bin/python benchmarks/kills.py [kills] [flips] [seed]

1. writers (processes of their own, posting through the product's actions) are killed at moments of chance
2. workers are killed in the middle of jobs; every job has one effect in the end
3. forty identical posts of two forms at once
4. backups taken while writers write: restored, verified, judged like the database itself
5. bytes of a backup flipped one by one: every one is refused
6. a process that erases people one by one is killed; each is there whole, or gone whole

Runs in a test database of its own. Exit code: 0 only when nothing was lost, halved, doubled or accepted.
"""

import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402 - the settings' name comes first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from base.backups import databases, making, restoring  # noqa: E402
from base.backups.failing import Refused  # noqa: E402
from base.tests import killed_workers  # noqa: E402
from volunteers.tests import killed_erasures, kills, same_posts  # noqa: E402
from volunteers.tests.kills import Writers  # noqa: E402

CLICKS = 40
WRITERS = 4
BACKUPS = 5


class Judge:
    """Prints a line for each thing tried, and remembers whether all were as they must be."""

    def __init__(self) -> None:
        self.is_well = True

    def says(self, sentence: str, *, well: bool) -> None:
        self.is_well = self.is_well and well
        print(f"{connection.vendor}: {sentence}{'' if well else '   ← NOT AS IT MUST BE'}", flush=True)


def kill_writers(writers: Writers, number: int, judge: Judge) -> None:
    """Writers are killed; what they were told is done must be there, and nothing in halves."""
    began = time.monotonic()
    writers.die_and_begin_anew(number, at_once=WRITERS)
    said, halves = writers.acknowledged(), kills.half_written()
    lost = writers.lost(said)
    kinds = ", ".join(
        f"{sum(line['what'] == kind for line in said)} {kind}s" for kind in ("need", "person", "move")
    )
    judge.says(
        f"{number} kills of {WRITERS} writers: {len(said)} acknowledged writes ({kinds}), {len(lost)} lost, "
        f"{len(halves)} half written, {time.monotonic() - began:.0f} s",
        well=bool(said) and not lost and not halves,
    )
    for each in [*lost[:5], *halves[:5]]:
        print(f"  {each}")


def kill_workers(number: int, judge: Judge) -> None:
    """Workers are killed; every job has one effect in the end."""
    jobs = number * 2
    done = killed_workers.kill_and_finish(jobs=jobs, kills=number)
    judge.says(
        f"{number} kills of workers, {jobs} jobs: {done.given_back} given back, {done.once} with one effect, "
        f"{done.never} with none, {done.more} with more",
        well=(done.once, done.never, done.more) == (jobs, 0, 0),
    )


def kill_erasures(number: int, seed: int, folder: Path, judge: Judge) -> None:
    """Erasures are killed; nobody is left in part."""
    people = number * 2
    done = killed_erasures.kill_erasures(folder, people=people, kills=number, seed=seed)
    judge.says(
        f"{number} kills of erasures ({done.cut_off} at work) of {people} people: {done.gone} gone whole, {done.left} "
        f"there whole, {len(done.halves)} in part",
        well=bool(done.gone and done.cut_off) and not done.halves,
    )


def post_at_once(judge: Judge) -> None:
    """Two forms, forty clicks each."""
    for name, kept in (("need", same_posts.needs_of(CLICKS)), ("registration", same_posts.people_of(CLICKS))):
        once = {key: value for key, value in kept.items() if key != "led on"}
        well = kept["led on"] == CLICKS and set(once.values()) == {1}
        judge.says(f"{CLICKS} identical posts of a {name}: {kept}", well=well)


def back_up_meanwhile(writers: Writers, folder: Path, judge: Judge) -> Path:
    """Backups while writers write; each is restored, verified, and judged like the database itself."""
    lost, halves, seconds = 0, 0, 0.0
    for _ in range(WRITERS):
        writers.start()
    for number in range(BACKUPS):
        time.sleep(1.1)
        before = writers.acknowledged()
        began = time.monotonic()
        made = making.make_backup(folder / "backups")
        seconds += time.monotonic() - began
        restoring.drill(made)
        out = folder / f"out-{number}"
        about = restoring.unpack(made, lambda name, out=out: out / name)
        with databases.of_this_place().stage(out / about.database) as (_staged, alias):
            lost += len(writers.lost(before, using=alias))
            halves += len(kills.half_written(using=alias))
    said = len(writers.acknowledged())
    writers.kill_all()
    judge.says(
        f"{BACKUPS} backups while {WRITERS} writers wrote ({said} acknowledged by then, {seconds / BACKUPS:.1f} s a "
        f"backup): {BACKUPS} restored and verified, {lost} acknowledged writes missing, {halves} half written",
        well=not lost and not halves,
    )
    return made


def flip_bytes(made: Path, number: int, seed: int, judge: Judge) -> None:
    """Every flipped byte must be refused."""
    chance, whole, accepted = random.Random(seed), made.read_bytes(), 0  # noqa: S311
    damaged = made.with_name("damaged.backup")
    for position in chance.sample(range(len(whole)), number):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << chance.randrange(8)
        damaged.write_bytes(flipped)
        try:
            restoring.drill(damaged)
        except Refused:
            continue
        accepted += 1
    judge.says(
        f"{number} bytes of {len(whole):,} flipped one by one: {number - accepted} refused, {accepted} accepted",
        well=not accepted,
    )


def run(number: int, flips: int, seed: int) -> bool:
    """Everything in turn; True when all was as it must be."""
    judge = Judge()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings.VAR = folder / "centre"
        settings.MEDIA_ROOT, settings.PRIVATE_ROOT = settings.VAR / "media", settings.VAR / "private"
        steps: list[Callable[[], object]] = [
            lambda: post_at_once(judge),
            lambda: kill_workers(number, judge),
        ]
        for step in steps:
            step()
        writers = Writers.of(folder, seed)
        kill_writers(writers, number, judge)
        made = back_up_meanwhile(writers, folder, judge)
        flip_bytes(made, flips, seed, judge)
        kill_erasures(number, seed, folder, judge)  # last: the others judge whole people only
    return judge.is_well


def main(arguments: list[str]) -> int:
    """Make a test database, run, take it away again."""
    number, flips, seed = [*map(int, arguments), *(100, 100, 20261122)[len(arguments) :]]
    print(f"seed {seed}", flush=True)
    logging.getLogger("base.jobs").setLevel(logging.ERROR)  # it tells of every killed worker
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return 0 if run(number, flips, seed) else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
