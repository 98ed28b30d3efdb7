"""An employer without an account asks for hands. A coordinator makes it a need of a partner, or answers it."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.once import OncePosted
from base.sealing import SealedRow, SealedTextField
from base.states import Stateful

from .needs import Need

LONGEST_TEXT = 4000
# Without 0, O, 1, I and L: the number is read out over the telephone. The E marks it beside the numbers of people.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_receipt() -> str:
    """A random number without meaning, e.g. "E-K7F3-Q9TM": 40 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"E-{letters[:4]}-{letters[4:]}"


class EnquiryState(models.TextChoices):
    NEW = "new", _("New")
    TAKEN = "taken", _("Being answered")
    UNREACHABLE = "unreachable", _("Could not be reached")
    NEED_MADE = "need_made", _("Became a need")
    ANSWERED_ONLY = "answered_only", _("Answered")
    SPAM = "spam", _("Not a request")
    WITHDRAWN = "withdrawn", _("Taken back")


OPEN_ENQUIRIES = (EnquiryState.NEW, EnquiryState.TAKEN, EnquiryState.UNREACHABLE)


class EnquiryQuerySet(models.QuerySet["EmployerEnquiry"]):
    def waiting(self) -> "EnquiryQuerySet":
        """Those that are not finished, whose answer is due first."""
        return self.filter(state__in=OPEN_ENQUIRIES).order_by("reply_due", "pk")


class EmployerEnquiry(SealedRow, OncePosted, Stateful):
    """Eight short questions, of which the first is enough."""

    class ReplyBy(models.TextChoices):
        CALL = "call", _("Please call me back")
        EMAIL = "email", _("By e-mail, please")
        I_CALL = "i_call", _("I will call you")

    MOVES = {
        EnquiryState.NEW: {EnquiryState.TAKEN, EnquiryState.SPAM, EnquiryState.WITHDRAWN},
        EnquiryState.TAKEN: {
            EnquiryState.UNREACHABLE,
            EnquiryState.NEED_MADE,
            EnquiryState.ANSWERED_ONLY,
            EnquiryState.SPAM,
            EnquiryState.WITHDRAWN,
        },
        EnquiryState.UNREACHABLE: {EnquiryState.TAKEN, EnquiryState.SPAM, EnquiryState.WITHDRAWN},
        EnquiryState.ANSWERED_ONLY: {EnquiryState.TAKEN, EnquiryState.WITHDRAWN},
        EnquiryState.NEED_MADE: set(),
        EnquiryState.SPAM: {EnquiryState.TAKEN},
        EnquiryState.WITHDRAWN: set(),
    }

    receipt = models.CharField(
        _("receipt number"), max_length=11, unique=True, default=new_receipt, editable=False
    )
    received_at = models.DateTimeField(_("received at"), default=clock.now)
    reply_due = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=15, choices=EnquiryState, default=EnquiryState.NEW)
    reply_by = models.CharField(
        _("How shall we answer?"), max_length=10, choices=ReplyBy, default=ReplyBy.CALL, blank=True
    )

    trouble = SealedTextField(_("What is the trouble?"))
    organisation = SealedTextField(_("Name of your workplace"), blank=True)
    when_needed = SealedTextField(_("When do you need hands?"), blank=True)
    contact_name = SealedTextField(_("Your name"), blank=True)
    phone = SealedTextField(_("telephone"), blank=True)
    email = SealedTextField(_("e-mail"), blank=True)
    contact_hours = SealedTextField(_("When do we reach you best?"), blank=True)
    outcome_note = SealedTextField(_("what became of it"), blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coordinator"),
    )
    # PROTECT: a need is never deleted, and one enquiry becomes one need.
    need = models.OneToOneField(
        Need,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiry",
        verbose_name=_("need"),
    )
    purge_on = models.DateField(_("to be erased on"))

    wagtail_reference_index_ignore = True
    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("enquiry of an employer")
        verbose_name_plural = _("enquiries of employers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False)
                | models.Q(state__in=[EnquiryState.NEW, EnquiryState.SPAM, EnquiryState.WITHDRAWN]),
                name="enquiry_has_somebody",
                violation_error_message=_("Somebody has to take this enquiry first."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=EnquiryState.NEED_MADE, need__isnull=False)
                | (~models.Q(state=EnquiryState.NEED_MADE) & models.Q(need__isnull=True)),
                name="enquiry_and_its_need",
                violation_error_message=_("An enquiry that became a need is linked to it, and no other is."),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
