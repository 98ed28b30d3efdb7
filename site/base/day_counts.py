"""Days between two date columns, counted by the database itself, so that a constraint can say "at most a year"."""

from typing import Any

from django.db.models import Func, IntegerField


class DaysBetween(Func):
    """`DaysBetween("asked_on", "ends_on")`: whole days from the first date to the second, negative backwards.

    Django's own subtraction of dates is, on SQLite, a function of its own connection: other programs that open the
    file, a backup that is being verified among them, could not check the constraint.
    """

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._between(compiler, "CAST(julianday({1}) - julianday({0}) AS INTEGER)")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._between(compiler, "(CAST({1} AS date) - CAST({0} AS date))")

    def _between(self, compiler: Any, template: str) -> tuple[str, tuple[Any, ...]]:
        first, first_given = compiler.compile(self.source_expressions[0])
        second, second_given = compiler.compile(self.source_expressions[1])
        return template.format(first, second), (*second_given, *first_given)
