"""Signing in: one door for everybody, the second factor, sessions that end, invitations instead of sign-up.

`door` leads every login address to one; `adapter` and `forms` say how allauth behaves here; `middleware` ends sessions
and asks for the second factor; `session_store` keeps sessions; `invitations` and `standing` are what the desk does with
accounts. allauth's own sign-up is not reachable: `urls` names the views that are.
"""
