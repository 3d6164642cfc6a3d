"""What a post tells of waits, and of documents that changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from headway.program.load import Options, load
from headway.reporting.document_changes import DocumentChange, Kind
from headway.reporting.update.facts import Beside
from headway.reporting.update.waits import Waits
from headway.tracking.stalls.between import Between
from headway.tracking.stalls.model import Actor, Stall
from headway.tracking.stalls.model import Kind as Waiting
from headway.tracking.stalls.resolved import How, Resolved
from march import goal, opened
from tracked import comment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.reporting.update.model import UpdateReport

    Report = Callable[..., UpdateReport]


def stall(kind: Waiting, subject: str, **fields: Any) -> Stall:
    url = "https://github.com/org/rfcs/pull/7#issuecomment-1"
    day = dt.date(2026, 3, 9)
    reason = "@tara asked on 2026-03-09 to merge this: 1 of 2 names are ticked"
    actors = (Actor.person("@tara"), Actor.team("lang"))
    return Stall(kind, subject, "Bees: `<T>`", actors, day, 22, 22, reason, url)._replace(**fields)


def test_what_waits_is_told_of_the_goals_that_have_to_do_with_it(report: Report) -> None:
    told = comment(1, "2026-03-10", "See https://github.com/org/rfcs/pull/7.")
    waiting = (
        stall(Waiting.DECISION, "org/rfcs#7"),
        stall(Waiting.DECISION, "org/rfcs#8"),
        stall(Waiting.UPDATE, "2026/bees"),
        stall(Waiting.HELP_WANTED, "2026/bees"),
    )
    found = report(opened(), told, beside=Beside(Waits(waiting)))
    (one,) = found.waiting.shown
    (subject,) = one.subjects
    assert (subject.goal.id, subject.name, one.is_new) == ("bees", "org/rfcs#7", False)
    assert subject.title == r"Bees: \`\<T\>\`"
    assert one.actors == ("Tara", "lang team")
    assert one.reason.startswith("[tara](https://github.com/tara) asked on 2026-03-09")


def test_whatever_began_to_wait_for_too_long_is_told(report: Report) -> None:
    late = stall(Waiting.UPDATE, "2026/bees", title="Bees", evidence="src/2026/bees.md")
    help_ = stall(Waiting.HELP_WANTED, "2026/bees")
    found = report(opened(), beside=Beside(Waits((late,), Between((late, help_), (), ()))))
    (one,) = found.waiting.shown
    (subject,) = one.subjects
    assert (subject.name, subject.title, one.is_new) == ("2026/bees", "", True)
    assert subject.url == found.slate[0].url


def test_what_is_of_one_kind_and_waits_for_the_same_people_is_one(report: Report) -> None:
    late = stall(Waiting.UPDATE, "2026/bees", reason="told of in May", evidence="x.md")
    waiting = (late, late._replace(subject="2026/wasps"), stall(Waiting.CONCERN, "org/plan#1"))
    goals = {"bees": goal(), "wasps": goal(2, "Wasps")}
    both = report(opened(), beside=Beside(Waits((), Between(waiting, (), ()))), **goals)
    many, one = both.waiting.shown
    assert (one.kind, [part.goal.id for part in one.subjects]) == ("concern", ["bees"])
    assert [part.goal.id for part in many.subjects] == ["bees", "wasps"]
    assert (many.reason, many.is_new) == ("told of in May", False)
    other = (late, late._replace(subject="2026/wasps", reason="never told of"))
    (differing,) = report(beside=Beside(Waits((), Between(other, (), ()))), **goals).waiting.shown
    assert differing.reason == "missing updates"


def test_what_came_to_an_end_is_told(report: Report) -> None:
    ends = Resolved(
        stall(Waiting.DECISION, "org/plan#1"), How.MERGED, dt.date(2026, 3, 20), "tara", "x"
    )
    (one,) = report(opened(), beside=Beside(Waits((), Between((), (ends,), ())))).ended.shown
    assert one.how == "merged by [tara](https://github.com/tara) on 2026-03-20"


def test_what_came_to_an_end_alike_is_one_and_a_periods_end_is_none(report: Report) -> None:
    late = stall(Waiting.UPDATE, "2026/bees")
    told = Resolved(late, How.UPDATED, dt.date(2026, 3, 20), "ana", "x")
    wasps = told._replace(stall=late._replace(subject="2026/wasps"), day=dt.date(2026, 3, 21))
    over = Resolved(stall(Waiting.CHAMPION, "2026/bees"), How.OVER, None, None, "x")
    goals = {"bees": goal(), "wasps": goal(2, "Wasps")}
    ends = Beside(Waits((), Between((), (told, wasps, over), ())))
    (one,) = report(opened(), beside=ends, **goals).ended.shown
    assert (one.how, one.reason) == ("updated", "missing updates")
    assert [(part.goal.id, str(part.day)) for part in one.subjects] == [
        ("bees", "2026-03-20"),
        ("wasps", "2026-03-21"),
    ]


def test_many_actors_are_counted(report: Report) -> None:
    many = tuple(Actor.person(name) for name in ("a", "b", "c", "d", "e"))
    waiting = (stall(Waiting.CONCERN, "org/plan#1", next=many),)
    (one,) = report(opened(), beside=Beside(Waits(waiting))).waiting.shown
    assert one.actors == ("a", "b", "c", "2 more")


def test_changed_documents_are_told_by_goal(report: Report, tmp_path: Path) -> None:
    report()
    program = load(tmp_path, Options(offline=True)).program
    (bees,) = program.goals()
    gone = replace(bees, id="wasps", title=None)
    changes = (
        DocumentChange(Kind.CONTACT, bees, before="@tara", after="@ana"),
        DocumentChange(Kind.CHAMPION, bees, "lang", after="@tara"),
        DocumentChange(Kind.GONE, gone, before="Accepted"),
        DocumentChange(Kind.NEW, replace(bees, period="2027")),
    )
    found = report(beside=Beside(documents=changes)).documents.shown
    assert [(one.title, one.url is None, len(one.changes)) for one in found] == [
        ("Bees", False, 2),
        ("wasps", True, 1),
    ]
    assert "@" not in "".join(found[0].changes)
