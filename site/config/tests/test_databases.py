"""What one test commits the next does not find, and what the migrations wrote it does. Each pair runs in both orders."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page

from base.models import Area, Move, User


def everything_is_as_migrated() -> bool:
    return (
        Area.objects.count() == 10
        and Group.objects.filter(name="相談員", permissions__codename="support_person").exists()
        and Page.get_first_root_node() is not None
        and not User.objects.exists()
        and not Move.objects.exists()
    )


def logged_move() -> Move:
    actor = User.objects.create_user("somebody")
    return Move.objects.create(
        subject_type="x.y", subject_id=1, to_state="z", actor=actor, at="2026-11-21T10:00Z"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_committed_rows_go_and_migrated_rows_stay(run: int) -> None:
    assert everything_is_as_migrated()
    logged_move()
    Area.objects.all().delete()
    assert not everything_is_as_migrated()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_the_log_still_refuses_to_be_rewritten_after_a_restore(run: int) -> None:
    move = logged_move()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(reason="changed")


@pytest.mark.django_db
@pytest.mark.parametrize("run", [1, 2])
def test_a_test_inside_a_transaction_leaves_nothing(run: int) -> None:
    assert everything_is_as_migrated()
    logged_move()


@pytest.mark.django_db(transaction=True)
def test_keys_go_on_after_a_restore() -> None:
    """A sequence that fell behind its table would give the next record a key that is taken."""
    Area.objects.create(code="new", name="新", authority="hokkaido")
    assert Area.objects.count() == 11


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_have_real_connections() -> None:
    assert not connection.in_atomic_block
