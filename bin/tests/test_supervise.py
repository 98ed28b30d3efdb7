"""The supervisor is tried from outside, as a terminal would: started, signalled, and looked at."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SUPERVISE = Path(__file__).resolve().parents[1] / "supervise.py"
WAIT = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + WAIT


def start(*commands: list[str]) -> subprocess.Popen[str]:
    arguments = [part for command in commands for part in ["--", *command]]
    return subprocess.Popen(
        [sys.executable, str(SUPERVISE), *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def waiting(marker: Path, code: str = WAIT) -> list[str]:
    return [sys.executable, "-c", code, str(marker)]


def eventually(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def alive(marker: Path) -> bool:
    """Whether a process still carries this marker on its command line."""
    listing = subprocess.run(["ps", "-A", "-o", "args"], capture_output=True, text=True, check=True).stdout
    return str(marker) in listing


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process_without_a_complaint(tmp_path: Path, number: signal.Signals) -> None:
    web, worker = tmp_path / "web", tmp_path / "worker"
    supervisor = start(waiting(web), waiting(worker))
    assert eventually(lambda: web.exists() and worker.exists())

    os.killpg(supervisor.pid, number)  # a terminal signals the whole group

    _, complaints = supervisor.communicate(timeout=20)
    assert (supervisor.returncode, complaints) == (0, "")
    assert not alive(tmp_path)


def test_when_one_process_ends_the_others_are_stopped_and_its_code_is_passed_on(tmp_path: Path) -> None:
    web = tmp_path / "web"
    failing = [
        sys.executable,
        "-c",
        f"import os, time\nwhile not os.path.exists({str(web)!r}): time.sleep(.02)\nos._exit(7)",
    ]
    supervisor = start(waiting(web), failing)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 7
    assert not alive(web)


def test_a_process_that_ends_well_is_still_a_failure_of_the_whole(tmp_path: Path) -> None:
    supervisor = start(waiting(tmp_path / "web"), [sys.executable, "-c", ""])
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert not alive(tmp_path)


def test_a_process_that_is_killed_is_reported_as_a_shell_would(tmp_path: Path) -> None:
    supervisor = start([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 128 + signal.SIGKILL


def test_a_command_that_does_not_exist_stops_what_was_started_before_it(tmp_path: Path) -> None:
    supervisor = start(waiting(tmp_path / "web"), ["/nowhere/worker"])
    _, complaints = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert complaints.startswith("/nowhere/worker: ")
    assert not alive(tmp_path)


def test_a_process_that_will_not_listen_is_ended_after_a_while(tmp_path: Path) -> None:
    web = tmp_path / "web"
    supervisor = start(waiting(web, STUBBORN))
    assert eventually(web.exists)
    supervisor.send_signal(signal.SIGTERM)
    supervisor.communicate(timeout=30)
    assert supervisor.returncode == 0
    assert not alive(web)
