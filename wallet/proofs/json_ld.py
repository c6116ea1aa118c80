"""JSON-LD 1.1 expansion with PyLD: offline, bounded, fast for shipped contexts, and with an eye on what it drops.

The only module that imports PyLD (270 ms, so import this one late).  PyLD is pinned to 3.3 because three of its methods are
taken over here:

    _process_context   processed contexts are remembered between documents where the active and the local context are both
                       shipped; nothing that comes from a document or from kept material is ever shared
    _expand_object     every object is shown to ``TermWatch`` together with the context that is active there
    the resolver       finds contexts in ``Contexts`` only, compares them by identity, and knows no relative URL
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyld.jsonld import JsonLdError, JsonLdProcessor

from wallet.errors import CheckFailed, CheckUndecided, WalletError
from wallet.proofs.contexts import ContextDocument, Contexts, imports, is_shipped, missing
from wallet.proofs.terms import TermWatch

MAX_VALUES = 50_000
MAX_DEPTH = 80
MAX_CONTEXTS = 32
# Copied or defined terms while contexts are processed; a CLR with fifty badges takes about twenty thousand.
MAX_CONTEXT_WORK = 3_000_000
_MEMO_SIZE = 1_000
# With one of these an object has a name already, or is no node.
_NAMELESS = ("@id", "@value", "@list", "@set")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """An expanded document; ``unsigned`` and ``disguised`` are JSON pointers, see ``terms``."""

    nodes: list[Any]
    unsigned: tuple[str, ...]
    disguised: tuple[str, ...]


def expand(document: Mapping[str, Any], contexts: Contexts, *, names: Mapping[str, str] = _NO_NAMES) -> Expansion:
    """Expands a document without a base, so that a relative IRI stays one.

    ``names`` gives IRIs to nodes that have none, by JSON pointer: so a node is known again in a part of its document.

    Raises CheckUndecided("context-missing", "context-unsupported" …) and CheckFailed("json-ld-invalid",
    "canonicalization-too-complex" or "too-many-contexts").
    """
    root = dict(document)
    pointers = _pointers(root)
    processor = _Processor(contexts, pointers, names)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # keyword-like terms: TermWatch names them
            nodes = processor.expanded(root)
    except (
        WalletError,
        JsonLdError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        ArithmeticError,
    ) as error:
        raise _translated(error, processor.failure, root, contexts) from error
    return Expansion(nodes=nodes, unsigned=tuple(processor.watch.unsigned), disguised=tuple(processor.watch.disguised))


def _translated(error: Exception, failure: WalletError | None, root: Any, contexts: Contexts) -> WalletError:
    """PyLD wraps what its resolver raises, so the resolver's own failure is asked for first."""
    if isinstance(failure, CheckUndecided) and failure.code == "context-missing":
        return missing(tuple(dict.fromkeys((*contexts.missing(root), *failure.needs)))) if failure.needs else failure
    if failure is not None:
        return failure
    if isinstance(error, WalletError):
        return error
    if isinstance(error, RecursionError):
        return _too_complex()
    if not isinstance(error, JsonLdError):
        return CheckUndecided("json-ld-unsupported", "The linked data in this document is of a shape this version cannot read.")
    reason = error.code or error.type
    return CheckFailed("json-ld-invalid", f"The linked data in this document is malformed ({reason}), so nothing signs it.")


def _too_complex() -> CheckFailed:
    return CheckFailed("canonicalization-too-complex", "This document is larger or deeper than any credential.")


def _pointers(root: Any) -> dict[int, str]:
    """The JSON pointer of every object, by identity; refuses what is too large, too deep, or no JSON."""
    pointers: dict[int, str] = {}
    left = MAX_VALUES
    waiting: list[tuple[Any, str, int]] = [(root, "", 0)]
    while waiting:
        value, pointer, depth = waiting.pop()
        left -= 1
        if left < 0 or depth > MAX_DEPTH:
            raise _too_complex()
        if isinstance(value, dict):
            pointers[id(value)] = pointer
            _refuse_imports(value)
            waiting += [(v, f"{pointer}/{k.replace('~', '~0').replace('/', '~1')}", depth + 1) for k, v in value.items()]
        elif isinstance(value, list):
            waiting += [(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(value)]
        elif not isinstance(value, str | int | None) and not (isinstance(value, float) and math.isfinite(value)):
            raise CheckFailed("json-ld-invalid", f"{pointer} is not a JSON value.")
    return pointers


def _refuse_imports(element: Mapping[str, Any]) -> None:
    # PyLD merges the importing context into the imported one in place.
    if "@context" in element and imports(element["@context"]):
        raise CheckUndecided("context-unsupported", "This document's own context imports another one, which is not supported.")


class _Memo:
    """Processed contexts by the identity of the active and the local context, both shipped, bounded in number."""

    def __init__(self) -> None:
        self._results: dict[tuple[Any, ...], tuple[Any, Any, Any]] = {}
        self._active: dict[int, Any] = {}

    def knows(self, active: Any) -> bool:
        return self._active.get(id(active)) is active

    def key(self, active: Any, local: Any, *flags: bool) -> tuple[Any, ...]:
        return (id(active), local if isinstance(local, str) else id(local), *flags)

    def get(self, key: tuple[Any, ...], active: Any, local: Any) -> Any:
        # The entry keeps both objects alive, and is compared with them: an identity may be used again, an object not.
        held = self._results.get(key)
        same = held is not None and held[0] is active and (held[1] is local or (isinstance(local, str) and held[1] == local))
        return held[2] if held is not None and same else None

    def put(self, key: tuple[Any, ...], active: Any, local: Any, result: Any) -> None:
        if len(self._results) >= _MEMO_SIZE:
            self._results.clear()
            self._active.clear()
        self._results[key] = (active, local, result)
        self._active[id(result)] = result


_memo = _Memo()


class _Resolved:
    """One context as PyLD wants it handed over; it caches nothing."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def get_processed(self, _active: Any) -> None:
        return None

    def set_processed(self, _active: Any, _processed: Any) -> None:
        return None


class _Resolver:
    """Finds the contexts that a document names; ``failure`` keeps the reason when one cannot be had."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._documents: dict[str, ContextDocument] = {}
        self.failure: WalletError | None = None

    def resolve(self, _active: Any, context: Any, _base: Any) -> list[_Resolved]:
        if isinstance(context, dict) and "@context" in context:
            context = context["@context"]
        return list(self._each(context, ()))

    def _each(self, context: Any, within: tuple[str, ...]) -> Iterator[_Resolved]:
        for item in context if isinstance(context, list) else [context]:
            if isinstance(item, str):
                yield from self._remote(item, within)
            elif item is None or item is False:
                yield _Resolved(False)
            elif isinstance(item, dict):
                yield _Resolved(item)
            else:
                raise JsonLdError("", "jsonld.SyntaxError", code="invalid local context")

    def _remote(self, url: str, within: tuple[str, ...]) -> Iterator[_Resolved]:
        if ":" not in url or url in within:
            raise JsonLdError("", "jsonld.ContextUrlError", code="relative or cyclic context URL")
        if url not in self._documents:
            if len(self._documents) >= MAX_CONTEXTS:
                self.failure = CheckFailed("too-many-contexts", f"This document names more than {MAX_CONTEXTS} contexts.")
                raise self.failure
            try:
                self._documents[url] = self._contexts.find(url)
            except WalletError as error:
                self.failure = error
                raise
        return self._each(self._documents[url].document["@context"], (*within, url))


def _is_plain_list(context: Any) -> bool:
    """Whether a context is a list that means the same when its members are applied one after the other."""
    if not isinstance(context, list) or len(context) < 2:
        return False
    return not any("@propagate" in item for item in context if isinstance(item, dict))


def _without_needless_nulls(active: Any, local: Any) -> Any:
    """PyLD stumbles over a null that takes back what was never set."""
    if not isinstance(local, dict) or None not in local.values():
        return local
    needless = {name for name in ("@vocab", "@language", "@direction") if name in local and name not in active}
    return {name: value for name, value in local.items() if value is not None or name not in needless}


class _Processor(JsonLdProcessor):  # type: ignore[misc]
    def __init__(self, contexts: Contexts, pointers: Mapping[int, str], names: Mapping[str, str]) -> None:
        super().__init__()
        self._pointers, self._names = pointers, names
        self._resolver = _Resolver(contexts)
        self._work_left = MAX_CONTEXT_WORK
        self._options = {
            "base": None,
            "isFrame": False,
            "keepFreeFloatingNodes": False,
            "processingMode": "json-ld-1.1",
            "contextResolver": self._resolver,
        }
        self._initial = self._get_initial_context(self._options)
        self.watch = TermWatch(self, pointers)

    @property
    def failure(self) -> WalletError | None:
        return self._resolver.failure

    def expanded(self, root: dict[str, Any]) -> list[Any]:
        nodes = self._expand(self._initial, None, root, self._options)
        if isinstance(nodes, dict) and set(nodes) == {"@graph"}:
            nodes = nodes["@graph"]
        return [] if nodes is None else list(self.arrayify(nodes))

    def iri(self, context: Any, value: Any, *, vocab: bool) -> Any:
        return self._expand_iri(context, value, vocab=vocab)

    def scoped(self, context: Any, term: str) -> Any:
        local = (context["mappings"].get(term) or {}).get("@context")
        return context if local is None else self._process_context(context, local, self._options, override_protected=True)

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: Any,
        expanded_active_property: Any,
        element: Any,
        expanded_parent: Any,
        options: Any,
        inside_list: bool = False,
        type_key: Any = None,
        type_scoped_ctx: Any = None,
    ) -> None:
        floating = active_property is None or expanded_active_property == "@graph"
        self.watch.look(active_ctx, type_scoped_ctx, element, active_property, floating=floating and not inside_list)
        rest = (expanded_parent, options, inside_list, type_key, type_scoped_ctx)
        super()._expand_object(active_ctx, active_property, expanded_active_property, element, *rest)
        name = self._names.get(self._pointers.get(id(element), ""))
        if name is not None and expanded_parent.keys().isdisjoint(_NAMELESS):
            expanded_parent["@id"] = name

    def _process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        options: Any,
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
        cycles: Any = None,
    ) -> Any:
        local_ctx = _without_needless_nulls(active_ctx, local_ctx)
        flags = (override_protected, propagate, validate_scoped)
        if _is_plain_list(local_ctx) and propagate:
            for item in local_ctx:
                active_ctx = self._process_context(active_ctx, item, options, *flags, cycles)
            return active_ctx
        if not is_shipped(local_ctx) or not (active_ctx is self._initial or _memo.knows(active_ctx)):
            self._spend(active_ctx, local_ctx)
            return super()._process_context(active_ctx, local_ctx, options, *flags, cycles)
        key = _memo.key(active_ctx, local_ctx, *flags)
        result = _memo.get(key, active_ctx, local_ctx)
        if result is None:
            result = super()._process_context(active_ctx, local_ctx, options, *flags, cycles)
            _memo.put(key, active_ctx, local_ctx, result)
        return result

    def _spend(self, active: Any, local: Any) -> None:
        self._work_left -= 20 + len(active["mappings"]) + (50 * len(local) if isinstance(local, dict) else 0)
        if self._work_left < 0:
            self._resolver.failure = _too_complex()
            raise self._resolver.failure
