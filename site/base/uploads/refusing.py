"""Why a file was not taken, in words for the person who chose it."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """The file is not taken. Its message is a whole sentence; forms show it beside the field."""
