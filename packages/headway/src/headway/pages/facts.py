"""What pages say of goals beside their own words: defaults, sums, who is involved."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from headway.documents.owners import HELP_WANTED
from headway.documents.types import dollars
from headway.documents.values import Form, Level, Written, people_in, within
from headway.text.splitting import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Ask, FundingItem, Goal, Roadmap, Subgoal
    from headway.pages.shelf import Place
    from headway.program.model import Period


_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")


def by_title(goals: Iterable[Goal]) -> list[Goal]:
    """Goals in the order of their titles."""
    return sorted(goals, key=lambda goal: (goal.title or goal.id).lower())


def first_sentence(text: Written) -> Written:
    """The first sentence of a text's first paragraph or item, or all of it where none ends."""
    blank = _BLANK_LINE.search(text)
    paragraph = within(text, 0, blank.start()) if blank else text
    bullet = _BULLET.match(paragraph)
    if bullet:
        following = _BULLET.search(paragraph, bullet.end())
        end = following.start() if following else len(paragraph)
        paragraph = within(paragraph, bullet.end(), len(paragraph[:end].rstrip()))
    return next((within(paragraph, *place) for place in split(paragraph)), paragraph)


def what_and_why(goal: Goal) -> Written | str:
    """A goal in one line: as it says, else its summary's first sentence, else its title."""
    if goal.what_and_why:
        return goal.what_and_why
    return first_sentence(goal.summary) if goal.summary else goal.title or goal.id


def subgoal_what_and_why(goal: Goal, subgoal: Subgoal) -> Written | str:
    """A subgoal in one line: as it says, else its first sentence, else what its goal says."""
    if subgoal.what_and_why:
        return subgoal.what_and_why
    return first_sentence(subgoal.text) if subgoal.text else what_and_why(goal)


def timespan(goal: Goal, subgoal: Subgoal | None = None) -> str:
    """When the work is to happen: as written, else the period."""
    return (subgoal.timespan if subgoal else None) or goal.timespan or goal.period


def owners(goal: Goal) -> set[str]:
    """Who owns tasks: people, and in the older form other words too."""
    texts = [owner for task in goal.all_tasks for owner in task.owners]
    if goal.form is Form.PRESENT:
        texts = [person for text in texts for person in people_in(text)]
    return set(map(str, texts))


def shown_owners(names: Iterable[str], place: Place) -> list[str]:
    """The owners of tasks as a page shows them, by byte order; a badge stands for nobody yet."""
    return sorted(place.badge(HELP_WANTED) if name == HELP_WANTED else name for name in names)


def helpers(goal: Goal, place: Place) -> list[str]:
    """The owners of a goal's tasks beside its point of contact."""
    contact = (goal.point_of_contact or "").removeprefix("@")
    return shown_owners((o for o in owners(goal) if o.removeprefix("@") != contact), place)


def champions(goal: Goal) -> list[tuple[str, str]]:
    """The goal's champions with their teams, by team; rows left blank are not among them."""
    return sorted((str(team), str(who)) for team, who in goal.champions.items() if who)


def champion(goal: Goal, team: str) -> Written | None:
    """The champion of a goal on one team."""
    wanted = team.casefold()
    return next((who for key, who in goal.champions.items() if key.casefold() == wanted), None)


def contact(goal: Goal, place: Place) -> str:
    """A goal's point of contact, or that a contributor is looked for."""
    return place.badge(HELP_WANTED) if goal.needs_contributor else goal.point_of_contact or ""


def asks_of(goal: Goal, team: str) -> list[Ask]:
    """What a goal asks of one team."""
    return [ask for ask in goal.asks if ask.team.casefold() == team.casefold()]


def level(goal: Goal, team: str) -> Level | None:
    """The largest level that a goal asks of a team."""
    return Level.largest(asks_of(goal, team))


def teams(goal: Goal) -> list[str]:
    """The teams that a goal asks, each once, by key."""
    return sorted({str(ask.team) for ask in goal.asks})


def involved(goal: Goal) -> list[str]:
    """Every `@login` that has a part in a goal, by byte order."""
    texts = [goal.point_of_contact, *goal.task_owners, *goal.champions.values()]
    return sorted({str(person) for text in texts if text for person in people_in(text)})


def themes(goal: Goal, subgoal: Subgoal) -> set[str]:
    """The roadmaps that a subgoal serves: its own and its goal's."""
    return {*map(str, goal.roadmaps), *map(str, subgoal.roadmaps)}


def serving(goals: Iterable[Goal], roadmap: str) -> Iterator[Goal]:
    """The goals that serve a roadmap, themselves or by a subgoal."""
    return (goal for goal in goals if roadmap in goal.all_roadmaps)


def roadmaps_by_name(period: Period) -> list[Roadmap]:
    """A period's roadmaps in the order of their names."""
    return sorted(period.roadmaps, key=lambda roadmap: roadmap.name.lower())


class Funded(Enum):
    """How much of the money that a goal needs is there."""

    NO = "No"
    PARTIAL = "Partial"
    FULL = "Full"

    @property
    def light(self) -> str:
        """The state as one coloured sign."""
        return {"No": "🟥", "Partial": "🟡", "Full": "✅"}[self.value]

    @property
    def words(self) -> str:
        """The state as a sign and a word."""
        return {"No": "○ No", "Partial": "◑ Partial", "Full": "✓ Yes"}[self.value]


def item_funded(item: FundingItem) -> Funded:
    """How a funding row's state reads: `Partial by X` is partial, `By X` full, the rest No."""
    text = (item.funded or "").casefold()
    if text == "partial" or text.startswith("partial by "):
        return Funded.PARTIAL
    return Funded.FULL if text == "full" or text.startswith("by ") else Funded.NO


def funded(goal: Goal) -> Funded:
    """How far a goal is funded: fully where every row is, partly where any is."""
    states = {item_funded(item) for item in goal.funding}
    if states == {Funded.FULL}:
        return Funded.FULL
    return Funded.NO if states <= {Funded.NO} else Funded.PARTIAL


def money(amount: int) -> str:
    """An amount in US dollars, as `$1,500,000`."""
    return f"${amount:,}"


def item_cost(item: FundingItem) -> str:
    """A row's cost as pages show it: an amount, `Ask`, else `TBD`."""
    amount = dollars(item.cost) if item.cost else None
    if amount is not None:
        return money(amount)
    return "Ask" if (item.cost or "").casefold() == "ask" else "TBD"


def cost(goal: Goal) -> str:
    """What a goal costs: the sum of the known amounts, `at least` it where a row states none."""
    amounts = [dollars(item.cost) if item.cost else None for item in goal.funding]
    known = [amount for amount in amounts if amount is not None]
    if known:
        return ("" if len(known) == len(amounts) else "at least ") + money(sum(known))
    shown = {item_cost(item) for item in goal.funding}
    return "Ask" if shown == {"Ask"} else "TBD"


def sponsors(goal: Goal, place: Place) -> str:
    """Who gives money to a goal."""
    named = [place.quote(item.sponsors, goal.file) for item in goal.funding if item.sponsors]
    return f"🙏 {', '.join(named)}" if named else ""


def funding_contact(goal: Goal, place: Place) -> str:
    """Who is asked about money for a goal: as it says, else whom the program names."""
    if goal.funding_contact:
        return place.quote(goal.funding_contact, goal.file)
    return place.shelf.program.config.funding_contact or ""
