"""Jobs: nothing but keys and codes goes in, each has one effect, and a worker that is killed loses none."""

import datetime as dt
import os
import signal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from base import jobs
from base.jobs import NotACode, overview, schedule
from base.jobs.effects import PAUSES, TRIES
from base.jobs.worker import LOST, Worker, reap
from base.models import User
from base.tests import jobs_of_tests, killed_workers
from base.tests.at_once import all_at_once
from base.tests.jobs_of_tests import SECRET, effects


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    jobs_of_tests.RAN.clear()


def only() -> DBTaskResult:
    return DBTaskResult.objects.get()


def now_is_the_time() -> None:
    """The pause before the next try is over."""
    DBTaskResult.objects.update(run_after=timezone.now())


# --- what goes in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argument",
    [
        "佐藤",
        "Tanaka",
        "taro@example.jp",
        "0154-00-0000",
        "two words",
        "",
        "a" * 61,
        -1,
        2**63,
        1.5,
        True,
        None,
    ],
    ids=repr,
)
@pytest.mark.django_db
def test_anything_but_keys_and_codes_is_refused_and_not_repeated(argument: object) -> None:
    with pytest.raises(NotACode) as refused:
        jobs_of_tests.leave_a_trace.enqueue(argument)
    assert not DBTaskResult.objects.exists()
    assert not isinstance(argument, str) or len(argument) < 2 or argument not in str(refused.value)


@pytest.mark.django_db
def test_lists_and_records_are_refused_too() -> None:
    for argument in ([1], {"a": 1}, User(username="x")):
        with pytest.raises(NotACode):
            jobs_of_tests.leave_a_trace.enqueue(argument)


def test_a_job_that_could_take_words_cannot_be_declared() -> None:
    def tell(name: str) -> None: ...

    with pytest.raises(NotACode, match="name"):
        jobs.job(label="x")(tell)


@pytest.mark.django_db
def test_a_job_returns_a_count_or_nothing() -> None:
    jobs_of_tests.say_too_much.enqueue(1)
    Worker().run_until_idle()
    row = only()
    assert (row.status, row.return_value) == (TaskResultStatus.READY, None)
    assert row.exception_class_path == "base.jobs.declaring.NotACode"


# --- one effect -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("job", [jobs_of_tests.leave_a_trace, jobs_of_tests.slow], ids=["quick", "slow"])
def test_a_job_is_done_once(job: jobs.Job) -> None:
    job.enqueue(5)
    assert Worker().run_until_idle() == 1
    assert Worker().run_until_idle() == 0
    assert (effects(5), only().status) == (1, TaskResultStatus.SUCCESSFUL)


@pytest.mark.django_db(transaction=True)
def test_a_job_asked_for_in_a_transaction_that_is_taken_back_never_was() -> None:
    def change_of_mind() -> None:
        with transaction.atomic():
            jobs_of_tests.leave_a_trace.enqueue(5)
            raise KeyError

    with pytest.raises(KeyError):
        change_of_mind()
    assert Worker().run_until_idle() == 0


@pytest.mark.django_db
def test_the_same_word_and_arguments_make_one_job_and_others_make_more() -> None:
    leave = jobs_of_tests.leave_a_trace
    for _ in range(3):
        leave.once("received").enqueue(5)
    leave.once("received").enqueue(6)
    leave.once("closed").enqueue(5)
    assert DBTaskResult.objects.count() == 3
    Worker().run_until_idle()
    leave.once("received").enqueue(5)  # also when it was done long since
    assert Worker().run_until_idle() == 0
    assert (effects(5), effects(6)) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_forty_who_ask_at_once_get_one_job() -> None:
    asked = all_at_once([partial(jobs_of_tests.leave_a_trace.once("x").enqueue, 5)] * 40)
    assert {str(result.id) for result in asked} == {str(only().pk)}
    Worker().run_until_idle()
    assert effects(5) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once() -> None:
    for number in range(30):
        jobs_of_tests.leave_a_trace.enqueue(number)
    done = all_at_once([Worker().run_until_idle for _ in range(6)])
    assert sum(done) == 30
    assert [effects(number) for number in range(30)] == [1] * 30


@pytest.mark.django_db
def test_a_job_that_fails_is_tried_three_times_and_leaves_nothing() -> None:
    jobs_of_tests.fail.enqueue(5)
    for tried in range(1, TRIES + 1):
        Worker().run_until_idle()
        assert len(jobs_of_tests.RAN) == tried
        assert Worker().run_until_idle() == 0, "the pause comes first"
        if tried < TRIES:
            pause = only().run_after - timezone.now()
            assert 0 < PAUSES[tried - 1] - pause.total_seconds() < 30
            now_is_the_time()
    assert (only().status, effects(5)) == (TaskResultStatus.FAILED, 0)


@pytest.mark.django_db
def test_what_an_error_says_is_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    jobs_of_tests.fail.enqueue(5)
    Worker().run_until_idle()
    row = only()
    assert row.exception_class_path == "builtins.ValueError"
    assert "site/base/tests/jobs_of_tests.py" in row.traceback
    assert "ValueError" in caplog.text
    for value in (*(getattr(row, field.attname) for field in row._meta.fields), caplog.text):
        assert SECRET not in str(value)


# --- workers that die -----------------------------------------------------------------------------------------------


def killed_in_the_middle(job: jobs.Job) -> None:
    """A worker of its own process takes `job`, and is killed as soon as it has begun."""
    told, tell = os.pipe()
    job.enqueue(tell)
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            Worker().run_until_idle()
        finally:
            os._exit(0)
    assert os.read(told, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(told)
    os.close(tell)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", [jobs_of_tests.hang, jobs_of_tests.hang_slowly], ids=["quick", "slow"])
def test_a_killed_worker_loses_no_job_and_leaves_no_half_effect(
    job: jobs.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_in_the_middle(job)
    number = only().args_kwargs["args"][0]
    assert (only().status, effects(number)) == (TaskResultStatus.RUNNING, 0)

    assert reap() == 1
    assert (only().status, only().exception_class_path) == (TaskResultStatus.READY, LOST)
    DBTaskResult.objects.update(task_path="base.tests.jobs_of_tests.leave_a_trace")  # which does not hang
    assert Worker().run_until_idle() == 1
    assert (only().status, effects(number)) == (TaskResultStatus.SUCCESSFUL, 1)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_every_worker_is_given_up_after_three() -> None:
    killed_in_the_middle(jobs_of_tests.hang)
    row = only()
    DBTaskResult.objects.update(worker_ids=[*row.worker_ids * 3])
    assert reap() == 1
    assert (only().status, only().exception_class_path) == (TaskResultStatus.FAILED, LOST)


@pytest.mark.django_db(transaction=True)
def test_workers_that_are_killed_at_any_moment_do_every_job_once() -> None:
    assert killed_workers.kill_and_finish(jobs=20, kills=10).once == 20


@pytest.mark.django_db
def test_a_job_in_the_hands_of_a_living_worker_is_left_alone() -> None:
    jobs_of_tests.leave_a_trace.enqueue(1)
    jobs_of_tests.leave_a_trace.enqueue(2)
    elsewhere, here = Worker(name="other-host:1:aa"), Worker()
    elsewhere._claim()
    here._claim()
    assert reap(here.name) == 0
    later = timezone.now() - dt.timedelta(minutes=11)
    DBTaskResult.objects.update(started_at=later)
    assert reap(here.name) == 2, "nothing may take longer than ten minutes"


@pytest.mark.django_db
@pytest.mark.parametrize("job", [jobs_of_tests.leave_a_trace, jobs_of_tests.slow], ids=["quick", "slow"])
def test_a_worker_that_was_taken_for_dead_has_no_effect_any_more(job: jobs.Job) -> None:
    from base.jobs import effects as doing

    job.enqueue(5)
    sleepy, lively = Worker(), Worker()
    row = sleepy._claim()
    DBTaskResult.objects.update(started_at=timezone.now() - dt.timedelta(hours=1))
    assert reap() == 1
    lively.run_until_idle()
    doing.run(row, sleepy.name)  # it wakes up, and goes on
    assert (effects(5), only().status, only().worker_ids) == (
        1,
        TaskResultStatus.SUCCESSFUL,
        [sleepy.name, lively.name],
    )


@pytest.mark.django_db(transaction=True)
def test_the_worker_ends_when_asked_to() -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            Worker(pause=0.05).run()
            os._exit(7)
        finally:
            os._exit(1)
    deadline = timezone.now() + dt.timedelta(seconds=20)
    while not DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).exists():  # a duty of today
        assert timezone.now() < deadline
        connections.close_all()
    os.kill(child, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


# --- every day ------------------------------------------------------------------------------------------------------


@pytest.fixture
def duties(monkeypatch: pytest.MonkeyPatch) -> list[dt.date]:
    """One duty at midnight and one at five, and the dates on which they were done."""
    schedule.find_duties()  # each module registers once, and not among those of this test
    done: list[dt.date] = []
    found: dict[str, schedule.Duty] = {}
    monkeypatch.setattr(schedule, "DUTIES", found)
    schedule.daily("tests.midnight", label="midnight")(lambda today: done.append(today))
    schedule.daily("tests.never", label="never", is_wanted=lambda: False)(lambda today: done.append(today))
    schedule.daily("tests.five", label="five", hour=5, slow=True)(lambda today: done.append(today))
    return done


@pytest.mark.django_db
def test_a_duty_is_done_once_a_day_of_tokyo(duties: list[dt.date]) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    for moment in (
        dt.datetime(2026, 11, 21, 15, 0, tzinfo=dt.UTC),  # midnight of the 22nd
        dt.datetime(2026, 11, 22, 4, 59, tzinfo=tokyo),
        dt.datetime(2026, 11, 22, 5, 0, tzinfo=tokyo),
        dt.datetime(2026, 11, 22, 23, 59, tzinfo=tokyo),
        dt.datetime(2026, 11, 23, 0, 0, tzinfo=tokyo),
    ):
        schedule.enqueue_due(moment)
        Worker().run_until_idle()
    assert duties == [dt.date(2026, 11, 22), dt.date(2026, 11, 22), dt.date(2026, 11, 23)]


def test_every_duty_has_a_code_and_a_name() -> None:
    schedule.find_duties()
    assert {"base.forget_jobs", "projects.expire", "volunteers.reviews"} <= set(schedule.DUTIES)
    for code, duty in schedule.DUTIES.items():
        assert jobs.declaring.CODE.fullmatch(code)
        assert 0 <= duty.hour < 24
        assert str(duty.label)


@pytest.mark.django_db
def test_jobs_done_long_ago_are_forgotten_and_failures_later() -> None:
    for number in range(4):
        jobs_of_tests.leave_a_trace.enqueue(number)
    new, old, failed, waiting = DBTaskResult.objects.order_by("enqueued_at")
    month_ago = timezone.now() - dt.timedelta(days=31)
    for row, status, at in (
        (new, TaskResultStatus.SUCCESSFUL, timezone.now()),
        (old, TaskResultStatus.SUCCESSFUL, month_ago),
        (failed, TaskResultStatus.FAILED, month_ago),
    ):
        DBTaskResult.objects.filter(pk=row.pk).update(status=status, finished_at=at)
    assert schedule.forget_jobs(timezone.localdate()) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {new.pk, failed.pk, waiting.pk}


# --- what the administrator sees ------------------------------------------------------------------------------------


@pytest.fixture
def failed_job(db: None) -> DBTaskResult:
    jobs_of_tests.fail.enqueue(271828)
    for _ in range(TRIES):
        now_is_the_time()
        Worker().run_until_idle()
    return only()


def signed_in(**flags: bool) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("somebody", password="x" * 15, **flags))
    return client


def test_the_administrator_sees_what_failed_without_content_and_tries_again(failed_job: DBTaskResult) -> None:
    admin = signed_in(is_superuser=True, is_staff=True)
    page = admin.get(reverse("jobs"))
    shown = page.content.decode()
    assert page.status_code == 200
    assert "ValueError" in shown
    assert "fails" in shown
    assert "271828" not in shown
    assert SECRET not in shown
    assert "no-store" in page["Cache-Control"]

    again = admin.post(reverse("job_again", args=[failed_job.pk]), follow=True)
    assert again.redirect_chain == [(reverse("jobs"), 302)]
    assert (only().status, only().worker_ids) == (TaskResultStatus.READY, [])
    assert admin.post(reverse("job_again", args=[failed_job.pk])).status_code == 404


@pytest.mark.parametrize("flags", [{}, {"is_staff": True}], ids=["nobody special", "staff"])
def test_for_others_there_is_no_such_page(failed_job: DBTaskResult, flags: dict[str, bool]) -> None:
    client = signed_in(**flags)
    assert client.get(reverse("jobs")).status_code in (302, 403, 404)
    assert client.post(reverse("job_again", args=[failed_job.pk])).status_code in (302, 403, 404)
    assert Client().get(reverse("jobs")).status_code == 302
    assert only().status == TaskResultStatus.FAILED


def test_the_command_says_the_same(failed_job: DBTaskResult, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("jobs")
    said = capsys.readouterr().out
    assert str(failed_job.pk) in said
    assert "ValueError" in said
    assert "271828" not in said
    call_command("jobs", again="all")
    assert only().status == TaskResultStatus.READY


@pytest.mark.django_db
def test_jobs_that_nobody_takes_are_spoken_of(failed_job: DBTaskResult) -> None:
    assert overview.warnings() == []
    jobs_of_tests.leave_a_trace.enqueue(1)
    assert overview.warnings() == []
    for minutes, sentences in ((6, 1), (60 * 27, 2)):
        assert len(overview.warnings(timezone.now() + dt.timedelta(minutes=minutes))) == sentences
