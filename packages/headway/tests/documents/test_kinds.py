from __future__ import annotations

import jsonschema
import pytest

from headway.documents.goal import GOAL
from headway.documents.goal_tables import TASKS
from headway.documents.kinds import Kind, table_schema
from headway.documents.roadmap import ROADMAP
from headway.documents.signoff import SIGNOFF
from headway.documents.values import Goal, Roadmap, Signoff

KINDS = pytest.mark.parametrize(
    "kind", [GOAL, ROADMAP, SIGNOFF], ids=["goal", "roadmap", "signoff"]
)
# Where a document stands is told around it, not in it.
ABOUT_THE_PLACE = {"period", "form", "span"}


@KINDS
def test_every_field_is_exported_in_order(kind: Kind) -> None:
    assert tuple(field.name for field in kind.exported()) == kind.fields
    assert len(set(kind.fields)) == len(kind.fields)


def test_every_attribute_of_a_goal_is_exported() -> None:
    assert set(Goal.__struct_fields__) - ABOUT_THE_PLACE == set(GOAL.fields) - {"size"}


def test_every_attribute_of_a_roadmap_is_exported() -> None:
    assert set(Roadmap.__struct_fields__) - ABOUT_THE_PLACE == set(ROADMAP.fields) - {"goals"}


def test_every_attribute_of_a_signoff_is_exported() -> None:
    assert set(Signoff.__struct_fields__) - ABOUT_THE_PLACE == set(SIGNOFF.fields)


@KINDS
def test_every_field_has_a_schema_and_a_meaning(kind: Kind) -> None:
    for field in kind.exported():
        jsonschema.Draft202012Validator.check_schema(field.schema)
        assert field.about.endswith(".")


@KINDS
def test_every_declaration_says_what_it_is_about(kind: Kind) -> None:
    abouts = [part.about for part in kind.rows]
    abouts += [part.about for part in kind.sections]
    abouts += [part.about for part in kind.derived]
    assert all(about.endswith(".") for about in abouts)
    for _, table in kind.tables():
        assert all(column.about.endswith(".") for column in table.columns)


@pytest.mark.parametrize(
    ("written", "name", "key"),
    [
        ("Status", "Status", ""),
        ("point  OF contact", "Point of contact", ""),
        ("Flagship", "Roadmap", ""),
        ("[lang] champion", "[{team}] champion", "lang"),
        ("[ a-b ] Champion", "[{team}] champion", "a-b"),
        ("[] champion", "[{team}] champion", ""),
    ],
)
def test_a_row_is_found_by_what_it_is_called(written: str, name: str, key: str) -> None:
    found = GOAL.row(written)
    assert found is not None
    assert (found[0].name, found[1]) == (name, key)


@pytest.mark.parametrize("written", ["", "Colour", "lang champion", "[a] [b] champion", "Statuss"])
def test_other_rows_are_not_known(written: str) -> None:
    assert GOAL.row(written) is None


def test_sections_and_columns_are_found_in_any_letter_case() -> None:
    section = GOAL.section("team  ASKS")
    assert section is not None
    assert section.title == "Team asks"
    assert GOAL.section("Other") is None
    assert [column.takes("owners") for column in TASKS.columns] == [False, True, False]


def test_the_schema_of_a_table() -> None:
    schema = table_schema(TASKS)
    jsonschema.validate([{"task": "x", "owners": ["@a"], "notes": None}], schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"task": "x", "owners": ["@a"]}], schema)
