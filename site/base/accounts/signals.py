"""News of accounts for the rooms above."""

from django.dispatch import Signal

invitation_accepted = Signal()
"""An invitation became an account. Sent inside the transaction with `invitation` and `user`; not for a new password."""
