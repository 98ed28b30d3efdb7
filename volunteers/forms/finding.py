"""Finding people in the list. What is typed about a person is posted and never part of an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.models import Area
from base.vocabulary import Stage
from volunteers.models import PersonRole


class FilterForm(forms.Form):
    """Choices that say nothing about one person, so they may stand in the address."""

    stage = forms.TypedChoiceField(
        label=_("Stage"),
        choices=[("", _("All")), *Stage.choices],
        required=False,
        coerce=int,
        empty_value=None,
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All")), *PersonRole.Kind.choices], required=False
    )
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.all(),
        required=False,
        empty_label=_("All"),
        to_field_name="code",
    )
    mine = forms.BooleanField(label=_("Only those whose main supporter I am"), required=False)


class SearchForm(forms.Form):
    """A name or a case number, in whatever spelling."""

    name = forms.CharField(
        label=_("Name or case number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
