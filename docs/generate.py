"""Write the parts of the documentation that the program itself knows.

With --check write nothing, name what would change, and exit with 1 if anything would.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from headway.cli import main as headway
from headway.diagnostics import Severity
from headway.documents import template
from headway.documents.goal import GOAL
from headway.documents.roadmap import ROADMAP
from headway.documents.signoff import SIGNOFF
from headway.planning import proposals_text, signoff_status
from headway.planning.issues import shown
from headway.program.board.fields import COLUMN_FIELDS, ITEM_FIELDS
from headway.program.export.json import schema
from headway.tracking.board import view
from headway.tracking.catalogue import RULES
from headway.tracking.reminders import report_json
from truemirror.cli import main as truemirror
from truemirror.config.allowed import allowed
from truemirror.config.read import settings, table_of
from truemirror.config.values import Config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.diagnostics import Rule
    from headway.documents.kinds import Kind, Row, Section, Table

ROOT = Path(__file__).resolve().parents[1]
DIAGNOSTICS = "docs/diagnostics"
WITH_RUNS = ("README.md", "docs/guide.md")

_NOTE = "<!-- Written by docs/generate.py; change the program, then run ./dev docs. -->"
_RUN = re.compile(r"(?m)^```console\n\$ headway (?P<args>.+)\n(?P<shown>(?:(?!```).*\n)*)```$")
_FIELDS = re.compile(r"(?m)^(<!-- fields of an? (\w+) -->\n)(?:\n?\|.*\n)*")
_SETTINGS = re.compile(r"(?m)^(<!-- settings of (\w+) -->\n)(?:\n?\|.*\n)*")
_NOTHING = (None, "", (), msgspec.NODEFAULT)  # a setting without a default, or an empty one
_COLUMNS = 92


def main() -> None:
    """Bring every generated file up to date, or tell which are not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    check = parser.parse_args().check
    wanted = files()
    changed = stale(wanted)
    for file in changed:
        print(f"{'out of date' if check else 'written'}: {file}")
        if not check:
            put(file, wanted.get(file))
    sys.exit(1 if check and changed else 0)


def stale(wanted: Mapping[str, str]) -> list[str]:
    """The generated files that are not what they should be; those left over among them."""
    pages = (path.relative_to(ROOT).as_posix() for path in (ROOT / DIAGNOSTICS).glob("*.md"))
    left_over = set(pages) - wanted.keys()
    return sorted({file for file, text in wanted.items() if current(file) != text} | left_over)


def files() -> dict[str, str]:
    """What every generated file should hold, by its path."""
    return {
        **{f"{DIAGNOSTICS}/{code}.md": diagnostic_page(rule) for code, rule in RULES.items()},
        f"{DIAGNOSTICS}/README.md": diagnostic_index(RULES.values()),
        "docs/commands.md": commands_page("Commands", headway, "headway"),
        "docs/mirror-commands.md": commands_page("Commands of mirrors", truemirror, "truemirror"),
        "docs/mirror.md": _SETTINGS.sub(mirror_settings, current("docs/mirror.md") or ""),
        "docs/documents.md": documents_page(),
        "docs/schemas/export.json": as_json(schema()),
        "docs/schemas/plan.json": as_json(shown.schema()),
        "docs/schemas/proposals.json": as_json(proposals_text.schema()),
        "docs/schemas/remind.json": as_json(report_json.schema()),
        "docs/schemas/signoff-status.json": as_json(signoff_status.schema()),
        "docs/schemas/board.json": as_json(view.schema()),
        "docs/board.md": _FIELDS.sub(board_fields, current("docs/board.md") or ""),
        **{file: _RUN.sub(rerun, current(file) or "") for file in WITH_RUNS},
    }


def as_json(value: Mapping[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def current(file: str) -> str | None:
    """What a file holds; None when it is not there."""
    path = ROOT / file
    return path.read_text("utf-8") if path.exists() else None


def put(file: str, text: str | None) -> None:
    """Write a file, or remove it when nothing belongs in it."""
    path = ROOT / file
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# --- diagnostics ----------------------------------------------------------------------------------


def diagnostic_page(rule: Rule[Any]) -> str:
    """The page of one code."""
    explanation = rule.explanation
    kind = f"{'An' if rule.severity is Severity.ERROR else 'A'} {rule.severity.value}."
    fix = "Some or all findings come with a fix." if rule.fixes else "There is no fix."
    return page(
        f"{rule.code}: {explanation.summary.removesuffix('.')}",
        f"{kind} {fix} [Switch it off or change its severity](../guide.md#switch-rules).",
        explanation.why,
        "## Wrong",
        fenced(explanation.wrong),
        "## Right",
        fenced(explanation.right),
    )


def diagnostic_index(rules: Iterable[Rule[Any]]) -> str:
    """The page that lists all codes."""
    rows = [
        (
            f"[{rule.code}]({rule.code}.md)",
            rule.severity.value,
            "yes" if rule.fixes else "",
            rule.explanation.summary,
        )
        for rule in rules
    ]
    return page(
        "Diagnostics",
        "`headway explain CODE` prints the same pages. Only errors make `headway check` fail, "
        "unless it runs with `--strict`. *Fix* tells which come with one; each finding says "
        "whether its fix is safe.",
        "The *existing goals tool*, which many pages name, is that of the Rust project's goals "
        "repository: the book's preprocessor `mdbook-goals` and the command `cargo rpg`. Where a "
        "program does not use it, what it would do is no reason to hurry.",
        table(("Code", "Severity", "Fix", "What it says"), rows),
    )


# --- commands -------------------------------------------------------------------------------------


def commands_page(title: str, group: click.Group, name: str) -> str:
    """The page of all commands of a program, and their options."""
    top = click.Context(group, info_name=name, **group.context_settings)
    inner = ((one, group.get_command(top, one)) for one in group.list_commands(top))
    return page(
        title,
        f"`{usage(group, top)}`",
        *help_text(group),
        *options(group, top),
        *(part for one, command in inner if command for part in entry(one, command, top)),
    )


def entry(
    name: str, command: click.Command, parent: click.Context, marks: str = "##"
) -> Iterator[str]:
    """What the page says of a command, and below it of the commands that it groups."""
    context = click.Context(command, info_name=name, parent=parent)
    yield f"{marks} {context.command_path.partition(' ')[2]}"
    yield f"`{usage(command, context)}`"
    yield from help_text(command)
    yield from filter(None, options(command, context))
    for one, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield from entry(one, inner, context, f"{marks}#")


def usage(command: click.Command, context: click.Context) -> str:
    """How a command is called."""
    return " ".join([context.command_path, *command.collect_usage_pieces(context)])


def help_text(command: click.Command) -> Iterator[str]:
    """The paragraphs of a command's help; those that keep their lines become code."""
    epilog = command.epilog or ""
    for paragraph in re.split(r"\n\s*\n", "\n\n".join([command.help or "", epilog])):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if lines and lines[0] == "\b":
            yield fenced("\n".join(lines[1:]), "sh")
        elif lines:
            yield " ".join(lines)


def options(command: click.Command, context: click.Context) -> list[str]:
    """A list with an entry an option; `--help`, which all have, stands with the group alone."""
    parameters = command.get_params(context) if context.parent is None else command.params
    found = (parameter for parameter in parameters if isinstance(parameter, click.Option))
    return ["\n".join(map(option_entry, found))]


def option_entry(option: click.Option) -> str:
    """What the page says of one option."""
    value = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    names = ", ".join(f"`{name}{value}`" for name in option.opts)
    parts = [option.help or ""]
    if isinstance(option.type, click.Choice):
        names = ", ".join(f"`{name} …`" for name in option.opts)
        choices = ", ".join(f"`{choice}`" for choice in option.type.choices)
        if "One of" not in parts[0]:
            parts.append(f"One of {choices}.")
        if isinstance(option.default, str):
            parts.append(f"Without it: `{option.default}`.")
    if isinstance(option.envvar, str):
        parts.append(f"Also read from `{option.envvar}`.")
    return f"- {names}: {' '.join(parts)}"


# --- documents ------------------------------------------------------------------------------------


def documents_page() -> str:
    """The page of every kind of document."""
    return page(
        "Documents",
        "What Headway reads in each kind of document. A document may have other sections; they "
        "are left alone. Names of rows, sections and columns are found in any letter case, but a "
        "warning tells where the case matters to other tools.",
        *(part for kind in (GOAL, ROADMAP, SIGNOFF) for part in kind_parts(kind)),
    )


def kind_parts(kind: Kind) -> Iterator[str]:
    """What the page says of one kind."""
    name = kind.name.capitalize()
    yield f"## {name}"
    below = f" below `{kind.folder}`, beside the sources" if kind.folder else ""
    yield f"{kind.about} Files: {kind.files}, in the folder of a period{below}."
    if kind.rows:
        yield f"### {name}: metadata"
        yield "A table headed `Metadata`, directly below the title."
        yield table(("Row", "Value", "", "Meaning"), map(row_cells, kind.rows))
    yield f"### {name}: sections"
    sections = ((s.title, "required" if s.required else "", s.about) for s in kind.sections)
    yield table(("Section", "", "Meaning"), sections)
    for section, declared in kind.tables():
        yield from table_parts(section, declared)
    yield f"### {name}: exported fields"
    fields = ((f"`{field.name}`", field.about) for field in kind.exported())
    yield table(("Field", "Meaning"), fields)
    yield f"### {name}: template"
    yield fenced(template.render(kind, "Title").rstrip())


def row_cells(row: Row) -> tuple[str, ...]:
    """The cells that describe a row of metadata."""
    marks = ["required"] * row.required + ["may be repeated"] * row.repeats
    marks += ["one a team"] * row.keyed
    marks += [f"formerly {', '.join(row.formerly)}"] if row.formerly else []
    return f"`{row.name}`", row.type.about, "; ".join(marks), row.about


def table_parts(section: Section, declared: Table) -> Iterator[str]:
    """What the page says of the table of one section."""
    yield f"#### Table of `{section.title}`"
    yield declared.about
    rows = (
        (
            f"`{column.name}`",
            column.type.about,
            f"also read as {', '.join(column.formerly)}" if column.formerly else "",
            column.about,
        )
        for column in declared.columns
    )
    yield table(("Column", "Value", "", "Meaning"), rows)


# --- the board ------------------------------------------------------------------------------------


def board_fields(match: re.Match[str]) -> str:
    """The table of what a column or item of the board may have, below the mark for it."""
    declared = {"column": COLUMN_FIELDS, "item": ITEM_FIELDS}[match[2]]
    rows = ((f"`{field.name}`", field.kind.about, field.about) for field in declared)
    return f"{match[1]}\n{table(('Field', 'Value', 'Meaning'), rows)}\n"


# --- runs -----------------------------------------------------------------------------------------


def rerun(block: re.Match[str]) -> str:
    """A `console` block with what its command prints today."""
    result = subprocess.run(
        [sys.executable, "-m", "headway", *block["args"].split()],
        cwd=ROOT,
        env={**os.environ, **run_environment()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if "Traceback" in result.stdout:
        sys.exit(f"headway {block['args']} failed:\n{result.stdout}")
    return f"```console\n$ headway {block['args']}\n{result.stdout.rstrip()}\n```"


def run_environment() -> dict[str, str]:
    """What keeps the output of a run the same everywhere."""
    return {
        "COLUMNS": str(_COLUMNS),
        "HEADWAY_TODAY": "2026-06-01",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }


# --- mirrors --------------------------------------------------------------------------------------


def mirror_settings(match: re.Match[str]) -> str:
    """The table of the settings in a table of truemirror.toml."""
    kind = table_of(settings(Config)[match[2]].type)
    if kind is None:
        raise KeyError(match[2])
    defaults = {field.name: field.default for field in msgspec.structs.fields(kind)}
    rows = [
        (f"`{key}`", allowed(one.type), as_setting(defaults[key]), one.about)
        for key, one in settings(kind).items()
    ]
    return f"{match[1]}\n{table(('Setting', 'What it may be', 'Without it', 'Meaning'), rows)}\n"


def as_setting(value: object) -> str:
    """A value as a file would have it; nothing where it is none."""
    return "" if value in _NOTHING else f"`{json.dumps(value)}`"


# --- Markdown -------------------------------------------------------------------------------------


def page(title: str, *parts: str) -> str:
    """A page under a title, with a note that it is generated."""
    return "\n\n".join([f"# {title}", _NOTE, *parts]) + "\n"


def fenced(text: str, info: str = "text") -> str:
    """A code block whose fence is longer than any in its text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{info}\n{text}\n{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; pipes in cells are escaped."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join(template.aligned(header, escaped))


if __name__ == "__main__":
    main()
