"""`make run` as a newcomer meets it, on data of its own: prepare, serve, Ctrl-C, and once more."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

RUN = Path(__file__).resolve().parents[1] / "run.py"
PATIENCE = 300
"""Seconds: the first start migrates and fills in the demo data, perhaps on a busy machine."""


def run(data: Path, port: int | str) -> subprocess.Popen[str]:
    """Starts the product on SQLite in `data`, whatever database the suite itself is on."""
    passed_on = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return subprocess.Popen(
        [sys.executable, str(RUN)],
        env=passed_on | {"KURASHIGOTO_VAR": str(data), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def front_page(server: subprocess.Popen[str], port: int) -> int:
    """The status of the first page, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                return int(answer.status)
        except (URLError, ConnectionError):
            time.sleep(0.1)
    os.killpg(server.pid, signal.SIGTERM)  # which the supervisor passes on
    pytest.fail(f"no page came:\n{server.communicate()[0]}")


def test_the_product_starts_stops_on_ctrl_c_and_keeps_its_data(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        port = free_port()
        server = run(tmp_path, port)
        assert front_page(server, port) == 200
        os.killpg(server.pid, signal.SIGINT)  # what a terminal does on Ctrl-C
        output, _ = server.communicate(timeout=30)
        assert server.returncode == 0, output
        assert f"http://127.0.0.1:{port}/" in output
        assert "Traceback" not in output
        said.append(output)
    assert "Collecting pictures and styles" in said[0]
    assert "Collecting pictures and styles" not in said[1]
    assert "Filling in the demo data" not in said[1]


def test_a_port_in_use_is_named_with_another_that_is_free(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        output, _ = run(tmp_path, port).communicate(timeout=60)
    assert f"Port {port} is in use by another program. Please choose another: make run PORT=" in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nonsense", ["", "http", "0", "70000", "８０００"])
def test_a_port_that_is_none_is_refused_with_an_example(tmp_path: Path, nonsense: str) -> None:
    output, _ = run(tmp_path, nonsense).communicate(timeout=60)
    assert f"PORT={nonsense} is not a port number. For example: make run PORT=8001" in output
