"""Whose account Zulip is asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.forge.zulip_account import (
    BadAccountFileError,
    NoAccountError,
    OtherSiteError,
    find_account,
)

if TYPE_CHECKING:
    from pathlib import Path

FILE = """[api]
email=goals-bot@lumen.zulipchat.example
key=s3cretOfTheFile%
site=https://lumen.zulipchat.example
"""
SITE = "https://lumen.zulipchat.example"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".zuliprc").write_text(FILE)
    return tmp_path


def test_the_file_that_zulip_gives(home: Path) -> None:
    account = find_account(None, {}, home)
    assert (account.site, account.email) == (SITE, "goals-bot@lumen.zulipchat.example")
    assert "s3cret" not in repr(account)


def test_the_environment_goes_before_the_file(home: Path) -> None:
    said = {"ZULIP_EMAIL": "other@x.example", "ZULIP_SITE": "lumen.zulipchat.example/"}
    account = find_account(SITE, said, home)
    assert (account.site, account.email) == (SITE, "other@x.example")


def test_the_environment_needs_no_file_nor_a_site_that_is_known(tmp_path: Path) -> None:
    said = {"ZULIP_EMAIL": "a@x.example", "ZULIP_API_KEY": "abc"}
    assert find_account(SITE, said, tmp_path).site == SITE
    with pytest.raises(NoAccountError, match=r"nor .* tells ZULIP_SITE"):
        find_account(None, said, tmp_path)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoAccountError, match=r"nor .* tells ZULIP_EMAIL and ZULIP_API_KEY"):
        find_account(SITE, {}, tmp_path)


def test_a_key_is_not_sent_to_another_zulip(home: Path) -> None:
    with pytest.raises(OtherSiteError) as failure:
        find_account("https://other.example", {}, home)
    assert "s3cret" not in str(failure.value)


@pytest.mark.parametrize("text", ["no section", "[api]\nkey=s3cret\nkey=s3cret\n", "\udcff"])
def test_a_file_that_cannot_be_read_is_told_without_its_words(tmp_path: Path, text: str) -> None:
    (tmp_path / ".zuliprc").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadAccountFileError) as failure:
        find_account(SITE, {}, tmp_path)
    assert "s3cret" not in str(failure.value)
