from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.diagnostics import Severity
from headway.program.config import read_config
from headway.program.config_cadence import CadenceSettings
from headway.program.config_remind import Channel, RemindSettings
from headway.program.config_reports import ReportSettings
from headway.program.config_stalls import LIMITS
from headway.program.config_watch import Watch
from headway.program.config_zulip import TopicSetting, ZulipSettings
from headway.program.load import Loaded, load

Make = Callable[[Mapping[str, str | bytes]], Path]

HEADWAY = '[program]\nname = "Own"\nrepository = "own/goals"\n'
BOOK = (
    '[book]\ntitle = "Book"\n[preprocessor.goals]\n'
    '[output.html]\ngit-repository-url = "https://github.com/book/goals"\n'
)


def goal(number: int, repository: str) -> str:
    issue = f"| Tracking issue | [{repository}#{number}] |"
    return f"# G{number}\n\n| Metadata | |\n|---|---|\n| Status | Accepted |\n{issue}\n"


GOALS = {
    "src/2026/a.md": goal(1, "most/goals"),
    "src/2026/b.md": goal(2, "most/goals"),
    "src/2026/c.md": goal(3, "few/goals"),
}


def codes(loaded: Loaded, code: str) -> list[tuple[str, str]]:
    return [(d.file, d.message) for d in loaded.report.diagnostics if d.code == code]


@pytest.mark.parametrize(
    ("files", "name", "repository"),
    [
        ({}, None, "most/goals"),
        ({"book.toml": BOOK}, "Book", "book/goals"),
        ({"book.toml": BOOK.replace('/goals"', '/goals.git"')}, "Book", "book/goals"),
        ({"book.toml": BOOK.replace("github.com", "gitlab.com")}, "Book", "most/goals"),
        ({"headway.toml": HEADWAY}, "Own", "own/goals"),
        ({"headway.toml": HEADWAY, "book.toml": BOOK}, "Own", "own/goals"),
        ({"headway.toml": "[program]\n", "book.toml": BOOK}, "Book", "book/goals"),
    ],
)
def test_the_nearest_source_of_a_setting_counts(
    make: Make, files: dict[str, str], name: str | None, repository: str
) -> None:
    config = load(make({**GOALS, **files})).program.config
    assert (config.name, config.repository) == (name, repository)


def test_an_issue_elsewhere_is_an_error(make: Make) -> None:
    found = codes(load(make(GOALS)), "META008")
    assert [file for file, _ in found] == ["src/2026/c.md"]


@pytest.mark.parametrize("name", ["few/goals", "FEW/Goals"])
def test_former_names_count_as_the_same(make: Make, name: str) -> None:
    toml = f'[program]\nrepository = "most/goals"\nformer-repositories = ["{name}"]\n'
    assert codes(load(make({**GOALS, "headway.toml": toml})), "META008") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rust-lang/goals", "rust-lang/rust-project-goals"),
        ("rust-lang/rust-project-goals", "rust-lang/goals"),
    ],
)
def test_the_rust_profile_knows_its_former_names(make: Make, one: str, other: str) -> None:
    goals = {
        "src/2026/a.md": goal(1, one),
        "src/2026/b.md": goal(2, one),
        "src/2026/c.md": goal(3, other),
    }
    folder = make({**goals, "teams.toml": ""})
    loaded = load(folder)
    assert loaded.program.config.repository == "rust-lang/goals"
    assert codes(loaded, "META008") == []
    assert loaded.program.config.team_url == "https://team-api.infra.rust-lang.org/v1/"


def test_every_setting_is_read(make: Make) -> None:
    root = make(
        {
            "headway.toml": '[program]\nsource = "text/"\napplication-areas = ["A"]\n'
            '[teams]\nurl = "https://teams.example/"\n'
            '[asks]\n"RFC decision" = { short = "RFC", about = "decide", elide = true }\n'
            '[rules]\nMETA001 = "off"\nMETA002 = "hint"\n',
            "text/2026/a.md": "# A\n",
        }
    )
    read = read_config(root)
    config = read.config
    assert read.findings == ()
    assert (config.source, config.application_areas) == ("text", ("A",))
    assert config.team_url == "https://teams.example/"
    ask = config.asks["RFC decision"]
    assert (ask.short, ask.about, ask.elide) == ("RFC", "decide", True)
    assert config.severities == {"META001": None, "META002": Severity.HINT}


def test_what_is_watched_is_read(make: Make) -> None:
    said = (
        "[[watch]]\nrepository = 'a/b'\n[[watch]]\nrepository = 'a/b'\nlabels = ['x', 'y']\n"
        "[[watch]]\nquery = 'is:open label:z'\n"
    )
    assert read_config(make({"headway.toml": said})).config.watches == (
        Watch("a/b"),
        Watch("a/b", ("x", "y")),
        Watch(query="is:open label:z"),
    )


def test_reports_are_read(make: Make) -> None:
    said = "[reports]\ntemplates = 'plan/templates/'\nwords-per-goal = 30\n"
    reports = read_config(make({"headway.toml": said})).config.reports
    assert reports == ReportSettings("plan/templates", 30)


def test_cadence_is_read_and_the_profile_adds_its_labels(make: Make) -> None:
    said = "weeks = 2\ngrace-days = 0\nweekday = 'Monday'\nhour = 9\n"
    cadence = read_config(make({"headway.toml": f"[cadence]\n{said}"})).config.cadence
    assert cadence == CadenceSettings(weeks=2, grace_days=0, weekday=0, hour=9)
    rust = "[program]\nrepository = 'rust-lang/goals'\n"
    labels = {"R-every-week": 1, "R-every-2-weeks": 2, "R-every-4-weeks": 4}
    for more, expected in (("", labels), ("[cadence.labels]\nslow = 9\n", {"slow": 9})):
        config = read_config(make({"headway.toml": rust + more})).config
        assert config.cadence.weeks_by_label == expected


def test_what_counts_as_stalled_is_read_and_the_profile_adds_its_labels(make: Make) -> None:
    said = "[stalls]\nreview = 3\nconcern = false\ndecision-bots = ['poller']\n"
    stalls = read_config(make({"headway.toml": said})).config.stalls
    assert (stalls.limits["review"], stalls.limits["concern"]) == (3, None)
    assert stalls.limits["decision"] == LIMITS["decision"]
    assert stalls.decision_bots == ("poller",)
    assert (stalls.forms("nominated"), stalls.forms("help-wanted")) == ((), ("help wanted",))
    rust = "[program]\nrepository = 'rust-lang/goals'\n[stalls.labels]\nnominated = []\n"
    stalls = read_config(make({"headway.toml": rust})).config.stalls
    assert (stalls.forms("nominated"), stalls.forms("team")) == ((), ("T-{team}",))
    assert "rfcbot" in stalls.decision_bots


def test_chat_and_reminders_are_read_and_the_profile_adds_its_own(make: Make) -> None:
    said = """
[zulip]
site = "https://chat.example/"
alias = "Board"
topics = [{ stream = "goals", topic = "wishes" }, { stream = 31, topic = "a/b" }]
[remind]
channel = "github"
escalate-after = 3
managers = ["@mo", "ana"]
report = { stream = "goals", topic = "late" }
"""
    config = read_config(make({"headway.toml": said})).config
    topics = (TopicSetting("goals", "wishes"), TopicSetting(31, "a/b"))
    late = TopicSetting("goals", "late")
    assert config.zulip == ZulipSettings("https://chat.example", topics, "Board")
    assert config.remind == RemindSettings(Channel.GITHUB, 3, ("mo", "ana"), late)
    rust = "[program]\nrepository = 'rust-lang/goals'\n"
    config = read_config(make({"headway.toml": rust})).config
    assert config.zulip.site == "https://rust-lang.zulipchat.com"
    triagebot = TopicSetting(478266, "triagebot reports")
    assert config.remind == RemindSettings(Channel.TEXT, 2, (), triagebot)
    config = read_config(make({"headway.toml": rust + said})).config
    assert (config.zulip.site, config.remind.report) == ("https://chat.example", late)


def test_asks_of_the_book_are_read_from_their_own_file(make: Make) -> None:
    toml = '[team_asks."RFC decision"]\nshort = "RFC"\nabout = "decide"\n'
    config = read_config(make({"rust-project-goals.toml": toml, "book.toml": BOOK})).config
    assert list(config.asks) == ["RFC decision"]


@pytest.mark.parametrize(
    ("name", "toml", "line", "column", "words"),
    [
        ("headway.toml", "[program]\nname = \n", 2, 8, "no TOML"),
        ("headway.toml", "[program]\n\n[program]\n", 3, 9, "no TOML"),
        ("book.toml", "[preprocessor.goals]\nx = = 1\n", 2, 5, "no TOML"),
        ("headway.toml", "[program]\nname = 3\n", 2, 1, "`name` must be a string"),
        ("headway.toml", "[program]\nnmae = 'x'\n", 2, 1, "unknown setting `nmae`"),
        ("headway.toml", "[rules]\nMETA001 = 'of'\n", 2, 1, "`META001` must be"),
        ("headway.toml", "[program]\nrepository = 'goals'\n", 2, 1, "organisation/repository"),
        ("headway.toml", "[program]\napplication-areas = 'A'\n", 2, 1, "a list of strings"),
        ("headway.toml", "[asks]\nRFC = 'x'\n", 2, 1, "`RFC`"),
        ("headway.toml", "[program-update]\nsince = '2026-01-31'\n", 2, 1, "without quotes"),
        ("headway.toml", "[program-update]\nauthors = 'bo'\n", 2, 1, "a list of strings"),
        ("headway.toml", "[watch]\nrepository = 'a/b'\n", 1, 2, "tables, each headed `[[watch]]`"),
        ("headway.toml", "watch = ['a/b']\n", 1, 1, "tables, each headed `[[watch]]`"),
        ("headway.toml", "[[watch]]\nlabels = ['x']\n", 1, 3, "a `repository` or a `query`"),
        (
            "headway.toml",
            "[[watch]]\nquery = 'b'\n[[watch]]\nrepository = 'a/b'\nquery = 'c'\n",
            3,
            3,
            "a `repository` or a `query`",
        ),
        ("headway.toml", "[[watch]]\nquery = 'c'\nlabels = ['x']\n", 3, 1, "names its own"),
        ("headway.toml", "[[watch]]\nrepository = 'b'\n", 2, 1, "must be `organisation/rep"),
        ("headway.toml", "[[watch]]\nquery = 'a'\nlable = 1\n", 3, 1, "unknown setting `lable`"),
        ("headway.toml", "[program]\nsource = 'nowhere'\n", 2, 1, "no folder `nowhere`"),
        ("headway.toml", "[program]\nsource = '../other'\n", 2, 1, "inside the program's own"),
        ("book.toml", "[book]\nsrc = 'src/../..'\n", 2, 1, "inside the program's own"),
        ("headway.toml", "[teams]\nurl = 'file:///etc'\n", 2, 1, "must start with `https://`"),
        ("headway.toml", "program = 1\n", 1, 1, "`program` must be a table"),
        ("headway.toml", "[board]\nproject = 'lumen#7'\n", 2, 1, "`orgs/NAME/projects/NUMBER`"),
        ("headway.toml", "[updates]\nby = 'me'\n", 2, 1, "`by` must be `anyone`"),
        ("headway.toml", "[updates]\nleast-letters = 0\n", 2, 1, "a whole number from 1 on"),
        ("headway.toml", "[updates]\nignore = ['(']\n", 2, 1, "no regular expression"),
        ("headway.toml", "[cadence]\nweeks = 0\n", 2, 1, "a whole number from 1 to 52"),
        ("headway.toml", "[cadence]\nhour = true\n", 2, 1, "a whole number from 0 to 23"),
        ("headway.toml", "[cadence]\nweekday = 'May'\n", 2, 1, "`weekday` must be `monday`"),
        ("headway.toml", "[cadence.labels]\nR-weekly = '1'\n", 2, 1, "`R-weekly` must be"),
        ("headway.toml", "[stalls]\nreview = 0\n", 2, 1, "from 1 on, or false for never"),
        ("headway.toml", "[stalls]\nreview = true\n", 2, 1, "from 1 on, or false for never"),
        ("headway.toml", "[stalls.labels]\nteam = 'T'\n", 2, 1, "`team` must be a list"),
        ("headway.toml", "[zulip]\nsite = 'chat.example'\n", 2, 1, "must start with `https://`"),
        ("headway.toml", "[zulip]\ntopics = 'x'\n", 2, 1, "`topics` must be a list"),
        ("headway.toml", "[zulip]\ntopics = [{ stream = 1 }]\n", 2, 1, "`stream` (its name or"),
        ("headway.toml", "[zulip]\nalias = 3\n", 2, 1, "`alias` must be a string"),
        ("headway.toml", "[remind]\nchannel = 'post'\n", 2, 1, "`zulip`, `github` or `text`"),
        ("headway.toml", "[remind]\nescalate-after = 0\n", 2, 1, "a whole number up to 52"),
        ("headway.toml", "[remind]\nreport = 'x'\n", 2, 1, "a topic in `report`"),
        ("headway.toml", "[reports]\ntemplates = '../x'\n", 2, 1, "inside the program's own"),
        ("headway.toml", "[reports]\nwords-per-goal = 0\n", 2, 1, "a whole number from 1 on"),
        ("teams.toml", "[teams.lang]\nmembers = 'x'\n", 2, 1, "`members` must be a list"),
        ("teams.toml", "[teams.x]\n[zulip]\nana = '5'\n", 3, 1, "the number of an account"),
        ("teams.toml", "[teams\n", 1, 7, "no TOML"),
    ],
)
def test_a_mistake_is_told_at_its_place(  # noqa: PLR0913, PLR0917  # as many as a mistake has
    make: Make, name: str, toml: str, line: int, column: int, words: str
) -> None:
    report = load(make({**GOALS, "headway.toml": "", name: toml})).report
    (found,) = [d for d in report.diagnostics if d.code == "CONF001"]
    assert found.file == name
    assert words in found.message
    assert report.position(found.file, found.span.start) == (line, column)


def test_no_source_outside_the_program_is_read(make: Make) -> None:
    toml = "[program]\nsource = '../other'\n"
    pages = {"other/2026/a.md": "# Another\n", "own/src/2026/b.md": "# B\n"}
    root = make({**pages, "own/headway.toml": toml}) / "own"
    assert [page.file for page in load(root).program.pages] == ["src/2026/b.md"]


@pytest.mark.parametrize("said", ["text", "/text/", "./text", "text/."])
def test_a_source_folder_has_one_name(make: Make, said: str) -> None:
    root = make({"headway.toml": f"[program]\nsource = '{said}'\n", "text/2026/a.md": "# A\n"})
    assert load(root).program.config.source == "text"


def test_a_mistake_in_one_file_leaves_the_others(make: Make) -> None:
    loaded = load(make({**GOALS, "headway.toml": "[program]\nname = \n", "book.toml": BOOK}))
    assert loaded.program.config.repository == "book/goals"
    assert len(list(loaded.program.goals())) == 3


TOML = st.binary(max_size=80) | st.lists(
    st.sampled_from(
        [
            *("[program]\n", "[rules]\n", "[asks]\n", "[teams.a]\n", "[people]\n", "[book]\n"),
            *("[preprocessor.goals.linkifiers]\n", "'('=1\n", "=", "name", "source", "META001"),
            *("repository", "former-repositories", "application-areas", "short", "members"),
            *('"x"\n', "1\n", "[1]\n", "{}\n", "true\n", '"off"\n', "1979-05-27\n"),
        ]
    ),
    max_size=12,
).map(lambda words: "".join(words).encode())


@given(
    TOML, st.sampled_from(["headway.toml", "book.toml", "teams.toml", "rust-project-goals.toml"])
)
@settings(max_examples=150)
def test_no_configuration_crashes_a_check(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "src/2026").mkdir(parents=True)
        (root / "src/2026/a.md").write_text(goal(1, "a/b"))
        (root / name).write_bytes(data)
        loaded = load(root)
    for found in loaded.report.diagnostics:
        if found.file == name:
            assert 0 <= found.span.start <= found.span.end <= len(data)
