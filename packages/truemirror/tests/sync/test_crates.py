"""Crates are copied with their index, and the real cargo builds from the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mirrored import Copy, copied, crates
from upstream import Registry, RegistrySite, Server, Shape, faults, index_path, odd
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from truemirror.config.values import Config

    MakeCargo = Callable[[str], Cargo]

SMALL = Shape(size=1500, most=5)
REGISTRY = Registry(30, shape=SMALL, odd_ones=True)
ONE, TWO, THREE = REGISTRY.names[:3]
MANY = max(REGISTRY.names[3:], key=lambda name: len(REGISTRY.crate(name).versions))
NEEDY = max(REGISTRY.names[20:30], key=lambda name: REGISTRY.crate(name).versions[-1].dependencies)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(RegistrySite(REGISTRY)) as one:
        yield one


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def test_crates_are_copied_byte_for_byte(server: Server, copy: Copy) -> None:
    report = copy.sync(crates(server.address, ONE, TWO))
    assert set(report.taken) == {f"crate {ONE.lower()}", f"crate {TWO.lower()}"}
    assert not report.delayed
    assert copy.tree() == copied(REGISTRY, ONE, TWO)


def test_cargo_builds_what_projects_and_lock_files_need(
    cargo: MakeCargo, copy: Copy, tmp_path: Path
) -> None:
    registry = Registry(40, shape=SMALL)
    names = registry.names[-6:]
    wants = [f'{name} = "{registry.crate(name).versions[-1].number}"' for name in names]
    folder = project(tmp_path / "program", wants, f'println!("{{}}", {names[0]}::NAME)')
    with Server(RegistrySite(registry)) as server, Server(copy) as ours:
        report = copy.sync(crates(server.address, projects=(str(folder / "Cargo.toml"),)))
        assert not report.delayed
        client = cargo(f"{ours.address}/index/")
        built = client.run(folder, "build")
        assert built.returncode == 0, built.stderr
        whole = copy.tree()
        report = copy.sync(crates(server.address, locks=(str(folder / "Cargo.lock"),)))
        assert not report.delayed
        assert copy.tree().keys() <= whole.keys()
        again = Cargo(client.program, tmp_path / "other-home", f"{ours.address}/index/")
        built = again.run(folder, "build", "--locked")
        assert built.returncode == 0, built.stderr


def test_cargo_builds_a_workspace_with_all_its_folders(
    cargo: MakeCargo, copy: Copy, tmp_path: Path
) -> None:
    registry = Registry(40, shape=SMALL)
    root = tmp_path / "root"
    for folder, name in zip(("one", "crates/two", "beside"), registry.names[-6:], strict=False):
        path = 'beside = { path = "../beside", package = "program" }' if folder == "one" else ""
        package = project(root / folder, [f'{name} = "*"', path]) / "Cargo.toml"
        if folder != "beside":
            package.write_text(package.read_text().replace("program", folder[-3:], 1))
    (root / "Cargo.toml").write_text('[workspace]\nmembers = ["one", "crates/*"]\n')
    with Server(RegistrySite(registry)) as server, Server(copy) as ours:
        report = copy.sync(crates(server.address, projects=(str(root / "one/Cargo.toml"),)))
        assert not report.remarks
        built = cargo(f"{ours.address}/index/").run(root, "build", "--workspace")
    assert built.returncode == 0, built.stderr


def test_nothing_new_costs_one_conditional_request_for_each_crate(
    server: Server, copy: Copy
) -> None:
    copy.sync(crates(server.address, ONE, TWO))
    server.forget()
    report = copy.sync(crates(server.address, ONE, TWO))
    assert not report.is_new
    assert not report.taken
    paths = [one.path for one in server.requests if "if-none-match" in one.headers]
    assert sorted(paths) == sorted(f"index/{index_path(name)}" for name in (ONE, TWO))
    assert len(server.requests) == 3


def test_what_changes_upstream_changes_here(server: Server, copy: Copy) -> None:
    wishes = crates(server.address, ONE, TWO, THREE)
    copy.sync(wishes)
    first = REGISTRY.crate(TWO).versions[0].number
    later = (
        REGISTRY.publish(ONE)
        .republish(TWO, first)
        .yank(THREE, REGISTRY.crate(THREE).versions[0].number)
    )
    server.site = RegistrySite(later)
    report = copy.sync(wishes)
    assert copy.tree() == copied(later, ONE, TWO, THREE)
    assert [(name, one.kind, one.about) for name, one in report.remarks] == [
        (f"crate {TWO.lower()}", "republished", f"{TWO} {first}")
    ]


@pytest.mark.parametrize("status", [404, 410, 451])
def test_a_crate_that_is_deleted_goes_and_may_return(
    server: Server, copy: Copy, status: int
) -> None:
    wishes = crates(server.address, ONE, TWO)
    copy.sync(wishes)
    server.site = RegistrySite(REGISTRY.delete(ONE, status))
    for _ in range(2):
        report = copy.sync(wishes)
        assert [one.kind for _, one in report.remarks] == ["gone"]
        assert not report.delayed
        gone = {path for path in copy.tree() if path.startswith("gone/")}
        assert gone == ({f"gone/{status}/index/{index_path(ONE)}"} if status != 404 else set())
    assert not report.is_new
    server.site = RegistrySite(REGISTRY)
    assert not copy.sync(wishes).remarks
    assert copy.tree() == copied(REGISTRY, ONE, TWO)


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"\n", REGISTRY.index(MANY)[:-30], REGISTRY.index(ONE)]
)
def test_what_is_no_index_file_changes_nothing(server: Server, copy: Copy, body: bytes) -> None:
    wishes = crates(server.address, MANY, TWO)
    copy.sync(wishes)
    later = REGISTRY.publish(MANY)
    server.site = RegistrySite(later)
    server.fault(f"index/{index_path(MANY)}", faults.wrong(body))
    (trouble,) = copy.sync(wishes).delayed
    assert trouble.bundle == f"crate {MANY.lower()}"
    assert copy.tree() == copied(REGISTRY, MANY, TWO)
    server.heal()
    assert not copy.sync(wishes).delayed
    assert copy.tree() == copied(later, MANY, TWO)


def needed(server: Server, folder: Path) -> Config:
    """The settings for what a project needs, among which is `NEEDY`."""
    wants = [f'{name} = "*"' for name in REGISTRY.names[20:30]]
    file = project(folder / "program", wants) / "Cargo.toml"
    return crates(server.address, projects=(str(file),))


def test_what_is_no_index_file_of_what_a_project_needs_changes_nothing(
    server: Server, copy: Copy, tmp_path: Path
) -> None:
    wishes = needed(server, tmp_path)
    copy.sync(wishes)
    before = copy.tree()
    server.fault(f"index/{index_path(NEEDY)}", faults.wrong(b"<html>"))
    report = copy.sync(wishes)
    assert [one.bundle for one in report.delayed] == [f"crate {NEEDY.lower()}"]
    assert copy.tree() == before
    server.heal()
    assert not copy.sync(wishes).delayed
    assert copy.tree() == before


def test_what_a_project_needs_stays_though_upstream_says_that_it_is_gone(
    server: Server, copy: Copy, tmp_path: Path
) -> None:
    wishes = needed(server, tmp_path)
    copy.sync(wishes)
    before = copy.tree()
    for name in REGISTRY.names:
        server.fault(f"index/{index_path(name)}", faults.status(404))
    assert len(copy.sync(wishes).delayed) == sum(path.startswith("index/") for path in before)
    assert copy.tree() == before
    server.heal()
    assert not copy.sync(wishes).delayed
    assert copy.tree() == before
    server.fault(f"index/{index_path(NEEDY)}", faults.status(404))
    report = copy.sync(wishes)
    assert not report.dropped
    lost = {path for path in before.keys() - copy.tree().keys() if not path.startswith("gone/")}
    assert lost == copied(REGISTRY, NEEDY).keys() & before.keys()
    server.heal()
    copy.sync(wishes)
    assert copy.tree() == before


def test_a_line_that_was_damaged_on_its_way_takes_no_version(server: Server, copy: Copy) -> None:
    wishes = crates(server.address, MANY)
    copy.sync(wishes)
    before, later = copy.tree(), REGISTRY.publish(MANY)
    file = RegistrySite(later).get(f"index/{index_path(MANY)}", "")
    assert file
    server.site = RegistrySite(later)
    damaged = faults.wrong(file.read().replace(b'"vers"', b'"vfrs"', 1))
    server.fault(f"index/{index_path(MANY)}", damaged, times=1)
    (trouble,) = copy.sync(wishes).delayed
    assert "line 1 of the index cannot be read" in trouble.reason
    assert "; with it " in trouble.reason
    assert trouble.reason.endswith(" would be gone")
    assert copy.tree() == before
    assert not copy.sync(wishes).delayed
    assert copy.tree() == copied(later, MANY)


def test_a_crate_that_is_deleted_may_be_kept(server: Server, copy: Copy) -> None:
    wishes = crates(server.address, ONE, TWO, deleted="keep")
    copy.sync(wishes)
    server.site = RegistrySite(REGISTRY.delete(ONE, 451))
    report = copy.sync(wishes)
    assert [one.kind for _, one in report.remarks] == ["gone"]
    assert copy.tree() == copied(REGISTRY, ONE, TWO)
    assert not copy.sync(wishes).taken
    copy.sync(crates(server.address, ONE, TWO))
    gone = {path for path in copy.tree() if path.startswith("gone/")}
    assert copy.tree().keys() - gone == copied(REGISTRY, TWO).keys()
    assert len(gone) == 1


@pytest.mark.parametrize("gone", [4, 20])
def test_crates_that_can_hardly_be_gone_stay(server: Server, copy: Copy, gone: int) -> None:
    names = REGISTRY.names[:15]
    wishes = crates(server.address, *names)
    copy.sync(wishes)
    for name in names[:gone]:
        server.fault(f"index/{index_path(name)}", faults.status(404))
    report = copy.sync(wishes)
    told = f"upstream answers 404 for {min(gone, 15)} of 15 crates that are here"
    assert len(report.delayed) == min(gone, 15)
    assert all(one.reason.startswith(told) for one in report.delayed)
    assert copy.tree() == copied(REGISTRY, *names)
    server.heal()
    assert not copy.sync(wishes).delayed


def test_few_crates_may_go_at_once(server: Server, copy: Copy) -> None:
    names = REGISTRY.names[:16]
    wishes = crates(server.address, *names)
    copy.sync(wishes)
    for name in names[:4]:
        server.fault(f"index/{index_path(name)}", faults.status(404))
    assert not copy.sync(wishes).delayed
    assert copy.tree() == copied(REGISTRY, *names[4:])


def test_a_hole_is_told_and_asked_for_again(server: Server, copy: Copy) -> None:
    wishes = crates(server.address, odd.HOLE)
    for _ in range(2):
        server.forget()
        report = copy.sync(wishes)
        assert [one.kind for _, one in report.remarks] == ["hole"]
        assert "403" in report.remarks[0][1].text
        assert not report.delayed
        assert copy.tree() == copied(REGISTRY, odd.HOLE)
        asked = [path for path in server.counts() if "0.1.1" in path]
        assert len(asked) == 1
    assert not report.is_new


def test_an_upstream_that_refuses_all_archives_is_not_taken_at_its_word(
    server: Server, copy: Copy
) -> None:
    names = REGISTRY.names[:6]
    wishes = crates(server.address, *names)
    server.fault("crates/*", faults.status(403))
    report = copy.sync(wishes)
    assert len(report.delayed) == 6
    assert report.generation is None
    server.heal()
    assert not copy.sync(wishes).delayed
    before, later = copy.tree(), REGISTRY
    for name in names:
        later = later.publish(name)
    server.site = RegistrySite(later)
    server.fault("crates/*", faults.status(403))
    troubles = copy.sync(wishes).delayed
    assert len(troubles) == 6
    assert all("; 6 of 6 archives are refused" in one.reason for one in troubles)
    assert copy.tree() == before
    server.heal()
    assert not copy.sync(wishes).delayed
    assert copy.tree() == copied(later, *names)


def test_a_few_archives_may_be_refused_at_once(server: Server, copy: Copy) -> None:
    names = REGISTRY.names[:16]
    wishes = crates(server.address, *names)
    for name in names[:3]:
        server.fault(f"crates/{name}/*", faults.status(403), times=1)
    report = copy.sync(wishes)
    assert [remark.kind for _, remark in report.remarks] == ["hole"] * 3
    assert not report.delayed
    assert not copy.sync(wishes).remarks
    assert copy.tree() == copied(REGISTRY, *names)


def test_other_wishes_are_noticed(server: Server, copy: Copy) -> None:
    many = max(REGISTRY.names, key=lambda name: len(REGISTRY.crate(name).versions))
    copy.sync(crates(server.address, many, newest=1, yanked=False))
    few = copy.tree()
    copy.sync(crates(server.address, many))
    assert copy.tree() == copied(REGISTRY, many)
    assert len(copy.tree()) > len(few)
    report = copy.sync(crates(server.address, ONE))
    assert report.dropped == (f"crate {many.lower()}",) or many == ONE
    assert copy.tree() == copied(REGISTRY, ONE)


def test_what_nobody_should_unpack_is_told_as_long_as_it_is_here(
    server: Server, copy: Copy
) -> None:
    tricks = (odd.SYMLINK, odd.HARD_LINK, odd.CLIMB, odd.ABSOLUTE, odd.STRANGER, odd.BOMB)
    wishes = crates(server.address, ONE, *tricks)
    report = copy.sync(wishes)
    assert not report.delayed
    assert copy.tree() == copied(REGISTRY, ONE, *tricks)
    told = dict(report.remarks)
    assert {remark.kind for remark in told.values()} == {"unsafe"}
    assert told.keys() == {f"crate {name}" for name in tricks}
    assert "symbolic link" in told[f"crate {odd.SYMLINK}"].text
    assert "unpacks to far more" in told[f"crate {odd.BOMB}"].text
    server.site = RegistrySite(REGISTRY.publish(odd.SYMLINK).delete_version(odd.BOMB, "0.1.1"))
    kept = {name for name, one in copy.sync(wishes).remarks if one.kind == "unsafe"}
    assert kept == told.keys() - {f"crate {odd.BOMB}"}
