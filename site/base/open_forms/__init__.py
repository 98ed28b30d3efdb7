"""Forms that anybody may send, without an account: what keeps machines out and lets people through.

No puzzle and no third party. A form carries a signed slip (when it was handed out, and a token that makes one
record), an empty field that people do not see, and is counted by address. Whoever is asked again finds every word
that they typed; nobody is told that they are a machine.
"""

from .address import address_of
from .forms import OpenForm
from .limits import Limit
from .sending import SlipUsed, earlier_of, open_to_all, taken_in

__all__ = ["Limit", "OpenForm", "SlipUsed", "address_of", "earlier_of", "open_to_all", "taken_in"]
