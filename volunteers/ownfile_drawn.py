"""The copy for the person themselves (`volunteers.ownfile`), drawn: as paper and as a table."""

import io
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

import base.fonts
from base import clock
from base.japanese.dates import japanese_date_short
from base.models import CentreSettings
from volunteers.ownfile import Section

FONT = Path(base.fonts.__file__).with_name("BIZUDPGothic-Regular.ttf")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_OF_A_ROW = 20


class Paper(FPDF):
    """A4 portrait with page numbers."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("text", size=9)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="C")


def as_pdf(found: list[Section]) -> bytes:
    """The copy as A4 paper, with the font inside."""
    paper = Paper(format="A4")
    paper.add_font("text", fname=FONT)
    paper.set_margins(18, 16, 18)
    paper.set_auto_page_break(True, margin=18)
    paper.add_page()
    shown = _Shown(paper)
    paper.set_font("text", size=20)
    _line(paper, 11, _("What we keep of you"))
    paper.set_font("text", size=11)
    _line(paper, 7, shown(_about_this_copy()))
    for section in found:
        paper.ln(5)
        if paper.will_page_break(30):
            paper.add_page()
        paper.set_font("text", size=15)
        _line(paper, 9, section.title)
        paper.set_font("text", size=12 if not section.head else 10.5)
        _table(paper, section, shown)
    if shown.missing:
        paper.ln(4)
        _line(
            paper,
            7,
            _("〓 stands for a character that this paper cannot print. The table for Excel holds it."),
        )
    return bytes(paper.output())


def _about_this_copy() -> str:
    centre = CentreSettings.load()
    return _(
        "Copied on %(day)s. %(centre)s, telephone %(phone)s. If something is wrong, or if you would like us to stop "
        "using it, please tell us."
    ) % {"day": japanese_date_short(clock.today()), "centre": centre.name, "phone": centre.phone}


class _Shown:
    """Text with a sign in place of what the font has no shape for."""

    def __init__(self, paper: FPDF) -> None:
        self.shapes = set(paper.fonts["text"].cmap)  # type: ignore[union-attr]
        self.missing = False

    def __call__(self, text: str) -> str:
        out = "".join(
            c if c == "\n" or ord(c) in self.shapes else self._other(c) for c in text.replace("\r", "")
        )
        return out or " "

    def _other(self, character: str) -> str:
        if 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF:
            return ""  # a variation of the character before
        self.missing = True
        return "〓"


def _line(paper: FPDF, height: float, text: str) -> None:
    paper.multi_cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode="CHAR")  # type: ignore[arg-type]


def _table(paper: FPDF, section: Section, shown: _Shown) -> None:
    widths = {2: (34, 66), 3: (30, 30, 40), 4: (30, 20, 28, 22)}[len(section.rows[0])]
    letters = [int(paper.epw * wide / 100 / (paper.font_size_pt * 0.36)) - 2 for wide in widths]
    with paper.table(
        col_widths=widths,
        first_row_as_headings=bool(section.head),
        headings_style=_headings(),
        line_height=6.5,
        padding=1.5,
        borders_layout="HORIZONTAL_LINES",
        text_align="LEFT",
        wrapmode="CHAR",
    ) as table:
        for cells in [*([section.head] if section.head else []), *section.rows]:
            pieces = [_pieces(shown(str(cell)), wide) for cell, wide in zip(cells, letters, strict=True)]
            for parts in zip_longest(*pieces, fillvalue=" "):
                row = table.row()
                for part in parts:
                    row.cell(part)


def _pieces(text: str, wide: int) -> list[str]:
    """Words too long for one page, in pieces of so many lines of `wide` letters: a row is never broken over pages."""
    lines = [part[at : at + wide] for part in text.split("\n") for at in range(0, max(len(part), 1), wide)]
    if len(lines) <= LINES_OF_A_ROW:
        return [text]
    return ["\n".join(lines[at : at + LINES_OF_A_ROW]) for at in range(0, len(lines), LINES_OF_A_ROW)]


def _headings() -> Any:
    from fpdf.fonts import FontFace

    return FontFace(emphasis="", fill_color=(238, 238, 238))


def as_xlsx(found: list[Section]) -> bytes:
    """The copy as a workbook of text cells, one sheet a section: what looks like a formula stays text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, section in enumerate(found, start=1):
        sheet = book.create_sheet(f"{number} {section.title}"[:31])
        for cells in [*([section.head] if section.head else []), *section.rows]:
            sheet.append(["" for _cell in cells])
            for column, text in enumerate(cells, start=1):
                cell = sheet.cell(sheet.max_row, column)
                cell.value, cell.data_type = _plain(str(text)), "s"
                cell.font, cell.alignment = Font(size=12), Alignment(wrap_text=True, vertical="top")
        for letter in "ABCDE":
            sheet.column_dimensions[letter].width = 36
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
