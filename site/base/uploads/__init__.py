"""Files that people bring: what they are is read from their content, and only what is understood is kept.

`check(data)` gives what to keep, or raises Refused with a sentence for the person who chose the file. Pictures are
drawn anew without what the camera wrote into them; papers are opened and looked through. `store` keeps documents
about people, sealed and apart from everything public.
"""

from .checking import Checked, check
from .kinds import Kind
from .reading import LARGEST, read_upload
from .refusing import Refused

__all__ = ["LARGEST", "Checked", "Kind", "Refused", "check", "read_upload"]
