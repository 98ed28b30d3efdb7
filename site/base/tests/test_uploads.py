"""What is taken of a file, and what is not, by content and with a sentence."""

import re
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pillow_heif
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link

from base.sealing import SealBroken
from base.uploads import LARGEST, Kind, Refused, check, store

from . import files

SECRET = "かくれたひみつ"


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        check(data)
    sentence = refused.value.messages[0]
    assert re.search("[ぁ-ん]", sentence), sentence
    assert sentence.endswith("。"), sentence
    return str(refused.value.code)


def a_workbook() -> bytes:
    file = BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "なまえ"
    book.active["A1"].hyperlink = "https://example.jp/"
    book.save(file)
    return file.getvalue()


def with_link(writer: PdfWriter) -> None:
    writer.add_annotation(0, Link(rect=(0, 0, 10, 10), url="https://example.jp/"))


GOOD: dict[str, tuple[bytes, Kind]] = {
    "pdf": (files.pdf(), Kind.PDF),
    "pdf with packed objects": (files.pdf_with_packed_objects(b"[3 0 R/Fit]"), Kind.PDF),
    "pdf with a link": (files.pdf(with_link), Kind.PDF),
    "jpeg": (files.picture("JPEG"), Kind.JPEG),
    "png": (files.picture("PNG"), Kind.PNG),
    "webp": (files.picture("WEBP"), Kind.WEBP),
    "docx": (files.office("docx"), Kind.DOCX),
    "docx with a link to click": (
        files.office(more=files.linking("hyperlink", "https://example.jp/")),
        Kind.DOCX,
    ),
    "xlsx": (a_workbook(), Kind.XLSX),
    "text": ("とどけ\r\n🙂".encode(), Kind.TXT),
    "text of an old Windows": ("届出の写し\r\n".encode("cp932"), Kind.TXT),
    "text with marks": ("届出".encode("utf-16"), Kind.TXT),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_people_need_is_taken(name: str) -> None:
    data, kind = GOOD[name]
    checked = check(data)
    assert checked.kind == kind
    assert checked.data
    if kind in (Kind.PDF, Kind.DOCX, Kind.XLSX):
        assert checked.data == data


def test_text_is_kept_as_utf8() -> None:
    assert check("届出の写し".encode("cp932")).data.decode("utf-8") == "届出の写し"


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "a program": (files.EXE, "program"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "svg": (files.SVG, "svg"),
    "svg behind a comment": (b"<!-- " + b"x" * 3000 + b" --><svg onload='alert(1)'/>", "svg"),
    "html": (files.HTML, "html"),
    "html behind blanks": (b"  \r\n\t" + files.HTML, "html"),
    "html with a mark": (b"\xef\xbb\xbf" + files.HTML, "html"),
    "gif": (b"GIF89a" + bytes(30), "other_picture"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
    "an archive": (files.stored_zip("a.txt", b"x"), "archive"),
    "noise": (bytes(range(256)) * 4, "unknown"),
    "too large": (b"a" * (LARGEST + 1), "too_large"),
    "jpeg cut off": (files.picture(size=(600, 400))[:900], "broken_picture"),
    "png cut off": (files.picture("PNG", size=(600, 400))[:300], "broken_picture"),
    "jpeg by its first bytes only": (b"\xff\xd8\xff\xe0" + files.HTML, "broken_picture"),
    "png of 900 million pixels": (files.bomb_of_pixels(), "too_many_pixels"),
    "pdf cut off": (files.pdf()[:-200], "broken_pdf"),
    "pdf by its first bytes only": (b"%PDF-1.7\n" + b"x" * 300 + b"%%EOF", "broken_pdf"),
    "pdf with a password": (files.pdf(password="geheim"), "locked"),
    "pdf with a script": (files.pdf(files.starting("/JavaScript")), "acting"),
    "pdf with a packed script": (files.pdf_with_packed_objects(b"<</S/JavaScript/JS(app.alert(1))>>"), "acting"),
    "pdf that launches": (files.pdf(files.starting("/Launch")), "acting"),
    "pdf that sends": (files.pdf(files.starting("/SubmitForm")), "acting"),
    "pdf that goes elsewhere": (files.pdf(files.starting("/GoToR")), "acting"),
    "pdf with a hidden name of a script": (
        files.pdf(files.starting("/Named")).replace(b"/Named", b"/J#61vaScript"),
        "acting",
    ),
    "pdf that carries a program": (
        files.pdf(lambda writer: writer.add_attachment("a.exe", files.EXE)),
        "carrying",
    ),
    "pdf that is a web page too": (files.pdf().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1), "polyglot"),
    "pdf that is an archive too": (files.pdf() + files.stored_zip("a.txt", b"x") + b"\n%%EOF", "polyglot"),
    "pdf behind something": (b"GIF88\n" + files.pdf(), "polyglot"),
    "docx with a macro": (files.office(more={"word/vbaProject.bin": b"x"}), "macro"),
    "docx that says macro": (files.office(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macro"),
    "docx with a program": (files.office(more={"word/media/image1.png": files.EXE}), "carrying"),
    "docx with an old Word inside": (
        files.office(more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        "carrying",
    ),
    "docx with an archive inside": (files.office(more={"word/media/a.png": files.stored_zip("a", b"x")}), "carrying"),
    "docx that fetches its template": (
        files.office(more=files.linking("attachedTemplate", "https://evil.example/a.dotm")),
        "linking",
    ),
    "docx that fetches a picture": (files.office(more=files.linking("image", "file://server/share/a.png")), "linking"),
    "docx with a link into the network": (files.office(more=files.linking("hyperlink", "file://server/share")), "linking"),
    "docx with DDE": (
        files.office(more={"word/header1.xml": "<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"}),
        "carrying",
    ),
    "docx with an entity": (
        files.office(more={"word/header1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "bomb",
    ),
    "xlsx with links to other books": (
        files.office("xlsx", more={"xl/externalLinks/externalLink1.xml": "<x/>"}),
        "carrying",
    ),
    "docx packed too tightly": (files.office(more={"word/media/a.bmp": bytes(30 * 1024 * 1024)}), "bomb"),
    "docx with too many parts": (files.office(more={f"word/{n}.xml": "<a/>" for n in range(2100)}), "bomb"),
    "docx with a way out": (files.office(more={"../../etc/passwd": "x"}), "bomb"),
    "docx with something before it": (b"PK\x03\x04" + b"word/" + bytes(40) + files.office(), "polyglot"),
    "docx with something after it": (files.office() + files.EXE, "polyglot"),
    "docx cut off": (files.office()[:-60], "broken_office"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_says_why(name: str) -> None:
    data, code = BAD[name]
    assert refusal(data) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_camera_is_kept(kind: str) -> None:
    data = files.picture(kind, secret=SECRET)
    with Image.open(BytesIO(data)) as before:
        assert before.getexif().get_ifd(files.GPS)
    checked = check(data)
    with Image.open(BytesIO(checked.data)) as after:
        assert not after.getexif()
        assert after.format == kind
        assert after.size == (40, 60), "turned upright before the note about it goes"
        assert set(after.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "loop",
            "background",
            "timestamp",
            "duration",
        }
    assert SECRET.encode() not in checked.data
    assert b"camera" not in checked.data


def test_what_hides_behind_a_picture_is_gone() -> None:
    tail = files.stored_zip("a.exe", files.EXE) + files.HTML
    checked = check(files.picture() + tail)
    assert files.HTML not in checked.data
    assert b"PK\x03\x04" not in checked.data


def test_a_photo_of_a_telephone_becomes_jpeg() -> None:
    file = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), (10, 200, 30))).save(file)
    checked = check(file.getvalue())
    assert checked.kind == Kind.JPEG
    with Image.open(BytesIO(checked.data)) as after:
        assert (after.format, after.size) == ("JPEG", (64, 48))


def test_only_what_is_wanted_is_taken() -> None:
    with pytest.raises(Refused):
        check(files.pdf(), allowed={Kind.JPEG})


# The virus check


class Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM of clamd(8), and finds the word EICAR."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        self.server.seen.append(len(data))  # type: ignore[attr-defined]
        answer = b"stream: Eicar-Test FOUND" if b"EICAR" in data else b"stream: OK"
        if b"STRANGE" in data:
            answer = b"INSTREAM size limit exceeded. ERROR"
        self.wfile.write(answer + b"\0")


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: Any, settings: Any, tmp_path: Path) -> Iterator[list[int]]:
    """A real server on a real socket."""
    server: Any
    if request.param == "unix":
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd"), Clamd)
        settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.CLAMD_SOCKET = f"127.0.0.1:{server.server_address[1]}"
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.seen
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_clean_file_passes_the_virus_check(clamd: list[int]) -> None:
    data = "とどけ".encode() * 60_000  # several chunks
    check(data)
    assert clamd == [len(data)]


def test_a_virus_is_refused(clamd: list[int]) -> None:
    assert refusal(b"EICAR") == "virus"


def test_an_answer_that_is_neither_is_refused(clamd: list[int]) -> None:
    assert refusal(b"STRANGE") == "no_scanner"


@pytest.mark.parametrize("where", ["/nowhere/clamd", "127.0.0.1:1", "nonsense"])
def test_nothing_is_taken_while_the_virus_check_cannot_be_asked(settings: Any, where: str) -> None:
    settings.CLAMD_SOCKET = where
    assert refusal(b"words") == "no_scanner"


def test_a_scanner_that_hangs_up_is_no_scanner(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_SOCKET = f"127.0.0.1:{server.getsockname()[1]}"
        hang_up = threading.Thread(target=lambda: server.accept()[0].close())
        hang_up.start()
        assert refusal(b"words") == "no_scanner"
        hang_up.join()


# The private store


@pytest.fixture
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return Path(settings.PRIVATE_ROOT)


def test_the_store_holds_ciphertext_for_its_owner_only(private: Path) -> None:
    store.put("one", SECRET.encode(), bound_to="a#1")
    (path,) = private.iterdir()
    assert SECRET.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert private.stat().st_mode & 0o777 == 0o700
    assert store.get("one", bound_to="a#1").decode() == SECRET


def test_two_files_cannot_be_swapped(private: Path) -> None:
    store.put("one", b"1", bound_to="a#1")
    store.put("two", b"2", bound_to="a#2")
    store.path_of("two").replace(store.path_of("one"))
    with pytest.raises(SealBroken):
        store.get("one", bound_to="a#1")


def test_a_flipped_byte_is_found(private: Path) -> None:
    store.put("one", b"words", bound_to="a#1")
    sealed = bytearray(store.path_of("one").read_bytes())
    sealed[-1] ^= 1
    store.path_of("one").write_bytes(bytes(sealed))
    with pytest.raises(SealBroken):
        store.get("one", bound_to="a#1")


@pytest.mark.parametrize("name", ["../one", "a/b", "", ".", "a.b", "あ", "\0"])
def test_no_name_leads_out_of_the_store(private: Path, name: str) -> None:
    with pytest.raises(ValueError, match="private store"):
        store.path_of(name)


def test_the_store_lies_outside_what_is_served(settings: Any) -> None:
    for public in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        assert Path(public) not in [Path(settings.PRIVATE_ROOT), *Path(settings.PRIVATE_ROOT).parents]
