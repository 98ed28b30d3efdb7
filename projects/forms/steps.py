"""The small forms of single steps. Each carries `seen`, the state that the page showed."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import RichText

from base.forms import WordsField
from base.models.words import split_tags
from partners.models.needs import DeclineReason
from projects.forms.fields import ShownForm

LONGEST_REASON = 300
"""What the log of moves keeps of a reason."""


class JustDoIt(ShownForm):
    """A step that needs no words."""


def _words(label: Any, *, rows: int = 3, **kwargs: Any) -> WordsField:
    return WordsField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class HeardForm(ShownForm):
    """What a coordinator heard at the partner's place."""

    heard_note = _words(
        _("What we heard"),
        rows=6,
        required=False,
        max_length=5000,
        help_text=_(
            "For us at the desk; the partner does not see it. Who does what, when it is tight, "
            "what others could take over."
        ),
    )


class SupportOtherwiseForm(ShownForm):
    reason = _words(
        _("How did we help?"),
        max_length=LONGEST_REASON,
        help_text=_("For example: introduced to another body, changed the order of work."),
    )


class DeclineForm(ShownForm):
    """Only a lawful ground turns a need away (domain.md L6)."""

    decline_reason = forms.ChoiceField(
        label=_("Ground"),
        choices=DeclineReason,
        widget=forms.RadioSelect,
        help_text=_(
            "The Employment Security Act lets us turn an offer of work away only on one of these grounds."
        ),
    )
    reason = _words(
        _("What we base it on"),
        rows=2,
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Stays in the history of this need."),
    )


class ReturnForm(ShownForm):
    reason = _words(_("What should be changed?"), max_length=LONGEST_REASON)


class PauseForm(ShownForm):
    reason = _words(_("Why, and until when"), rows=2, required=False, max_length=LONGEST_REASON)


class CloseForm(ShownForm):
    reason = _words(_("Why does it end?"), rows=2, max_length=LONGEST_REASON)


class PublishForm(ShownForm):
    """The words of the public page."""

    summary = _words(
        _("Summary in easy words"),
        max_length=300,
        help_text=_(
            "Two or three short sentences that anybody understands. Shown in the list and on top of the page."
        ),
    )
    body = _words(
        _("Something more to tell"),
        rows=5,
        required=False,
        max_length=3000,
        help_text=_("What a day looks like, who is there. Leave it empty to keep what the page says now."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=200, help_text=_("Separated by commas or 、")
    )

    def clean_body(self) -> list[tuple[str, RichText]]:
        """Plain lines as one paragraph block; an empty line begins a new paragraph."""
        typed = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if not typed:
            return []
        lines = (escape(part.strip()).replace("\n", "<br/>") for part in typed.split("\n\n") if part.strip())
        return [("paragraph", RichText("".join(f"<p>{line}</p>" for line in lines)))]

    def clean_tags(self) -> list[str]:
        return split_tags(self.cleaned_data["tags"])
