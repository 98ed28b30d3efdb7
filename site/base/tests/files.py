"""Files that people bring, good and bad, made for tests."""

import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

EXE = b"MZ\x90\x00\x03" + bytes(200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
GPS = 0x8825


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), secret: str = "", **how: Any) -> bytes:
    """A picture in which a camera wrote where it was, and whose it is (`secret`)."""
    image = Image.new("RGB", size, (200, 60, 20))
    exif = Image.Exif()
    exif[0x010F] = f"camera {secret}"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[2] = (43.0, 0.0, 0.0)
    file = BytesIO()
    image.save(
        file, kind, exif=exif, **({"comment": secret.encode()} if kind == "JPEG" and secret else {}), **how
    )
    return file.getvalue()


def bomb_of_pixels() -> bytes:
    """A small PNG that claims, and has, 30,000 × 30,000 pixels of one colour."""
    width = height = 30_000

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf(change: Any = None, *, password: str = "") -> bytes:
    """A PDF of one page; `change(writer)` puts something into it."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def starting(kind: str) -> Any:
    """A change that lets the paper act when it is opened."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")}
        )
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
LINK = '<Relationship Id="r1" Type="http://x/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"/>'


def office(
    kind: str = "docx",
    *,
    more: dict[str, bytes | str] | None = None,
    types: str = "",
    how: int = ZIP_DEFLATED,
) -> bytes:
    """The smallest Word or Excel file, and `more` parts in it."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f"<Types>{types}</Types>",
        main: "<w/>",
        **(more or {}),
    }
    file = BytesIO()
    with ZipFile(file, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def linking(kind: str, target: str) -> dict[str, bytes | str]:
    """A part that leads out of the file."""
    return {"word/_rels/document.xml.rels": RELS.format(LINK.format(kind, target))}


def stored_zip(name: str, content: bytes) -> bytes:
    """Any archive."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def pdf_with_packed_objects(inner: bytes) -> bytes:
    """A PDF (1.5) whose object 5, `inner`, lies compressed in a stream, where no search for words finds it."""
    packed = zlib.compress(b"5 0 " + inner)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(packed), packed),
    }
    out, at = b"%PDF-1.5\n", {}
    for number, content in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(
        [
            b"\0\0\0\xff",
            *(b"\1" + at[number].to_bytes(2, "big") + b"\0" for number in (1, 2, 3, 4)),
            b"\2" + (4).to_bytes(2, "big") + b"\0",
            b"\1" + len(out).to_bytes(2, "big") + b"\0",
        ]
    )
    table = b"<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream" % (len(rows), rows)
    return out + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
