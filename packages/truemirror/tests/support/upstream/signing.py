"""Signatures as Rust's release key makes them, by a key that is made for each run."""

from __future__ import annotations

from functools import lru_cache

import pysequoia


class Signer:
    """An OpenPGP key."""

    def __init__(self, who: str = "Test Signing Key <release@example.org>") -> None:
        key = pysequoia.Tsk.generate(who)
        self.certificate = str(key.extract_certificate())
        self.fingerprint: str = key.extract_certificate().fingerprint
        self._signer = key.signer()
        self.sign = lru_cache(self._sign)  # the same signature for the same bytes

    def _sign(self, data: bytes) -> bytes:
        """A detached signature, armored."""
        return pysequoia.sign(self._signer, data, mode=pysequoia.SignatureMode.DETACHED)
