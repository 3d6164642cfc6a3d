"""What can be wrong between goals, roadmaps, highlights and tracking issues of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, one_of
from headway.documents.values import Status
from headway.program.rules.books import PROGRAM_RULES
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal, Written
    from headway.program.model import Program

rule = PROGRAM_RULES.rule


@rule("META008", Severity.ERROR)
def wrong_repository(program: Program) -> Iterator[Finding]:
    """A tracking issue is not in the goals repository.

    Updates are read from the goals repository; issues elsewhere go under `Other tracking issues`.

    Wrong:

        | Tracking issue | [lumen-lang/lumen#12] |

    Right:

        | Tracking issue        | [lumen-lang/goals#12] |
        | Other tracking issues | [lumen-lang/lumen#12] |
    """
    for goal in program.goals():
        issue = goal.tracking_issue
        if issue is not None and not program.config.same_repository(issue.repository):
            yield Finding(
                issue.span,
                f"`{issue}` is not in the goals repository",
                goal.file,
                notes=(f"the goals repository is `{program.config.repository}`",),
            )


@rule("META009", Severity.ERROR)
def shared_issue(program: Program) -> Iterator[Finding]:
    """Two goals of one period have the same tracking issue.

    Updates of the one are shown for the other, and both are counted as updated.

    Wrong:

        # Regions

        | Tracking issue | [lumen-lang/goals#12] |

        # Streams

        | Tracking issue | [lumen-lang/goals#12] |

    Right:

        # Regions

        | Tracking issue | [lumen-lang/goals#12] |

        # Streams

        | Tracking issue | [lumen-lang/goals#13] |
    """
    for period in program.periods:
        seen: dict[int, Goal] = {}
        for goal in period.goals:
            issue = goal.tracking_issue
            if issue is None or not program.config.same_repository(issue.repository):
                continue
            first = seen.setdefault(issue.number, goal)
            if first is not goal and first.tracking_issue is not None:
                yield Finding(
                    issue.span,
                    f"`{issue}` is the tracking issue of `{first.name}` too",
                    goal.file,
                    labels=(Label(first.file, first.tracking_issue.span, "the other goal"),),
                )


@rule("META010", Severity.HINT)
def proposed_with_issue(program: Program) -> Iterator[Finding]:
    """A proposed goal has a tracking issue that no goal of an earlier period had.

    A goal that continues carries its old issue over; a new one gets its issue when it is
    accepted. So either the issue is dead, or the status was never changed to `Accepted`.

    Wrong:

        | Status         | Proposed              |
        | Tracking issue | [lumen-lang/goals#40] |

    Right:

        | Status         | Accepted              |
        | Tracking issue | [lumen-lang/goals#40] |
    """
    earlier: set[int] = set()
    for period in program.periods:
        for goal in period.goals:
            issue = goal.tracking_issue
            if issue and goal.status == Status.PROPOSED.value and issue.number not in earlier:
                yield Finding(
                    issue.span,
                    "this goal is only proposed, and no earlier goal has this issue",
                    goal.file,
                )
        earlier |= {goal.tracking_issue.number for goal in period.goals if goal.tracking_issue}


@rule("ROAD001", Severity.ERROR, fixes=True)
def unknown_roadmap(program: Program) -> Iterator[Finding]:
    """A goal names a roadmap that its period does not have.

    The goal is on no roadmap's page. Goals call a roadmap by its short title, to the letter.

    Wrong:

        | Roadmap | Tiny device |

    Right:

        | Roadmap | Tiny devices |
    """
    for period in program.periods:
        if not period.roadmaps:
            continue
        names = [roadmap.name for roadmap in period.roadmaps]
        for goal in period.goals:
            for theme in goal.all_roadmaps:
                if theme not in names:
                    yield _unknown(theme, "roadmap", names, goal.file)


@rule("ROAD002", Severity.WARNING, fixes=True)
def unknown_highlight(program: Program) -> Iterator[Finding]:
    """A goal names a highlight that no page of its period shows.

    A highlight exists where a page has a directive for it, as in
    `(((HIGHLIGHT TABLE: Regions)))`.

    Wrong:

        | Highlight | Region |

    Right:

        | Highlight | Regions |
    """
    for period in program.periods:
        names = list(dict.fromkeys(period.highlights))
        for goal in period.listed:
            for name in goal.highlights:
                if name not in names:
                    yield _unknown(name, "highlight", names, goal.file)


@rule("ROAD003", Severity.WARNING, fixes=True)
def unknown_area(program: Program) -> Iterator[Finding]:
    """A roadmap names an application area that is not configured.

    `application-areas` in `headway.toml` lists them; without that list any name is one.

    Wrong:

        | Application area | Embeded sensing |

    Right:

        | Application area | Embedded sensing |
    """
    if program.config.application_areas is None:
        return
    for period in program.periods:
        for roadmap in period.roadmaps:
            for area in roadmap.application_areas:
                if area not in program.areas:
                    yield _unknown(area, "application area", program.areas, roadmap.file)


@rule("ROAD004", Severity.WARNING)
def roadmap_without_goals(program: Program) -> Iterator[Finding]:
    """No goal names a roadmap.

    Its page has an empty table. Goals call it by its short title.

    Wrong:

        | Short title | Streams |

    Right:

        | Short title | Streams everywhere |
    """
    for period in program.periods:
        for roadmap in period.roadmaps:
            if not period.goals_of(roadmap):
                name = roadmap.short_title or roadmap.title
                yield Finding(
                    name.span if name else Span(0, 0),
                    f"no goal names the roadmap `{roadmap.name}`",
                    roadmap.file,
                )


def _unknown(name: Written, what: str, names: Iterable[str], file: str) -> Finding:
    known = list(names)
    guess = likely(name, known)
    whole = name.span.end - name.span.start == len(name.encode())
    return Finding(
        name.span,
        f"there is no {what} `{name}`",
        file,
        notes=() if guess else ((f"there are {one_of(known)}",) if known else ()),
        help=f"did you mean `{guess}`?" if guess else None,
        fix=Fix(f"write `{guess}`", (Edit(name.span, guess),), safe=fold(guess) == fold(name))
        if guess and whole
        else None,
    )
