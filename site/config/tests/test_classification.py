"""Every column has a class, and what is about people is sealed or says why it is not."""

from collections import Counter

import pytest
from django.db import models

from base.classified import CLASSES, SEALED, all_models, classified_whole, columns, table
from base.sealing.fields import SealedField
from config.tests import product

OURS = [model for model in all_models() if model._meta.app_label in product.APPS]
OTHERS = [model for model in all_models() if model._meta.app_label not in product.APPS]
FIELDS: dict[tuple[str, str], models.Field] = {
    (model._meta.label, field.name): field for model in OURS for field in model._meta.local_concrete_fields
}
SHORTEST_REASON = 15


def test_every_column_of_the_product_has_exactly_one_class() -> None:
    written = Counter((column.model, column.name) for column in columns())
    assert sorted(FIELDS.keys() - written.keys()) == [], "write these into site/base/classification.toml"
    assert sorted(written.keys() - FIELDS.keys()) == [], "these are not there any more"
    assert [column for column, times in written.items() if times > 1] == []


def test_every_table_of_another_package_has_a_class_and_a_reason() -> None:
    unknown = [model._meta.label for model in OTHERS if classified_whole(model._meta.label) not in CLASSES]
    assert unknown == []
    whole = [entry for entry in table().values() if "whole" in entry]
    assert all(len(entry["why"]) >= SHORTEST_REASON for entry in whole)


def test_the_file_says_nothing_else() -> None:
    words = {word for entry in table().values() for word in entry}
    assert words <= {*CLASSES, "clear", "whole", "why"}


@pytest.mark.parametrize("kind", SEALED)
def test_what_is_about_people_is_sealed_or_says_why_not(kind: str) -> None:
    found = [column for column in columns() if column.kind == kind]
    for column in found:
        is_sealed = isinstance(FIELDS[column.model, column.name], SealedField)
        says_why = len(column.why_clear) >= SHORTEST_REASON
        assert is_sealed != says_why, f"{column.model}.{column.name}: sealed {is_sealed}, reason {says_why}"


def test_reasons_are_given_only_where_they_are_needed() -> None:
    for model, entry in table().items():
        needed = {column.name for column in columns() if column.model == model and column.kind in SEALED}
        assert set(entry.get("clear", ())) - {"*"} <= needed, model


def test_what_is_sealed_is_classed_as_about_people() -> None:
    about_people = {(column.model, column.name) for column in columns() if column.kind in SEALED}
    sealed = {name for name, field in FIELDS.items() if isinstance(field, SealedField)}
    assert sealed - about_people == set()
