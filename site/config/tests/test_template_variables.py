from pathlib import Path

import pytest
from django.template import Context, Engine

from config.tests.template_variables import unknown_variables


def rendered(folder: Path, **templates: str) -> tuple[str, list[str]]:
    """(page, unknown variables) of the template `page` beside the others."""
    for name, source in templates.items():
        (folder / name).write_text(source, encoding="utf-8")
    with unknown_variables(folder) as noted:
        page = Engine(dirs=[str(folder)]).get_template("page").render(Context({"person": {"name": "みなと"}}))
    return page, [line.removeprefix(f"{folder}/") for line in noted]


@pytest.mark.parametrize(
    "source",
    [
        "{{ nmae }}",
        "{% if nmae %}hidden for ever{% endif %}",
        "{{ nmae|default:'' }}",
        "{% for one in nmae %}{% endfor %}",
        "{% with other=nmae %}{% endwith %}",
    ],
)
def test_misspelt_variable_is_noted_wherever_it_stands(tmp_path: Path, source: str) -> None:
    assert rendered(tmp_path, page=source)[1] == ["page: nmae"]


def test_unknown_attribute_is_noted_with_its_whole_path(tmp_path: Path) -> None:
    assert rendered(tmp_path, page="{{ person.age }}")[1] == ["page: person.age"]


def test_the_template_that_asked_is_named_and_not_the_one_around_it(tmp_path: Path) -> None:
    _page, noted = rendered(
        tmp_path,
        frame="{{ title }}{% block inside %}{% endblock %}",
        part="{{ size }}",
        page="{% extends 'frame' %}{% block inside %}{% include 'part' %}{% endblock %}",
    )
    assert noted == ["frame: title", "part: size"]


def test_known_variables_are_not_noted(tmp_path: Path) -> None:
    assert rendered(tmp_path, page="{{ person.name }}") == ("みなと", [])


def test_declared_optional_variables_are_not_noted_and_others_still_are(tmp_path: Path) -> None:
    head = "{% comment %}A step. Optional: quiet, person.age. Example: none.{% endcomment %}"
    source = head + "{{ quiet }}{{ person.age }}{{ person.shoe }}"
    assert rendered(tmp_path, page=source)[1] == ["page: person.shoe"]


def test_a_template_elsewhere_is_its_owners_business(tmp_path: Path) -> None:
    (tmp_path / "page").write_text("{{ nmae }}", encoding="utf-8")
    with unknown_variables(tmp_path / "ours") as noted:
        Engine(dirs=[str(tmp_path)]).get_template("page").render(Context())
    assert noted == []
