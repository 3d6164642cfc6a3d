"""What is true of one project alone."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Profile(Value):
    """A project whose goals repository is known.

    `repositories` are all names that it has or had, the present one first; `team_url` is where its
    team API answers, `book_url` where its book can be read, `funding_contact` (Markdown) who is
    asked about money for a goal that names nobody. `organisations` are those whose members goal
    owners become, and `add_person` is the command that adds a person to the team repository.
    `lock_comments` and `continuing_comments` are SHA-256 sums of what its earlier tool writes on
    tracking issues. `cadence_labels` are those by which an issue says how many weeks there are from
    one update to the next, `stall_labels` forms of labels by what they say of who acts next.
    `bots` write as if they were people, and `decision_bots` are those of them that keep polls.
    `zulip_site` is its chat, and `zulip_report` the stream and topic there in which reminders are
    reported.
    """

    name: str
    repositories: tuple[str, ...]
    team_url: str
    book_url: str
    funding_contact: str
    organisations: tuple[str, ...]
    add_person: str
    lock_comments: tuple[str, ...]
    continuing_comments: tuple[str, ...]
    cadence_labels: Mapping[str, int]
    bots: tuple[str, ...]
    zulip_site: str
    zulip_report: tuple[int, str]
    stall_labels: Mapping[str, tuple[str, ...]]
    decision_bots: tuple[str, ...]


RUST = Profile(
    "rust",
    ("rust-lang/goals", "rust-lang/rust-project-goals"),
    "https://team-api.infra.rust-lang.org/v1/",
    "https://rust-lang.github.io/goals/",
    "[Funding team](https://rust-lang.org/governance/teams/launching-pad/#team-funding)",
    ("rust-lang",),
    "cargo run add-person LOGIN",
    ("bcae0fae0dba338c018ab855c3482f6597853e552803f4ac771889336e0a4354",),
    ("a22583f745ce75213bcc7312f603cf803ecaab404168e3386f6be38d5bfe055d",),
    MappingProxyType({"R-every-week": 1, "R-every-2-weeks": 2, "R-every-4-weeks": 4}),
    (
        *("bors", "craterbot", "rfcbot", "rust-highfive", "rust-log-analyzer", "rust-rfcbot"),
        *("rust-timer", "rustbot", "triagebot"),
    ),
    "https://rust-lang.zulipchat.com",
    (478266, "triagebot reports"),
    MappingProxyType(
        {
            "nominated": ("I-{team}-nominated", "I-nominated"),
            "waiting-on-reviewer": ("S-waiting-on-review",),
            "waiting-on-author": ("S-waiting-on-author",),
            "waiting-elsewhere": ("S-blocked", "S-experimental", "S-inactive", "S-waiting-on-*"),
            "finished": ("finished-final-comment-period",),
            "team": ("T-{team}",),
            "help-wanted": ("E-help-wanted", "E-mentor", "help wanted"),
        }
    ),
    ("rfcbot", "rust-rfcbot"),
)
_PROFILES = (RUST,)


def profile_of(repository: str) -> Profile | None:
    """The profile of a goals repository, if it has one."""
    name = repository.casefold()
    return next((profile for profile in _PROFILES if name in profile.repositories), None)
