"""Runs several processes as one: Ctrl-C stops them all, and when one ends the others are stopped too.

usage: python bin/supervise.py -- COMMAND … [-- COMMAND …] …

Each command starts in a session of its own, so that a Ctrl-C in the terminal reaches only this process,
which then asks every command to end (TERM) and after PATIENCE seconds makes it end (KILL).
Exit code: 0 when asked to stop; otherwise that of the command that ended first (128 + the signal's number if
a signal ended it, as in a shell), or 1 if that was 0, because none of them is meant to end by itself.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

PATIENCE = 5.0
"""Seconds a command has to end by itself."""
GLANCE = 0.1
"""Seconds between two looks at the commands."""


def split(arguments: list[str]) -> list[list[str]]:
    """`["--", "a", "b", "--", "c"]` as `[["a", "b"], ["c"]]`."""
    commands: list[list[str]] = []
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    return commands


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ends every child and whatever it started."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):  # nobody is left in the group (macOS: EPERM)
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def supervise(commands: list[list[str]]) -> int:
    """Starts the commands and returns the exit code described above once all of them have ended."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            children.append(subprocess.Popen(command, start_new_session=True))
        while not asked:
            ended = [child.returncode for child in children if child.poll() is not None]
            if ended:
                return 128 - ended[0] if ended[0] < 0 else ended[0] or 1
            time.sleep(GLANCE)
        return 0
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    finally:
        stop(children)


if __name__ == "__main__":
    sys.exit(supervise(split(sys.argv[1:])))
