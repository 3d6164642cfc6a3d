"""OpenPGP signatures of manifests, checked by Sequoia."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from pathlib import Path

    import pysequoia


class BadKeyError(TruemirrorError):
    """The keys that signatures are to be checked with cannot be used."""

    exit_code = 2

    def __init__(self, file: Path, reason: str) -> None:
        """Tell where they are to be, and why not."""
        super().__init__(f"`toolchains.key`: {file} {reason}")


class BadSignatureError(TruemirrorError):
    """Something is not signed by anybody who is trusted."""

    def __init__(self, reason: str) -> None:
        """Tell what the check found."""
        super().__init__(f"its signature is not one of a key that is trusted: {reason}")


class OpenPgp:
    """Trusts the keys in a file."""

    def __init__(self, file: Path) -> None:
        """Read the keys, armored or not.

        Raises:
            BadKeyError: there are none, or the library for them is not installed.
        """
        try:
            from pysequoia import Cert  # noqa: PLC0415 - of an extra
        except ImportError as error:
            raise BadKeyError(file, "needs `pip install 'truemirror[openpgp]'`") from error
        try:
            self._certificates: list[pysequoia.Cert] = Cert.split_bytes(file.read_bytes())
        except OSError as error:
            raise BadKeyError(file, f"cannot be read: {error.strerror}") from error
        except RuntimeError as error:
            raise BadKeyError(file, f"is no OpenPGP key: {_first_line(error)}") from error
        if not self._certificates:
            raise BadKeyError(file, "holds no OpenPGP key")

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What tells the keys from others."""
        return tuple(sorted(one.fingerprint for one in self._certificates))

    def check(self, data: bytes, signature: bytes) -> None:
        """Check a detached signature; of several together, one has to be right.

        Raises:
            BadSignatureError: it is none, or of nobody who is trusted.
        """
        from pysequoia.packet import PacketPile  # noqa: PLC0415 - as above

        try:
            signatures = [bytes(one) for one in PacketPile.from_bytes(signature)]
        except RuntimeError as error:
            raise BadSignatureError(_first_line(error)) from error
        wrong = [self._wrong(data, one) for one in signatures]
        if all(wrong):
            raise BadSignatureError(wrong[0] if wrong else "there is none")

    def _wrong(self, data: bytes, signature: bytes) -> str:
        """What is wrong with a signature; nothing if it is right."""
        from pysequoia import Sig, verify  # noqa: PLC0415 - as above

        try:
            verify(
                bytes=data,
                store=lambda _wanted: self._certificates,
                signature=Sig.from_bytes(signature),
            )
        except RuntimeError as error:
            return _first_line(error)
        return ""


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
