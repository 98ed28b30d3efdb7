"""Everything shown is in Japanese: the product's own catalogue, and the tool that says so."""

from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from base import catalogues

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product of two files: three msgids in Python, four in a template."""
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners" / "actions.py").write_text(
        "def f():\n    _('Name')\n    gettext_lazy('No such %(name)s')\n    pgettext_lazy('month', 'May')\n"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "<ul>\n      <li>{% translate 'Door' %}</li>\n  {% blocktranslate trimmed count n=n %}\n"
        "    {{ n }} place\n  {% plural %}\n    {{ n }} places\n  {% endblocktranslate %}\n"
        '   {{ x|default:_("None yet") }} {% blocktranslate %}two\n    lines{% endblocktranslate %}\n</ul>\n'
    )
    return tmp_path


def write(root: Path, entries: str) -> Path:
    path = catalogues.our_catalogue(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries)
    return path


def test_the_whole_product_is_shown_in_japanese() -> None:
    assert len(catalogues.msgids()) > 0
    faults = catalogues.faults()
    assert faults == [], "\n".join(faults)


def test_msgids_are_found_in_python_and_in_templates(product: Path) -> None:
    assert set(catalogues.msgids(product)) == {
        catalogues.Key("Name"),
        catalogues.Key("No such %(name)s"),
        catalogues.Key("May", "month"),
        catalogues.Key("Door"),
        catalogues.Key("%(n)s place"),
        catalogues.Key("None yet"),
        catalogues.Key("two\n    lines"),
    }
    assert catalogues.msgids(product)[catalogues.Key("%(n)s place")] == ("%(n)s place", "%(n)s places")


def test_extraction_adds_what_is_missing_drops_what_is_unused_and_keeps_what_is_translated(
    product: Path,
) -> None:
    path = write(product, 'msgid "Door"\nmsgstr "とびら"\n\nmsgid "Gone"\nmsgstr "消えた"\n')

    missing, unused = catalogues.synchronise(product)

    assert (len(missing), unused) == (6, [catalogues.Key("Gone")])
    assert set(catalogues.entries(catalogues.read(path))) == set(catalogues.msgids(product))
    assert catalogues.read(path).get("Door").string == "とびら"
    assert catalogues.synchronise(product) == ([], [])


def test_each_kind_of_fault_is_named(product: Path) -> None:
    write(
        product,
        'msgid "Door"\nmsgstr ""\n\n'
        'msgid "Gone"\nmsgstr "消えた"\n\n'
        '#, fuzzy\nmsgid "Name"\nmsgstr "名前"\n\n'
        'msgid "No such %(name)s"\nmsgstr "%(nmae)s はありません"\n\n'
        'msgctxt "month"\nmsgid "May"\nmsgstr "5月"\n\n'
        'msgid "%(n)s place"\nmsgid_plural "%(n)s places"\nmsgstr[0] "%(n)s か所"\n\n'
        'msgid "two\\n    lines"\nmsgstr "二行"\n',
    )
    assert catalogues.faults(product) == [
        "missing: 'None yet'",
        "unused: 'Gone'",
        "untranslated: 'Door'",
        "fuzzy: 'Name'",
        "placeholders differ: 'No such %(name)s' in locale/ja/LC_MESSAGES/django.po",
    ]


def test_wagtails_strings_are_checked_for_placeholders_only(product: Path) -> None:
    catalogues.synchronise(product)
    path = product / "locale" / "wagtail" / "ja" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + 'msgid "%s of %s%%"\nmsgstr "%d"\n\nmsgid "Unused here"\nmsgstr "未使用"\n')
    assert [fault for fault in catalogues.faults(product) if not fault.startswith("untranslated")] == [
        "placeholders differ: '%s of %s%%' in locale/wagtail/ja/LC_MESSAGES/django.po"
    ]


def test_catalogues_are_compiled_only_when_they_changed(product: Path) -> None:
    path = write(product, 'msgid "Door"\nmsgstr "とびら"\n')
    assert catalogues.compile_all(product) == [path]
    assert "とびら".encode() in path.with_suffix(".mo").read_bytes()
    assert catalogues.compile_all(product) == []


def test_a_catalogue_that_is_not_one_is_refused(product: Path) -> None:
    write(product, "this is no catalogue\n")
    with pytest.raises(PoFileError):
        catalogues.faults(product)
