"""The look keeps its promises: light, readable, and nothing from elsewhere."""

import gzip
import re

import pytest
from django.conf import settings

STATIC = settings.ROOT / "static"
TEMPLATES = settings.ROOT / "templates"
STYLES = (STATIC / "css" / "tokens.css").read_text() + (STATIC / "css" / "site.css").read_text()


def colour(name: str) -> str:
    """The hexadecimal value behind a custom property, through as many aliases as it takes."""
    value = re.search(rf"--{name}: ([^;]+);", STYLES)[1]
    alias = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(alias[1]) if alias else value


def luminance(hexadecimal: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(colour(one)), luminance(colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["paper", "white", "sand", "mist"])
@pytest.mark.parametrize("text", ["ink", "soft", "deep", "sea"])
def test_running_text_has_contrast_of_seven(text, ground):
    assert contrast(text, ground) >= 7


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("warm", "white"),
        ("warm", "peach"),
        ("warm", "sand"),
        ("red", "white"),
        ("red", "paper"),
        ("red", "pink"),
        ("white", "float"),
        ("white", "deep"),
        ("white", "sea"),
    ],
)
def test_accents_are_readable(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(
    ("part", "ground"), [("edge", "white"), ("river", "white"), ("lamp", "sea"), ("lamp", "deep")]
)
def test_borders_and_focus_are_seen(part, ground):
    assert contrast(part, ground) >= 3


def test_styles_stay_light():
    assert len(STYLES.encode()) <= 25 * 1024
    assert len(gzip.compress(STYLES.encode())) <= 8 * 1024


def test_every_drawing_that_a_template_names_exists():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = set()
    for path in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'icon\.html" with name="(\w+)"', path.read_text()))
    assert named
    assert named - drawn == set()


def test_nothing_is_fetched_from_elsewhere():
    files = [
        *STATIC.rglob("*.css"),
        *STATIC.rglob("*.svg"),
        *STATIC.rglob("*.js"),
        *TEMPLATES.rglob("*.html"),
    ]
    fetching = re.compile(
        r"""(?:src|srcset|url\(|@import)[\s="'(]*(?:https?:)?//|<link[^>]+href=["'](?:https?:)?//"""
    )
    assert [path.name for path in files if fetching.search(path.read_text())] == []
