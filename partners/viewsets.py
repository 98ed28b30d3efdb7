"""Partners, their workplaces, accreditations and accounts in the admin: lists, search, filters, forms.

These are organisations and not people who are helped, so Wagtail's own views serve. Who may is decided by the
permissions of the groups (coordinators and chiefs; site editors have none). Nothing here is ever deleted.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from base import clock
from base.forms import FoldedIntegerField, JapaneseDateField, PhoneField, PostalCodeField
from base.japanese.corporate_number import parse_corporate_number
from base.japanese.errors import UnreadableInputError
from base.japanese.phones import format_phone
from base.models import User
from base.reasons import ReasonBesideField
from partners.models import Accreditation, Member, Partner, Workplace

KEPT = (Partner, Workplace, Accreditation, Member)
SMALL = 32_767
"""What a small integer column of PostgreSQL holds."""


class NeverDeleted(ModelPermissionPolicy):
    """The permissions of the groups, except that nobody deletes: what was recorded stays (architecture.md)."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        return super().instances_user_has_any_permission_for(user, set(actions) - {"delete"})


def _number(name: str, model: Any) -> FoldedIntegerField:
    label = model._meta.get_field(name).verbose_name
    return FoldedIntegerField(label=label, required=False, max_value=SMALL)


def _date(name: str, model: Any) -> JapaneseDateField:
    return JapaneseDateField(label=model._meta.get_field(name).verbose_name, required=False)


class PartnerForm(ReasonBesideField, WagtailAdminModelForm):
    """A partner as people here write it: digits of any width, era dates."""

    phone = PhoneField(label=_("telephone"), required=False)
    postal_code = PostalCodeField(label=_("postal code"), required=False)
    employees_total = FoldedIntegerField(label=_("people employed"), required=False)
    published_consent_on = JapaneseDateField(
        label=_("agreed to be shown on"),
        required=False,
        help_text=_("Without it no public page may show them."),
    )
    corporate_number = forms.CharField(label=_("corporate number"), required=False, max_length=30)
    placing = {"partner_corporate_number_once": "corporate_number"}

    def clean_corporate_number(self) -> str:
        try:
            return parse_corporate_number(self.cleaned_data["corporate_number"])
        except UnreadableInputError as refusal:
            raise ValidationError(refusal.message, params=refusal.params) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, address = cleaned.get("legal_name"), cleaned.get("address", "")
        same = Partner.objects.filter(legal_name=name, address=address).exclude(pk=self.instance.pk)
        if name and same.exists():
            self.add_error("legal_name", gettext("There is already a partner of this name at this address."))
        return cleaned


class WorkplaceForm(ReasonBesideField, WagtailAdminModelForm):
    phone = PhoneField(label=_("telephone"), required=False)
    postal_code = PostalCodeField(label=_("postal code"), required=False)
    walk_minutes = _number("walk_minutes", Workplace)
    placing = {"workplace_once": "name"}


class AccreditationForm(ReasonBesideField, WagtailAdminModelForm):
    accredited_on = _date("accredited_on", Accreditation)
    revoked_on = _date("revoked_on", Accreditation)
    capacity = _number("capacity", Accreditation)
    placing = {"accreditation_dates_in_order": "revoked_on", "accreditation_number_once": "number"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Q(accreditation__isnull=True) | Q(accreditation=self.instance.pk)
        field: Any = self.fields["workplace"]
        field.queryset = Workplace.objects.filter(free).select_related("partner").order_by("partner", "name")
        field.label_from_instance = lambda place: f"{place.partner}／{place}"


class MemberForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Accounts of our own staff never become an employer's.
        free = Q(partner_member__isnull=True, is_staff=False, is_superuser=False, groups__isnull=True)
        field: Any = self.fields["user"]
        field.queryset = User.objects.filter(Q(is_active=True) & free | Q(pk=self.instance.user_id))
        field.label_from_instance = lambda user: user.shown_name

    def save(self, commit: bool = True) -> Member:
        """Whoever writes it down here knows who it is."""
        if self.instance.confirmed_at is None:
            self.instance.confirmed_at, self.instance.confirmed_by = clock.now(), self.for_user
        member: Member = super().save(commit=commit)
        return member


def _panels(form: type[WagtailAdminModelForm], *panels: Any) -> ObjectList:
    return ObjectList(list(panels), base_form_class=form)


class ListWithRelations(IndexView):
    """A list that reads the named relations of its rows in the same query."""

    relations: tuple[str, ...] = ()

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related(*self.relations)


class KeptViewSet(ModelViewSet):
    """A list with search and a form; no deleting, no copying."""

    index_view_class = ListWithRelations
    relations: tuple[str, ...] = ()

    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return dict(super().get_index_view_kwargs(relations=self.relations, **kwargs))


def _phone_in_one_piece(partner: Partner) -> str:
    return (
        format_html('<span class="w-whitespace-nowrap">{}</span>', format_phone(partner.phone))
        if partner.phone
        else ""
    )


class PartnerViewSet(KeptViewSet):
    model = Partner
    relations = ("area",)
    icon = "group"
    menu_label = _("Partners")
    list_display = [
        "legal_name",
        Column("trade_name", label=_("name in use"), sort_key="trade_name"),
        Column("get_kind_display", label=_("kind"), sort_key="kind"),
        Column("area", label=_("area"), sort_key="area__sort_order"),
        Column(_phone_in_one_piece, label=_("telephone")),
        Column("get_status_display", label=_("status"), sort_key="status"),
        Column(
            lambda partner: gettext("agreed") if partner.published_consent_on else gettext("not yet"),
            label=_("to be shown"),
            sort_key="published_consent_on",
        ),
    ]
    list_filter = ["kind", "area", "status"]
    search_fields = ["legal_name", "trade_name", "legal_name_kana", "address"]
    edit_handler = _panels(
        PartnerForm,
        MultiFieldPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("legal_name_kana"),
                FieldPanel("trade_name"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
                FieldPanel("published_consent_on"),
            ],
            heading=_("Who they are"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("area"), FieldPanel("postal_code")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("url")]),
            ],
            heading=_("Where they are"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("sector"), FieldPanel("employees_total")]),
                FieldPanel("corporate_number"),
            ],
            heading=_("More about them"),
        ),
    )


class WorkplaceViewSet(KeptViewSet):
    model = Workplace
    relations = ("partner", "area")
    icon = "home"
    menu_label = _("Workplaces")
    list_display = [
        "name",
        Column("partner", label=_("partner"), sort_key="partner__legal_name"),
        Column("area", label=_("area"), sort_key="area__sort_order"),
        "address",
    ]
    list_filter = ["area"]
    search_fields = ["name", "address", "partner__legal_name", "partner__trade_name"]
    edit_handler = _panels(
        WorkplaceForm,
        MultiFieldPanel([FieldPanel("partner"), FieldPanel("name")], heading=_("Who they are")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("area"), FieldPanel("postal_code")]),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldRowPanel([FieldPanel("nearest_stop"), FieldPanel("walk_minutes")]),
            ],
            heading=_("Where they are"),
        ),
    )


class AccreditationViewSet(KeptViewSet):
    model = Accreditation
    relations = ("workplace__partner",)
    icon = "success"
    menu_label = _("Accreditations")
    list_display = [
        "workplace",
        Column("workplace.partner", label=_("partner")),
        "number",
        "accredited_on",
        "capacity",
        "revoked_on",
    ]
    list_filter = ["covers_employment", "covers_non_employment"]
    search_fields = ["number", "workplace__name", "workplace__partner__legal_name"]
    edit_handler = _panels(
        AccreditationForm,
        MultiFieldPanel(
            [
                FieldPanel("workplace"),
                FieldRowPanel([FieldPanel("number"), FieldPanel("authority")]),
                FieldRowPanel([FieldPanel("accredited_on"), FieldPanel("revoked_on")]),
            ],
            heading=_("Accreditation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("capacity"),
                FieldPanel("covers_employment"),
                FieldPanel("covers_non_employment"),
                FieldPanel("work_description"),
            ],
            heading=_("What it covers"),
        ),
    )


class MemberViewSet(KeptViewSet):
    model = Member
    relations = ("user", "partner")
    icon = "user"
    menu_label = _("Accounts of partners")
    list_display = [
        Column("user.shown_name", label=_("user")),
        Column("partner", label=_("partner"), sort_key="partner__legal_name"),
        "since",
    ]
    search_fields = ["partner__legal_name", "partner__trade_name", "user__display_name"]
    edit_handler = _panels(
        MemberForm,
        FieldPanel("user", help_text=_("An account for the portal. An invitation makes one.")),
        FieldPanel("partner"),
    )


class PartnersGroup(ModelViewSetGroup):
    """The menu's last entry of the desk."""

    menu_label = _("Partners")
    menu_icon = "site"
    menu_order = 160
    items = (PartnerViewSet, WorkplaceViewSet, AccreditationViewSet, MemberViewSet)
