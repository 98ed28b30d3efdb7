"""The sentence of a database constraint, beside the field to mend."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from base.states import MoveRefused

Placing = str | Callable[[dict[str, Any]], Iterable[str]]


class ReasonBesideField(forms.BaseModelForm):
    """Mixed into a model form: a broken constraint is told at a field instead of at the top of the form.

    `placing` maps a constraint's name to a field, or to a function of the cleaned data that names fields.
    A constraint without a place stays at the top.
    """

    placing: Mapping[str, Placing] = {}

    def refuse(self, errors: ValidationError | MoveRefused) -> None:
        """Take up what an action refused after the form itself was content."""
        self._update_errors(errors if isinstance(errors, ValidationError) else ValidationError(str(errors)))

    def _update_errors(self, errors: ValidationError) -> None:
        told = (
            dict(errors.error_dict)
            if hasattr(errors, "error_dict")
            else {NON_FIELD_ERRORS: errors.error_list}
        )
        for error in told.pop(NON_FIELD_ERRORS, []):
            for field in self._places_of(error):
                self.add_error(field, error)
        if told:
            super()._update_errors(ValidationError(told))  # type: ignore[misc, arg-type]  # a model form's own

    def _places_of(self, error: ValidationError) -> list[str | None]:
        """Fields beside which the sentence of a constraint belongs; [None] for any other error."""
        place = self.placing.get(self._constraint_that_says(str(error.message)), "")
        fields = place(self.cleaned_data) if callable(place) else [place]
        return [field for field in fields if field in self.fields] or [None]

    def _constraint_that_says(self, sentence: str) -> str:
        for constraint in self.instance._meta.constraints:
            if str(constraint.get_violation_error_message()) == sentence:
                return str(constraint.name)
        return ""
