"""The field's standard terms as choices, shared by openings and people (domain.md sections 3, 4.3, 5.4, 9).

The numbers are the values of the matching engine's columns, so a row of the database is a row of its arrays.
Masks are sums of the values. Where a column may be NULL, NULL means "not known", which is neither yes nor no.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkForm(models.IntegerChoices):
    """雇用型 / 非雇用型 and their neighbours; the legal line runs between 1 and 2 (domain.md 7.3)."""

    VOLUNTEER = 0, _("Volunteering")
    NON_EMPLOYMENT_TRAINING = 1, _("Work training without employment")
    SUPPORTED_EMPLOYMENT = 2, _("Supported employment")
    OPEN_EMPLOYMENT = 3, _("Ordinary employment")


class PayKind(models.IntegerChoices):
    NONE = 0, _("Unpaid")
    EXPENSES = 1, _("Travel and other expenses")
    HONORARIUM = 2, _("Honorarium")
    KOCHIN = 3, _("Piece pay")
    WAGE = 4, _("Wage")


class PayEvery(models.IntegerChoices):
    NONE = 0, _("No payment")
    DAY = 1, _("Each day")
    WEEK = 2, _("Each week")
    MONTH = 3, _("Each month")


class PayUnit(models.TextChoices):
    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")
    PIECE = "piece", _("a piece")
    MONTH = "month", _("a month")


class Stage(models.IntegerChoices):
    """Where a person stands. Not a ladder: any to any, and 7 is a good place to stay (domain.md 4.3)."""

    CONTACT = 0, _("First contact and visits")
    IBASHO = 1, _("A place to belong")
    VOLUNTEER = 2, _("Volunteering, unpaid")
    PAID_TRAINING = 3, _("Volunteering or training with some pay")
    SUPPORTED_EMPLOYMENT = 4, _("Supported employment")
    OPEN_PART = 5, _("Ordinary employment, part time")
    OPEN_FULL = 6, _("Ordinary employment, living from it")
    HALF_HALF = 7, _("Half welfare, half work")


class Independence(models.IntegerChoices):
    """The three kinds of independence, parallel and unordered (mask)."""

    DAILY_LIFE = 1, _("Daily life")
    SOCIAL = 2, _("Ties with people")
    WORK = 4, _("Work")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Mon")
    TUESDAY = 1, _("Tue")
    WEDNESDAY = 2, _("Wed")
    THURSDAY = 3, _("Thu")
    FRIDAY = 4, _("Fri")
    SATURDAY = 5, _("Sat")
    SUNDAY = 6, _("Sun")


class DayPart(models.IntegerChoices):
    MORNING = 0, _("Morning")
    AFTERNOON = 1, _("Afternoon")
    EVENING = 2, _("Evening")


def slot(weekday: int, part: int) -> int:
    """The bit of one half-day: weekday * 3 + part, Monday morning is bit 0."""
    return 1 << (weekday * len(DayPart) + part)


ALL_SLOTS = (1 << (len(Weekday) * len(DayPart))) - 1


class TravelMode(models.IntegerChoices):
    """Ways to get there (mask)."""

    WALK = 1, _("On foot")
    BICYCLE = 2, _("Bicycle")
    BUS_OR_TRAIN = 4, _("Bus or train")
    OWN_CAR = 8, _("Own car")
    SOMEONE_DRIVES = 16, _("Someone drives")


class Theme(models.IntegerChoices):
    """What the work has to do with; what a person likes (mask)."""

    HANDWORK = 1, _("Working with the hands")
    NATURE = 2, _("Being outdoors")
    ANIMALS = 4, _("Animals")
    FOOD = 8, _("Cooking and food")
    CARE = 16, _("Being with people, care")
    MAKING = 32, _("Making things")
    TIDYING = 64, _("Cleaning and tidying")
    MACHINES = 128, _("Machines and cars")
    OFFICE = 256, _("Computers and paperwork")
    CHILDREN = 512, _("Children")
    FIELD = 1024, _("Fields and plants")
    SEA = 2048, _("The sea and fish")


class Qualification(models.IntegerChoices):
    """Licences that a task may lawfully need (mask)."""

    CAR_LICENCE = 1, _("Car licence")
    LARGE_VEHICLE = 2, _("Large vehicle licence")
    FORKLIFT = 4, _("Forklift")
    CARE_BASIC = 8, _("Care worker, basic training")
    COOK = 16, _("Licensed cook")
    NURSERY = 32, _("Nursery teacher")
    BRUSH_CUTTER = 64, _("Brush cutter safety course")
    SMALL_BOAT = 128, _("Small boat licence")


class InstructionStyle(models.IntegerChoices):
    SPOKEN = 1, _("Told in words")
    WRITTEN = 2, _("Written down")
    SHOWN = 4, _("Shown by doing")


class Month(models.IntegerChoices):
    """Months of a season (mask); all or none means all year."""

    JANUARY = 1, _("January")
    FEBRUARY = 2, _("February")
    MARCH = 4, _("March")
    APRIL = 8, _("April")
    MAY = 16, _("May")
    JUNE = 32, _("June")
    JULY = 64, _("July")
    AUGUST = 128, _("August")
    SEPTEMBER = 256, _("September")
    OCTOBER = 512, _("October")
    NOVEMBER = 1024, _("November")
    DECEMBER = 2048, _("December")


class Level(models.IntegerChoices):
    """How strong a load of the work is."""

    NONE = 0, _("None")
    LITTLE = 1, _("A little")
    SOME = 2, _("Some")
    MUCH = 3, _("Much")


class Strain(models.IntegerChoices):
    """How hard a thing is for a person."""

    FINE = 0, _("No trouble")
    LITTLE = 1, _("A little hard")
    HARD = 2, _("Hard")
    VERY = 3, _("Very hard")


class Surroundings(models.IntegerChoices):
    INDOOR = 1, _("Indoors")
    OUTDOOR = 2, _("Outdoors")
    BOTH = 3, _("Both indoors and outdoors")


class Company(models.IntegerChoices):
    ALONE = 1, _("Working alone")
    TOGETHER = 2, _("Working with others")
    EITHER = 3, _("Either is possible")


class Accompaniment(models.IntegerChoices):
    NO = 0, _("Not needed")
    FIRST_DAY = 1, _("On the first day")
    FIRST_WEEK = 2, _("In the first week")
    ALWAYS = 3, _("Every time")


class WishCompany(models.IntegerChoices):
    ANY = 0, _("No preference")
    ALONE = 1, _("Alone")
    TOGETHER = 2, _("With others")


class WishPosture(models.IntegerChoices):
    ANY = 0, _("No preference")
    SITTING = 1, _("Sitting")
    MOVING = 2, _("Moving about")


class WishPlace(models.IntegerChoices):
    ANY = 0, _("No preference")
    INDOOR = 1, _("Indoors")
    OUTDOOR = 2, _("Outdoors")


class WishPay(models.IntegerChoices):
    ANY = 0, _("No preference")
    EARN = 1, _("Wants to earn now")
    NOT_YET = 2, _("Not yet")


class Authority(models.TextChoices):
    """Who answers for a place or a person: the centre's two consignors (domain.md item 35)."""

    KUSHIRO_CITY = "kushiro_city", _("Kushiro City")
    HOKKAIDO = "hokkaido", _("Hokkaido")
