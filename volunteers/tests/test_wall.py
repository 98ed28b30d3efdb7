"""The wall itself, beneath all pages: what a query finds, and where people must never be registered."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError
from modelsearch.index import Indexed
from taggit.managers import TaggableManager
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.snippets.models import get_snippet_models

from base.models import User
from base.uploads import check
from volunteers import actions
from volunteers.models import (
    BoardLine,
    BoardOrder,
    BoardPlace,
    BoardRun,
    DisposalRecord,
    ErasureCase,
    Match,
    Person,
    PersonKey,
    PlaceOrder,
    RetentionRule,
    SecretAddress,
)
from volunteers.rules import reads_everyone, supports_people
from volunteers.scopes import reading_as
from volunteers.tests import scene
from volunteers.tests.asking import written

pytestmark = pytest.mark.django_db

# The last three: a proposal for the whole board in numbers, its openings, and what was settled about them.
ABOUT_NOBODY = {DisposalRecord, RetentionRule, BoardRun, BoardPlace, PlaceOrder}
MODELS = [model for model in apps.get_app_config("volunteers").get_models() if model not in ABOUT_NOBODY]
NAMED_ONLY = {SecretAddress}
NAME = "ないしょのみなと"


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def rows(owner: User) -> dict[type[Any], models.Model]:
    """One row of every model about one person, whose team is `owner` alone."""
    person = scene.person(owner, NAME)
    placement = scene.working(person, scene.opening(owner), owner)
    chief = scene.chief()
    # The keys to find somebody by are many; one of them stands for all.
    first = PersonKey._base_manager.order_by("pk").first()
    PersonKey._base_manager.exclude(pk=first.pk).delete()
    actions.add_document(person, actor=owner, checked=check(b"words"), kind="other", title="メモ")
    asked = written(text="はなし")
    actions.take_consultation(asked, actor=owner)
    actions.note_attempt(asked, actor=owner, how="call")
    actions.link_to_person(asked, person, actor=owner)
    with reading_as(chief):
        actions.clear_block(placement.match, "lift", actor=chief, reason="手伝う人がいる")
        actions.open_in_emergency(person, actor=chief, reason="命の危険がある")
        actions.review(placement, actor=owner, held_on=placement.starts_on, decision="continue")
        actions.hold(person, actor=chief, reason="問い合わせ中")
        actions.note_request(person, actor=owner, kind="see", asked_on=placement.starts_on)
        ErasureCase._base_manager.create(person=person)
        actions.keep_address_apart(person, actor=owner, address="見本町1丁目")
        actions.name_reader(person, actor=chief, reader=owner, reason="訪ねるため")
    with reading_as(owner):
        actions.open_secret_address(person, actor=owner, reason="今日訪ねるため")
    scene.shared(person, owner)
    board, _made = actions.prepare_board(actor=owner)
    BoardOrder(
        run=board, kind="together", person=person, group=uuid.uuid4(), reason="望み", ordered_by=owner
    ).save()
    BoardLine(run=board, person=person, row=0).save()
    with reading_as(chief):
        return {model: model._base_manager.get() for model in MODELS}


WAYS_TO_LOOK: dict[str, Callable[[Any], Any]] = {
    "all": lambda found: list(found.all()),
    "iterate": lambda found: list(found.get_queryset()),
    "filter": lambda found: found.filter(pk=1),
    "exclude": lambda found: found.exclude(pk=1).exists(),
    "get": lambda found: found.get(pk=1),
    "first": lambda found: found.first(),
    "last": lambda found: found.last(),
    "latest": lambda found: found.latest("pk"),
    "count": lambda found: found.count(),
    "exists": lambda found: found.exists(),
    "contains": lambda found: found.contains(found.model(pk=1)),
    "in_bulk": lambda found: found.in_bulk(),
    "values": lambda found: found.values(),
    "values_list": lambda found: found.values_list("pk"),
    "aggregate": lambda found: found.aggregate(models.Count("pk")),
    "annotate": lambda found: found.annotate(number=models.Count("pk")),
    "alias": lambda found: found.alias(number=models.Count("pk")).exists(),
    "order_by": lambda found: found.order_by("pk"),
    "distinct": lambda found: found.distinct().exists(),
    "select_related": lambda found: found.select_related().exists(),
    "prefetch_related": lambda found: found.prefetch_related().exists(),
    "defer": lambda found: found.defer("pk").exists(),
    "only": lambda found: found.only("pk"),
    "extra": lambda found: found.extra(where=["1=1"]).exists(),
    "union": lambda found: found.union(found.none()),
    "explain": lambda found: found.explain(),
    "iterator": lambda found: next(found.iterator()),
    "slice": lambda found: found.get_queryset()[:1],
    "raw": lambda found: list(found.raw("SELECT 1 AS id")),
    "select_for_update": lambda found: found.select_for_update(),
    "get_or_create": lambda found: found.get_or_create(pk=1),
    "update_or_create": lambda found: found.update_or_create(pk=1),
    "update": lambda found: found.update(pk=1),
    "bulk_update": lambda found: found.bulk_update([found.model(pk=1)], [_a_field(found)]),
    "delete": lambda found: found.get_queryset().delete(),
}


def _a_field(manager: Any) -> str:
    return next(field.name for field in manager.model._meta.concrete_fields if not field.primary_key)


@pytest.mark.parametrize("look", WAYS_TO_LOOK.values(), ids=WAYS_TO_LOOK)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_question_is_answered_before_it_is_said_who_reads(model: Any, look: Callable[[Any], Any]) -> None:
    with pytest.raises(ScopeError):
        look(model.objects)


def test_every_model_is_behind_the_wall() -> None:
    assert len(MODELS) == 23
    for model in MODELS:
        managers = [manager for manager in model._meta.managers if not manager.auto_created]
        assert [manager.name for manager in managers] == ["objects"]


def test_the_team_finds_every_row(owner: User, rows: dict[type[Any], models.Model]) -> None:
    with reading_as(owner):
        for model, row in rows.items():
            assert list(model.objects.all()) == [row]


def test_a_chief_finds_every_row(rows: dict[type[Any], models.Model]) -> None:
    with reading_as(User.objects.get(username="chief")):
        for model, row in rows.items():
            assert list(model.objects.all()) == ([] if model in NAMED_ONLY else [row])


STRANGERS: dict[str, Callable[[], Any]] = {
    "another coordinator": lambda: scene.coordinator("stranger"),
    "site editor": scene.editor,
    "administrator": lambda: scene.user("root", is_superuser=True, is_staff=True),
    "employer": lambda: scene.member_of(scene.partner("別の会社")),
    "nobody": AnonymousUser,
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_strangers_find_nothing_however_they_look(
    owner: User, rows: dict[type[Any], models.Model], stranger: Callable[[], Any]
) -> None:
    with reading_as(stranger()):
        for model in rows:
            assert list(model.objects.all()) == []  # type: ignore[attr-defined]
            assert not model.objects.exists()  # type: ignore[attr-defined]
        assert not owner.people.exists()


def test_no_related_manager_leads_around_the_wall(rows: dict[type[Any], models.Model]) -> None:
    """From a row that a stranger may hold (a user, an opening, a partner) and from rows behind the wall alike."""
    ways = [way for row in rows.values() for way in _related_managers(row)]
    ways += [way for user in User.objects.all() for way in _related_managers(user)]
    assert (
        len(ways)
        == len(["roles", "stage changes", "matches", "clearances", "reviews", "emergencies"])
        + len(["consultations", "attempts", "documents"])
        + len(["secret readers", "openings of secrets", "holds", "own requests"])
        + len(["consents of a person", "disclosures of a person", "disclosures of a consent"])
        + len(["lines on boards", "orders for boards"])
        + 2  # people of users
    )
    with reading_as(scene.coordinator("stranger")):
        for way in ways:
            assert list(way.all()) == []
    for way in ways:
        with pytest.raises(ScopeError):
            way.count()


def _related_managers(row: models.Model) -> list[Any]:
    """Managers of people's models that hang on a row."""
    relations = [
        field for field in row._meta.get_fields() if field.is_relation and field.related_model in MODELS
    ]
    names = [field.get_accessor_name() for field in relations if getattr(field, "multiple", False)]
    return [getattr(row, name) for name in names if name and not name.endswith("+")]


def test_nothing_below_the_wall_leads_to_a_person() -> None:
    """An opening, a partner or an area has no attribute by which a public page could reach a person."""
    below = [model for model in apps.get_models() if model not in MODELS and model is not User]
    found = [
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in below
        for relation in model._meta.related_objects
        if relation.related_model in MODELS and not relation.hidden
    ]
    assert found == []


def test_a_reader_who_leaves_the_team_finds_nothing_from_that_moment(
    owner: User, rows: dict[type[Any], models.Model]
) -> None:
    colleague = scene.coordinator("colleague")
    with reading_as(owner):
        actions.change_team(Person.objects.get(), add=[colleague])
    with reading_as(colleague):
        assert Match.objects.count() == 1
    with reading_as(owner):
        actions.change_team(Person.objects.get(), remove=[colleague, owner])
    with reading_as(colleague):
        assert not Match.objects.exists()
    with reading_as(owner):
        assert Person.objects.exists(), "the main supporter stays"


def test_the_wall_stands_again_after_an_error(owner: User, rows: dict[type[Any], models.Model]) -> None:
    with pytest.raises(ZeroDivisionError), reading_as(owner):
        1 / 0  # noqa: B018 - the error is the point
    with pytest.raises(ScopeError):
        Person.objects.count()


# --- who may --------------------------------------------------------------------------------------------------------


def test_only_the_groups_open_the_wall() -> None:
    everyone = {
        "coordinator": (scene.coordinator(), True, False),
        "chief": (scene.chief(), True, True),
        "editor": (scene.editor(), False, False),
        "administrator": (scene.user("root", is_superuser=True, is_staff=True), False, False),
        "nobody": (AnonymousUser(), False, False),
        "none": (None, False, False),
    }
    said = {
        name: (supports_people(user), reads_everyone(user)) for name, (user, _may, _all) in everyone.items()
    }
    assert said == {name: (may, reads_all) for name, (_user, may, reads_all) in everyone.items()}


def test_an_account_that_was_switched_off_supports_nobody() -> None:
    chief = scene.chief()
    chief.is_active = False
    assert (supports_people(chief), reads_everyone(chief)) == (False, False)


def test_a_permission_given_to_the_account_alone_does_not_open_the_wall() -> None:
    """Rights come from being in the group of those who keep the promise of secrecy, and from nowhere else."""
    user = scene.user("somebody")
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="volunteers"))
    assert not supports_people(user)


def test_a_group_with_no_grant_opens_nothing() -> None:
    assert not supports_people(scene.user("guest", Group.objects.create(name="見学")))


# --- where people are never registered ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_generic_machinery_holds_people(model: type[Any]) -> None:
    assert model not in get_snippet_models()
    assert not issubclass(model, Indexed | RevisionMixin | DraftStateMixin)
    tags = [field for field in model._meta.get_fields() if isinstance(field, TaggableManager)]
    assert tags == []


def test_there_is_no_django_admin() -> None:
    assert not apps.is_installed("django.contrib.admin")


def test_no_viewset_shows_people() -> None:
    assert _patterns(get_resolver()), "Wagtail fills its list while it makes the addresses"
    shown = [viewset.model for viewset in viewsets.viewsets if isinstance(viewset, ModelViewSet)]
    assert shown, "there are viewsets to look at"
    assert set(shown) & set(MODELS) == set()


def test_no_class_based_view_of_any_address_is_about_people() -> None:
    """Choosers, reports and exports are views with a model: none of them is one of ours."""
    found = [_model_of(pattern) for pattern in _patterns(get_resolver())]
    assert any(found), "there are views with a model to look at"
    assert set(found) & set(MODELS) == set()


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    inner: list[URLPattern] = []
    for pattern in resolver.url_patterns:
        inner += _patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return inner


def _model_of(pattern: URLPattern) -> Any:
    options = getattr(pattern.callback, "view_initkwargs", {})
    view = getattr(pattern.callback, "view_class", None)
    return options.get("model") or getattr(view, "model", None)


# --- what is said of them -------------------------------------------------------------------------------------------


def test_no_row_names_anybody(owner: User, rows: dict[type[Any], models.Model]) -> None:
    person = rows[Person]
    with scopes_disabled():
        said = {model.__name__: f"{row} {row!r}" for model, row in rows.items()}
    for words in said.values():
        assert NAME not in words
        assert owner.shown_name not in words
    assert str(person) == person.public_id  # type: ignore[attr-defined]


def test_numbers_are_read_out_without_mistakes() -> None:
    owner = scene.coordinator("one")
    numbers = {scene.person(owner, f"{number}さん").public_id for number in range(20)}
    assert len(numbers) == 20
    for number in numbers:
        assert len(number) == 9
        assert not set(number) & set("01OIL")
