"""Following topics of a chat: what was written since, and what was lately edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Message, SyncState
from headway.activity.store import Changes
from headway.forge.errors import ForgeError, HopelessError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.store import Store
    from headway.activity.sync.run import Tell
    from headway.activity.zulip_files import LoginOf
    from headway.forge import chat

# How many messages before the last one that is known are looked at again, for edits.
LOOK_AGAIN = 100


class Followed(NamedTuple):
    """What following topics came to, and what could not be read and why."""

    changes: Changes
    problems: tuple[str, ...]


def follow_topics(
    store: Store,
    reads: chat.ChatReads,
    topics: Iterable[chat.Topic],
    login_of: LoginOf,
    tell: Tell = lambda *_: None,
) -> Followed:
    """Bring the messages of some topics up to date, page by page; each page is kept as it comes.

    Where nothing is new that is one request per topic, and nothing is written. A topic that cannot
    be read is told, and the others go on, unless the chat cannot be asked at all.
    """
    changes, problems = Changes(), []
    for topic in topics:
        try:
            found, problem = _follow(store, reads, topic, login_of, tell)
        except ForgeError as error:
            problems.append(str(error))
            if isinstance(error, HopelessError):
                break
            continue
        changes = changes.plus(found)
        problems += [problem] if problem else []
    return Followed(changes, tuple(problems))


def _follow(
    store: Store,
    reads: chat.ChatReads,
    topic: chat.Topic,
    login_of: LoginOf,
    tell: Tell,
) -> tuple[Changes, str]:
    source = f"zulip {reads.site} {topic}"
    state = next(iter(store.find(SyncState, source=source)), None)
    last = int(state.value) if state else None
    changes, count = Changes(), 0
    for page in reads.pages(topic, last, LOOK_AGAIN if last else 0):
        if not page:
            break
        count += len(page)
        newest = max(page[-1].id, last or 0)
        with store.batch() as batch:
            changes = changes.plus(batch.put(record(one, login_of) for one in page))
            batch.put([SyncState(source, str(newest))])
        tell(str(topic), count, None)
    if last is not None and not count:
        return changes, (
            f"{topic} holds no message any more, and it did: it was renamed, moved or resolved; "
            "give its present name under `topics` in headway.toml"
        )
    return changes, ""


def record(one: chat.Message, login_of: LoginOf) -> Message:
    """A message as it is kept, its author by login where that is known."""
    return Message(
        id=one.id,
        stream=one.stream or "",
        topic=one.topic,
        author=login_of(one.author_id) or one.author,
        body=one.body,
        url=one.url,
        sent_at=one.sent_at,
        edited_at=one.edited_at,
    )
