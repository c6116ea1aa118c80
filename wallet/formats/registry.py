"""The kinds of JSON document that are read, in the order they are tried; one new file and one line adds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wallet.formats import ob2, vc, vp
from wallet.model.credential import Credential
from wallet.model.presentation import Presented

Inner: TypeAlias = Callable[[bytes, int], "tuple[Credential | Presented, ...]"]
Read: TypeAlias = Callable[[Mapping[str, Any], bytes, Inner, int], "Credential | Presented"]
Recognise: TypeAlias = Callable[[Mapping[str, Any]], bool]

FORMATS: Mapping[str, tuple[Recognise, Read]] = {
    "presentation": (vp.is_presentation, vp.from_document),
    "vc": (vc.is_credential, lambda document, raw, *_: vc.read(document, raw)),
    "ob2": (ob2.is_assertion, lambda document, raw, *_: ob2.read(document, raw)),
}
