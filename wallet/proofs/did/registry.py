"""The DID methods that are understood; one new file and one line adds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from wallet.model.snapshot import Material
from wallet.proofs.did import jwk, key, web
from wallet.proofs.did.document import ControllerDocument

Resolver: TypeAlias = Callable[[str, Material], ControllerDocument]

METHODS: Mapping[str, Resolver] = {
    "key": key.resolve,
    "jwk": jwk.resolve,
    "web": web.resolve,
}
