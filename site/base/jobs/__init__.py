"""Work that is done beside the web server, each piece with one effect.

Declare a job in an app's `jobs.py` (beneath its actions); arguments are keys of records and codes, nothing else:

    @job(label=_("Tell the coordinator of a new need"))
    def tell_of_need(need_id: int) -> None: ...

Ask for it inside the transaction that makes it necessary. The queue is a table of the same database, so the job
is there exactly when the transaction is committed, and nothing is lost between the two:

    tell_of_need.enqueue(need.pk)
    tell_of_need.once("received").enqueue(need.pk)      # the same arguments and word again: one job

A job runs in one transaction, which also notes that it is done: killed in the middle, it never was, and is tried
again, three times in all. One that takes longer than a second says `slow=True`, works without a transaction, and
puts everything that it writes into one `with one_effect():` block. What leaves the database (a mail) may happen
twice if the process dies between sending and noting.

What ought to happen every day is declared in an app's `daily.py` (which may call its actions):

    @daily("projects.expire", label=_("Take down openings whose time has passed"))
    def expire(today: dt.date) -> int: ...

`manage.py worker` runs both; `manage.py jobs` and the screen 裏の仕事 show what failed or waits.
"""

from .declaring import Code, Job, NotACode, job
from .effects import Overtaken, one_effect
from .schedule import daily

__all__ = ["Code", "Job", "NotACode", "Overtaken", "daily", "job", "one_effect"]
