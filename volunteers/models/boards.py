"""The whole board: everybody who looks for a place and every place that is free, put together in one dated proposal.

A run is worked out over everybody, whoever starts it; what a reader sees of it are the lines of their own people. It
decides nothing: a line becomes a match only when a coordinator makes a suggestion of it. A run keeps the conditions as
they were, so that it can be worked out again to the same result.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base import clock
from base.once import OncePosted
from base.sealing import SealedCharField, SealedJSONField, SealedRow
from base.states import Stateful
from projects.models import Opening
from volunteers.models.reading import Noted
from volunteers.models.wall import team_scoped

from .people import Person

USUAL_DIAL = 30
"""Of 100. The hardest to place are placed more often than by a queue, at some hundredths of the best fit (docs/matching.md)."""
MORE_AT_MOST = 20
"""Places that an opening may be given more for the sake of a question."""


class BoardState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    WAITING = "waiting", _("Waiting its turn")
    RUNNING = "running", _("Being worked out")
    READY = "ready", _("Worked out")
    REFUSED = "refused", _("Orders against each other")
    STOPPED = "stopped", _("Stopped")


UNDER_WAY = (BoardState.WAITING, BoardState.RUNNING)


class BoardRun(OncePosted, Stateful):
    """One proposal: its settings, how far it has got, and what came out in numbers."""

    MOVES = {
        BoardState.DRAFT: {BoardState.WAITING, BoardState.STOPPED},
        BoardState.WAITING: {BoardState.RUNNING, BoardState.STOPPED},
        BoardState.RUNNING: {BoardState.READY, BoardState.REFUSED, BoardState.STOPPED},
        BoardState.READY: set(),
        BoardState.REFUSED: set(),
        BoardState.STOPPED: set(),
    }

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=BoardState, default=BoardState.DRAFT)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")
    dial = models.PositiveSmallIntegerField(
        _("who comes first where not everybody can"), default=USUAL_DIAL, validators=[MaxValueValidator(100)]
    )
    weights = models.JSONField(_("weights"), default=dict, blank=True)
    progress = models.PositiveSmallIntegerField(_("done (%)"), default=0)

    # As it was on that day: what the rows of places and lines do not hold.
    day = models.DateField(_("day"), default=clock.today)
    travel_minutes = models.JSONField(null=True, blank=True)
    engine = models.CharField(_("engine"), max_length=40, blank=True)

    people = models.PositiveIntegerField(_("people on the board"), null=True, blank=True)
    placed = models.PositiveIntegerField(_("with a place"), null=True, blank=True)
    more_possible = models.PositiveIntegerField(null=True, blank=True)
    gap = models.FloatField(null=True, blank=True)
    fit = models.FloatField(null=True, blank=True)
    clashes = models.JSONField(default=list, blank=True)
    """Where orders contradict each other: code and keys of people and openings, no words."""

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("proposal for the whole board")
        verbose_name_plural = _("proposals for the whole board")
        constraints = [
            models.CheckConstraint(
                condition=Q(dial__lte=100),
                name="board_dial_within_its_scale",
                violation_error_message=_("The dial goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="board_progress_within_a_hundred",
                violation_error_message=_("Progress goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BoardState.READY)
                | Q(people__isnull=False, placed__lte=models.F("people")),
                name="board_places_no_more_than_there_are",
                violation_error_message=_("No more people can be placed than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class BoardOrder(Noted, SealedRow):
    """What was settled about somebody before a run. Two who go together (or apart) are two rows of one group."""

    class Kind(models.TextChoices):
        PIN = "pin", _("Goes here")
        FORBID = "forbid", _("Not here this time")
        RESERVE = "reserve", _("A place is kept here")
        TOGETHER = "together", _("Only together")
        APART = "apart", _("Not in the same place")

    OF_ONE = (Kind.PIN, Kind.FORBID, Kind.RESERVE)
    OF_SEVERAL = (Kind.TOGETHER, Kind.APART)

    # No way back from a run, which is in front of the wall, to people.
    run = models.ForeignKey(BoardRun, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="board_orders")
    opening = models.ForeignKey(
        Opening, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opening")
    )
    group = models.UUIDField(null=True, blank=True)
    reason = SealedCharField(_("reason"), max_length=200)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "person", "opening"],
                condition=Q(opening__isnull=False),
                name="board_order_once",
                violation_error_message=_("This is settled already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("pin", "forbid", "reserve"), opening__isnull=False, group__isnull=True)
                | Q(kind__in=("together", "apart"), opening__isnull=True, group__isnull=False),
                name="board_order_names_a_place_or_company",
                violation_error_message=_("Choose an opening, or the other person."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="board_order_has_a_reason",
                violation_error_message=_("Write the reason in a few words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.kind}"


class PlaceOrder(SealedRow):
    """What was settled about an opening for one run: closed this time, more places than it has, a smallest team."""

    run = models.ForeignKey(BoardRun, on_delete=models.CASCADE, related_name="place_orders")
    opening = models.ForeignKey(
        Opening, on_delete=models.PROTECT, related_name="+", verbose_name=_("opening")
    )
    closed = models.BooleanField(_("nobody here this time"), default=False)
    more = models.PositiveSmallIntegerField(
        _("more places"), default=0, validators=[MaxValueValidator(MORE_AT_MOST)]
    )
    team = models.PositiveSmallIntegerField(
        _("only from so many people on"), default=0, validators=[MaxValueValidator(MORE_AT_MOST)]
    )
    reason = SealedCharField(_("reason"), max_length=200)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall

    class Meta:
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "opening"],
                name="place_order_once",
                violation_error_message=_("This is settled already."),
            ),
            models.CheckConstraint(
                condition=Q(closed=True, more=0, team=0) | Q(closed=False) & (Q(more__gt=0) | Q(team__gt=1)),
                name="place_order_says_something",
                violation_error_message=_("Close it, or give it more places or a smallest team."),
            ),
            models.CheckConstraint(
                condition=Q(more__lte=MORE_AT_MOST, team__lte=MORE_AT_MOST),
                name="place_order_within_reason",
                violation_error_message=_("That is more than can be asked here."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="place_order_has_a_reason",
                violation_error_message=_("Write the reason in a few words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.opening_id}"


class BoardPlace(models.Model):
    """An opening on a board: its conditions as they were, its places, and what one more place would bring."""

    run = models.ForeignKey(BoardRun, on_delete=models.CASCADE, related_name="places")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    conditions = models.JSONField()
    capacity = models.PositiveSmallIntegerField(_("places"))
    closed = models.BooleanField(default=False)
    team = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(_("given in this proposal"), default=0)
    one_more_people = models.PositiveSmallIntegerField(null=True, blank=True)
    one_more_fit = models.FloatField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "opening"],
                name="board_place_once",
                violation_error_message=_("This opening is on the board already."),
            ),
            models.UniqueConstraint(
                fields=["run", "row"],
                name="board_place_row_once",
                violation_error_message=_("This row of the board is taken."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=models.F("capacity")),
                name="board_place_not_overfilled",
                violation_error_message=_("No more people than places."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.row}"


class BoardLine(Noted, SealedRow):
    """Somebody on a board: their conditions as they were, and where they were placed, or why not."""

    run = models.ForeignKey(BoardRun, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="board_lines")
    row = models.PositiveIntegerField()
    conditions = SealedJSONField(default=dict)
    """`person` (a row of the engine's table), and by key of partner or opening: `avoid`, `barred`, `cleared`, `declined`."""
    waiting = models.PositiveIntegerField(_("days waited"), default=0)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band = models.PositiveSmallIntegerField(null=True, blank=True)
    doors = SealedJSONField(default=list, blank=True)
    """For somebody without a place: the nearest openings first, each with what stands between (`hindrance`, `texts`)."""

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person"],
                name="board_line_once",
                violation_error_message=_("This person is on the board already."),
            ),
            models.UniqueConstraint(
                fields=["run", "row"],
                name="board_line_row_once",
                violation_error_message=_("This row of the board is taken."),
            ),
            models.CheckConstraint(
                condition=Q(opening__isnull=False) | Q(band__isnull=True),
                name="board_line_band_with_a_place",
                violation_error_message=_("Without a place there is nothing that fits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.row}"
