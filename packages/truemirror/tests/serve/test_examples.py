"""The samples of configuration that we ship do what they are for."""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from nginx import nginx
from published import NOW, How, publish, serving
from truemirror.store.place import Folder
from truemirror.store.plain import open_mirror
from truemirror.store.report import Part, Report, write_report

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = "dist/2026-04-16"
PATHS = [
    "index/config.json",
    "index/se/rd/serde",
    "crates/se/rd/serde/serde-1.0.0+x.crate",
    f"{DAY}/rust-1.95.0-x86_64-unknown-linux-gnu.tar.xz",
    f"{DAY}/channel-rust-stable.toml",
    "dist/channel-rust-stable.toml.sha256",
    "manifests.txt",
    "rustup/archive/1.29.0/x86_64-unknown-linux-gnu/rustup-init",
    "rustup/release-stable.toml",
]
SAID = ("Content-Type", "Cache-Control", "X-Content-Type-Options")


def headers(address: str, path: str) -> dict[str, str | None]:
    with urllib.request.urlopen(f"{address}/{path}", timeout=20) as answer:  # noqa: S310 - it is ours
        return {name: answer.headers[name] for name in SAID}


def test_nginx_says_of_files_what_we_say(tmp_path: Path, needs: Callable[[str, str], Path]) -> None:
    mirror = open_mirror(Folder(tmp_path / "mirror"), plain=True)
    publish(mirror, dict.fromkeys(PATHS[1:], b"x"))
    program = needs("nginx", "apt-get install nginx-light: it serves what we publish")
    with (
        serving(mirror, How(all_lines=True)) as ours,
        nginx(program, tmp_path / "mirror", tmp_path / "nginx") as theirs,
    ):
        for path in PATHS:
            assert headers(theirs.address, path) == headers(ours, path), path


def test_rules_for_prometheus_ask_for_measures_that_there_are(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path / "mirror"))
    publish(mirror, {"dist/a": b"x"})
    write_report(mirror.place, Report(NOW, NOW, (Part("channel stable", 1, 1, NOW, NOW),)))
    with serving(mirror) as address:
        headers(address, "dist/a")
        with urllib.request.urlopen(f"{address}/metrics", timeout=20) as answer:  # noqa: S310 - it is ours
            families = text_string_to_metric_families(answer.read().decode())
            labels = {one.name: {*one.labels} for family in families for one in family.samples}
    rules = (EXAMPLES / "alerts.yml").read_text("utf-8")
    asked = re.findall(r"(truemirror_\w+)(?:\{(\w+))?", rules)
    assert {"truemirror_lag_seconds", "truemirror_completeness_ratio"} < {name for name, _ in asked}
    for name, label in asked:
        assert label in labels[name] | {""}, name
    assert "part" in labels["truemirror_lag_seconds"] & labels["truemirror_completeness_ratio"]


@pytest.mark.parametrize(
    "unit", sorted(EXAMPLES.glob("*.service")) + sorted(EXAMPLES.glob("*.timer"))
)
def test_units_are_what_systemd_reads(
    unit: Path, tmp_path: Path, needs: Callable[[str, str], Path]
) -> None:
    program = needs("systemd-analyze", "apt-get install systemd: it reads our units")
    for one in EXAMPLES.glob("truemirror*.*"):
        text = one.read_text("utf-8").replace(
            "/usr/local/bin/truemirror", shutil.which("true") or ""
        )
        (tmp_path / one.name).write_text(text)
    command = [str(program), "verify", "--man=no", str(tmp_path / unit.name)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in said.stderr.splitlines() if str(tmp_path) in line or unit.name in line]
    assert (said.returncode, ours) == (0, [])
