"""What can go wrong with a backup, in sentences for whoever stands at the machine."""


class BackupFailed(Exception):
    """Nothing was written, or what was half written has been taken away. `str()` is a sentence."""


class Refused(Exception):
    """A backup that is not put in place. `str()` is a sentence; nothing was changed."""
