from __future__ import annotations

import gc
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from jsonschema.validators import validator_for

import headway
from headway.cli import main
from headway.program.config_stalls import LIMITS
from headway.program.directives import FORMS, Form
from headway.program.model import slug
from headway.reporting.update.model import UpdateReport
from headway.text import parse
from headway.tracking.catalogue import RULES
from mistakes import activity_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.text import Link

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
SOURCE = ROOT / "packages/headway/src/headway"
MISTAKES = ROOT / "examples/mistakes"
HAND_WRITTEN = (ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md"), *DOCS.glob("*/*.md"))
WITH_COMMANDS = (
    "README.md",
    *sorted(f"docs/{path.name}" for path in DOCS.glob("*.md") if "commands" not in path.name),
)
# What stands for a name in the first column of the settings.
PLACEHOLDERS = {"NAME": '"RFC decision"', "CODE": "ASK005"}


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    """Commands switch the garbage collector off, since they end with their process."""
    yield
    gc.enable()


@pytest.fixture(scope="module")
def generate() -> Any:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*args: str | Path) -> str:
    result = CliRunner().invoke(main, [*map(str, args)])
    assert result.exit_code in {0, 1}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout


def validate(document: Any, schema_file: Path) -> None:
    schema = json.loads(schema_file.read_text("utf-8"))
    validator = validator_for(schema)
    validator.check_schema(schema)
    validator(schema).validate(document)


# --- what is generated ----------------------------------------------------------------------------


def test_generated_files_are_up_to_date(generate: Any) -> None:
    stale = set(generate.stale(generate.files()))
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = next(one["version"] for one in lock["package"] if one["name"] == "click")
    if version("click") != locked:
        # another click lays help texts out in another way
        stale -= {"docs/commands.md", "docs/mirror-commands.md"}
    assert not stale, "run ./dev docs"


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {path.stem for path in (DOCS / "diagnostics").glob("*.md")} - {"README"}
    assert pages == RULES.keys()


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    section = re.search(rf"(?ms)^## {name}$(.*?)(?=^## |\Z)", text)
    assert section is not None
    command = main.get_command(click.Context(main), name)
    assert command is not None
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    for option in (option for one in (command, *inner) for option in one.params):
        if isinstance(option, click.Option):
            assert all(re.search(rf"`{re.escape(o)}[` ]", section[1]) for o in option.opts)


def test_templates_are_told_of_every_field_that_they_get(generate: Any) -> None:
    values = generate.values_of(UpdateReport)
    assert {"Row", "Section", "Quote", "Person", "Span"} <= {one.__name__ for one in values}
    for value in values:
        told = set(re.findall(r"`(\w+)`", value.__doc__ or ""))
        assert set(value._fields) <= told, value.__name__


# --- schemas --------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [None, "2025h2", "2026"])
def test_export_follows_its_schema(period: str | None, examples: Path) -> None:
    options = ["--period", period] if period else []
    exported = json.loads(run("export", examples / "lumen", *options))
    validate(exported, DOCS / "schemas/export.json")
    assert ("periods" in exported) == (period is None)


def test_export_of_a_real_program_follows_its_schema(corpus: Path) -> None:
    exported = json.loads(run("export", "--offline", corpus / "rust-goals"))
    validate(exported, DOCS / "schemas/export.json")


@pytest.mark.parametrize("code", RULES)
def test_diagnostics_follow_their_schema(code: str) -> None:
    with activity_options(MISTAKES / code) as store:
        checking = ("check", "--offline", "--today", "2026-06-01", "--format", "json", *store)
        found = json.loads(run(*checking, MISTAKES / code))
    validate(found, DOCS / "schemas/diagnostics.json")
    assert found["diagnostics"]


@pytest.mark.parametrize("code", ["META009", "REF003", "TEXT001", "TRACK008"])
def test_sarif_follows_the_official_schema(code: str, corpus: Path) -> None:
    with activity_options(MISTAKES / code) as store:
        checking = ("check", "--offline", "--today", "2026-06-01", "--format", "sarif", *store)
        log = json.loads(run(*checking, MISTAKES / code))
    validate(log, corpus / "schemas/sarif-schema-2.1.0.json")
    assert log["runs"][0]["results"]


def test_sarif_of_a_real_program_follows_the_official_schema(corpus: Path) -> None:
    team = ("--team-data", corpus / "team")
    log = json.loads(run("check", *team, "--format", "sarif", corpus / "rust-goals"))
    validate(log, corpus / "schemas/sarif-schema-2.1.0.json")


# --- what is written by hand ----------------------------------------------------------------------


def commands_of(file: str) -> Iterator[str]:
    """The lines of the `sh` blocks of a page."""
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```$", (ROOT / file).read_text("utf-8")):
        yield from block.splitlines()


HEADWAY_COMMANDS = sorted(
    {
        line.removeprefix("./dev ").partition(" > ")[0]
        for file in WITH_COMMANDS
        for line in commands_of(file)
        if line.removeprefix("./dev ").startswith("headway ")
    }
)


@pytest.mark.parametrize("line", HEADWAY_COMMANDS)
def test_commands_in_prose_exist(line: str) -> None:
    words = shlex.split(line)[1:]
    if words[0] == "-C":
        words = words[2:]
    command: click.Command | None = main
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        command = command.get_command(click.Context(command), word)
    assert command is not None
    known = {name: option for option in command.params for name in option.opts}
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("-"):
            assert word in known
            if isinstance(known[word].type, click.Choice):
                known[word].type.convert(following, None, None)


@pytest.mark.parametrize("file", WITH_COMMANDS)
def test_tasks_of_dev_in_prose_exist(file: str) -> None:
    said = subprocess.run(
        [sys.executable, ROOT / "dev", "--help"], capture_output=True, text=True, check=True
    )
    tasks = set(re.findall(r"(?m)^  (\w+)", said.stdout))
    named = re.findall(r"\./dev (\w+)", (ROOT / file).read_text("utf-8"))
    assert set(named) <= tasks


def test_the_example_in_python_runs() -> None:
    code = re.search(r"(?ms)^```python\n(.*?)^```$", (DOCS / "guide.md").read_text("utf-8"))
    assert code is not None
    result = subprocess.run(
        [sys.executable, "-c", code[1]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "Check in a blink" in result.stdout


def test_the_walk_through_a_period_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = (DOCS / "guide.md").read_text("utf-8").partition("## Track a period\n")[2]
    commands = re.findall(r"(?m)^headway (.+)$", walk.partition("\n## ")[0])
    unwanted = shutil.ignore_patterns(".headway")
    shutil.copytree(ROOT / "examples/lumen", tmp_path / "examples/lumen", ignore=unwanted)
    monkeypatch.delenv("HEADWAY_DATABASE", raising=False)
    assert len(commands) > 1
    for command in commands:
        monkeypatch.chdir(tmp_path)
        result = CliRunner().invoke(main, shlex.split(command))
        assert (result.exit_code, bool(result.stdout)) == (0, True), f"{command}\n{result.output}"


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in parse(page.read_bytes()).links():
        assert leads_somewhere(page, link), link.destination


def leads_somewhere(page: Path, link: Link) -> bool:
    path, _, fragment = link.destination.partition("#")
    if "://" in link.destination:
        return True
    target = (page.parent / path).resolve() if path else page
    if not fragment or not target.is_file():
        return target.exists()
    return fragment in {slug(heading.plain) for heading in parse(target.read_bytes()).headings}


def test_the_index_has_every_decision_under_its_title() -> None:
    titles = [
        (file.read_text("utf-8").partition("\n")[0].removeprefix("# "), f"decisions/{file.name}")
        for file in sorted(DOCS.glob("decisions/*.md"))
    ]
    assert all(int(Path(path).name[:4]) == int(title.split(".")[0]) for title, path in titles)
    index = (DOCS / "README.md").read_text("utf-8")
    assert re.findall(r"\[(.+)\]\((decisions/.+)\)", index) == titles


def test_the_guide_names_every_extra() -> None:
    project = tomllib.loads((ROOT / "packages/headway/pyproject.toml").read_text("utf-8"))
    install = (DOCS / "guide.md").read_text("utf-8").partition("\n## Check")[0]
    extras = project["project"]["optional-dependencies"].keys()
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", install)) == extras


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_the_page_on_the_book_names_every_directive(form: Form) -> None:
    text = (DOCS / "book.md").read_text("utf-8")
    assert re.search(rf"`\(\(\({re.escape(form.name)}{':' if form.takes_argument else '[)]'}", text)


@pytest.mark.parametrize(
    "module",
    sorted(p for p in SOURCE.rglob("*.py") if not p.stem.startswith("__")),
    ids=lambda module: module.relative_to(SOURCE).as_posix(),
)
def test_architecture_names_every_module(module: Path) -> None:
    text = (DOCS / "architecture.md").read_text("utf-8").partition("\n## Truemirror\n")[0]
    assert re.search(rf"`(?:[\w.]+\.)?{module.stem}`", text), "say what it is for"


# --- settings -------------------------------------------------------------------------------------


def documented() -> list[tuple[str, str]]:
    """The settings of headway.toml, each with an example of a value."""
    text = (DOCS / "configuration.md").read_text("utf-8")
    section = text.partition("## headway.toml\n")[2].partition("\n## ")[0]
    return re.findall(r"(?m)^\| `([\w.-]+)` \| `([^`]+)` \|", section)


def setting(name: str, value: str) -> str:
    table, _, key = name.partition(".")
    if not key:
        return f"{name} = {value}\n"
    return f"[{table}]\n{PLACEHOLDERS.get(key, key)} = {value}\n"


def told(program: Path, file: str, text: str) -> list[str]:
    """What is told of a configuration file."""
    (program / "src/2026").mkdir(parents=True, exist_ok=True)
    (program / file).write_text(text, "utf-8")
    report = headway.load(program, headway.Options(offline=True)).report
    return [
        " ".join([found.message, *found.notes, found.help or ""])
        for found in report.diagnostics
        if found.code == "CONF001" and found.file == file
    ]


@pytest.mark.parametrize(("name", "value"), documented())
def test_a_documented_setting_is_known(name: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert told(tmp_path, "headway.toml", setting(name, value)) == []


@pytest.mark.parametrize(
    "table",
    [
        *("", "program", "teams", "calendars", "board"),
        *("cadence", "updates", "stalls", "zulip", "remind", "reports", "program-update"),
    ],
)
def test_every_known_setting_is_documented(table: str, tmp_path: Path) -> None:
    text = f"[{table}]\nqqqqqqqq = 1\n" if table else "[qqqqqqqq]\n"
    (message,) = told(tmp_path, "headway.toml", text)
    known = set(re.findall(r"`([\w-]+)`", message)) - {"qqqqqqqq"}
    if table:
        assert {f"{table}.{key}" for key in known} <= {name for name, _ in documented()}
    else:
        assert known == {name.partition(".")[0] for name, _ in documented()}


def test_limits_of_stalls_are_shown_as_they_are() -> None:
    shown = {name: value for name, value in documented() if name.startswith("stalls.")}
    assert {f"stalls.{kind}": str(limit) for kind, limit in LIMITS.items()}.items() <= shown.items()
    table = re.findall(r"(?m)^\| `([\w-]+)` \|.*\| (\d+) ", (DOCS / "stalls.md").read_text("utf-8"))
    assert {kind: int(limit) for kind, limit in table} == LIMITS


def test_every_variable_of_the_environment_is_documented() -> None:
    read = {name for file in SOURCE.rglob("*.py") for name in variables(file)}
    text = (DOCS / "configuration.md").read_text("utf-8").partition("## Environment\n")[2]
    assert read
    assert read == set(re.findall(r"`(HEADWAY_\w+)`", text))


def variables(file: Path) -> list[str]:
    return re.findall(r'"(HEADWAY_[A-Z_]+)"', file.read_text("utf-8"))


def test_every_known_setting_of_a_team_is_documented(tmp_path: Path) -> None:
    (message,) = told(tmp_path, "teams.toml", "[teams.lang]\nqqqqqqqq = 1\n")
    known = set(re.findall(r"`([\w-]+)`", message)) - {"qqqqqqqq"}
    text = (DOCS / "configuration.md").read_text("utf-8")
    assert known == set(re.findall(r"`teams\.KEY\.(\w+)`", text))


@pytest.mark.parametrize("file", ["headway.toml", "teams.toml"])
def test_the_example_of_a_file_is_read_without_complaint(file: str, tmp_path: Path) -> None:
    assert told(tmp_path, file, example_of(file)) == []


def example_of(file: str) -> str:
    text = (DOCS / "configuration.md").read_text("utf-8").partition(f"## {file}\n")[2]
    return text.partition("```toml\n")[2].partition("```")[0]


def test_the_example_of_teams_is_read(tmp_path: Path) -> None:
    told(tmp_path, "teams.toml", example_of("teams.toml"))
    directory = headway.load(tmp_path).program.directory
    assert directory is not None
    lang, playground = directory.team("lang"), directory.team("playground")
    assert lang is not None
    assert (lang.name, lang.leads, lang.members) == (
        "Language team",
        ("ana-lind",),
        ("ana-lind", "bo-okafor"),
    )
    assert playground is not None
    assert playground.archived
    person = directory.person("@ana-lind")
    assert person is not None
    assert person.name == "Ana Lind"
