"""Where keys come from, and which of them a production takes."""

import os
import stat
import threading
from pathlib import Path

import pytest

from base import keyring
from base.keyring import KeysMissing, Ring, new_key


def test_a_ring_is_written_for_its_owner_only_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "far" / "keys"
    ring = Ring((new_key("k2"), new_key("k1")))
    keyring.write(path, ring)
    assert keyring.read(path) == ring
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["keys"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_ring_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys"
    keyring.write(path, Ring((new_key("k1"),)))
    path.chmod(mode)
    with pytest.raises(KeysMissing, match="chmod 600"):
        keyring.read(path)


@pytest.mark.parametrize("text", ["", "k1", "k1:", "k1:AAAA", "K1:" + "A" * 43 + "=", ":" + "A" * 43 + "="])
def test_what_is_no_ring_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(KeysMissing) as refused:
        keyring.parse(text)
    assert "AAAA" not in str(refused.value)


def test_two_keys_of_one_name_are_refused() -> None:
    text = Ring((new_key("k1"),)).as_text()
    with pytest.raises(KeysMissing):
        keyring.parse(text + text)


def test_of_many_first_starts_one_makes_the_ring(tmp_path: Path) -> None:
    path, made = tmp_path / "keys", []
    threads = [
        threading.Thread(target=lambda: made.append(keyring.make_once(path, "demo-1"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_a_new_key_comes_before_the_others() -> None:
    ring = Ring((new_key("k1"),))
    assert [key.name for key in ring.with_new_key("k2").keys] == ["k2", "k1"]


def test_derived_keys_differ_from_each_other_and_from_the_secret() -> None:
    key = new_key("k1")
    derived = {key.secret, key.sealing, key.searching, key.chaining, key.backing_up}
    assert len(derived) == 5


def test_a_key_does_not_show_itself() -> None:
    key = new_key("k1")
    assert repr(key) == "Key('k1')"
    assert repr(key.secret) not in repr(Ring((key,)))


@pytest.mark.parametrize("name", ["demo-1", "tests-1"])
def test_production_refuses_keys_of_the_demo_and_of_the_tests(tmp_path: Path, name: str) -> None:
    text = Ring((new_key("k1"), new_key(name))).as_text()
    with pytest.raises(KeysMissing, match="not for real people"):
        keyring.for_production({"KURASHIGOTO_KEYS": text}, tmp_path)


def test_production_refuses_to_start_without_keys(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="cannot be read"):
        keyring.for_production({"KURASHIGOTO_KEY_FILE": str(tmp_path / "none")}, tmp_path / "var")


def test_production_refuses_keys_that_lie_beside_the_data(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys"
    keyring.write(path, Ring((new_key("k1"),)))
    with pytest.raises(KeysMissing, match="data folder"):
        keyring.for_production({"KURASHIGOTO_KEY_FILE": str(path)}, tmp_path / "var")


def test_production_takes_a_ring_of_its_own_from_either_place(tmp_path: Path) -> None:
    ring, path = Ring((new_key("k1"),)), tmp_path / "safe" / "keys"
    keyring.write(path, ring)
    assert keyring.for_production({"KURASHIGOTO_KEY_FILE": str(path)}, tmp_path / "var") == ring
    assert keyring.for_production({"KURASHIGOTO_KEYS": ring.as_text()}, tmp_path) == ring
