"""JSON Schema within limits: no fetching, no endless recursion, no pattern that takes for ever.

A schema is chosen by the issuer, so it is a program by a stranger: every keyword that is evaluated is counted, and patterns
that Python's matcher may need exponential time for are left undecided unless the schema ships with us.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from wallet.errors import CheckUndecided

MAX_BYTES = 1024 * 1024
_MAX_STEPS = 100_000
_MAX_PATTERN_TEXT = 2_000
_DRAFTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-04/schema",
)
_MAX_WAYS = 5_000_000  # in which a matcher may have to try a pattern on a text
# A repeated group: where backtracking matchers get lost.
_REPEATED_GROUP = re.compile(r"\)[*+{]")
# What gives a matcher a choice: (a letter behind a backslash or in brackets, which gives none,) a repeat, or an alternative.
_CHOICE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?|(?P<many>[*+])|\{(?P<least>\d*)(?P<to>,?)(?P<most>\d*)\}|(?P<two>[?|])", re.DOTALL
)

Library: TypeAlias = Callable[[str], Mapping[str, Any]]
"""Gives a schema by URL; raises CheckUndecided where no copy is kept."""


class _OutOfSteps(Exception):
    pass


def first_fault(document: Mapping[str, Any], schema: Mapping[str, Any], library: Library, *, trusted: bool = False) -> str:
    """Where and how the document departs from the schema, or "" where it does not.

    Raises CheckUndecided("schema-unsupported", "schema-unreadable" or "schema-too-complex"), or what ``library`` raises for a
    schema that this one refers to.
    """
    from jsonschema import exceptions as schema_errors
    from referencing import exceptions as reference_errors

    missing: list[CheckUndecided] = []
    try:
        fault = _run(document, schema, _recording(library, missing), trusted=trusted)
    except (RecursionError, _OutOfSteps) as error:
        raise CheckUndecided("schema-too-complex", "The schema takes more work than any credential deserves.") from error
    except reference_errors.Unresolvable as error:
        if missing:
            raise missing[0] from error
        raise CheckUndecided("schema-unreadable", "The schema refers to a part of itself that is not there.") from error
    except (schema_errors.SchemaError, schema_errors.UnknownType) as error:
        raise CheckUndecided("schema-unreadable", f"The schema breaks its own rules: {error.args[0]!s:.200}") from error
    except (re.error, ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise CheckUndecided("schema-unreadable", f"The schema cannot be used: {error!s:.200}") from error
    return fault


def _run(document: Mapping[str, Any], schema: Mapping[str, Any], library: Library, *, trusted: bool) -> str:
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry
    from referencing.exceptions import NoSuchResource
    from referencing.jsonschema import DRAFT202012

    named = schema.get("$schema", _DRAFTS[0])
    if not isinstance(named, str) or named.rstrip("#") not in _DRAFTS:
        raise CheckUndecided("schema-unsupported", f"The schema is written in {str(named)[:80]}, which is not known here.")

    def retrieve(uri: str) -> Any:
        try:
            from referencing import Resource

            return Resource.from_contents(library(uri), default_specification=DRAFT202012)
        except CheckUndecided as error:
            raise NoSuchResource(uri) from error

    dialect = validators.validator_for(schema, default=Draft202012Validator)
    dialect.check_schema(dict(schema))
    registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    for error in _Limits(trusted=trusted).over(dialect)(schema, registry=registry).iter_errors(document):
        place = "/".join(str(step) for step in error.absolute_path)
        return f"/{place} {error.message}"[:300]
    return ""


def _recording(library: Library, missing: list[CheckUndecided]) -> Library:
    def find(url: str) -> Mapping[str, Any]:
        try:
            return library(url)
        except CheckUndecided as error:
            missing.append(error)
            raise

    return find


class _Limits:
    """Validator classes that share one count of steps, whatever dialect a nested ``$schema`` switches to."""

    def __init__(self, *, trusted: bool) -> None:
        self._steps = iter(range(_MAX_STEPS))
        self._trusted = trusted
        self._classes: dict[Any, Any] = {}

    def over(self, dialect: Any) -> Any:
        """The dialect with every keyword counted; a class of ours is given back as it is."""
        from jsonschema import validators

        if dialect in self._classes.values():
            return dialect
        if dialect not in self._classes:
            keywords = {name: self._counting(name, rule) for name, rule in dialect.VALIDATORS.items()}
            counted: Any = validators.extend(dialect, keywords)  # type: ignore[no-untyped-call]
            counted.evolve = self._evolve()
            self._classes[dialect] = counted
        return self._classes[dialect]

    def _counting(self, name: str, rule: Any) -> Any:
        def evaluate(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
            if next(self._steps, None) is None:
                raise _OutOfSteps
            if not self._trusted:
                _limit(name, value, instance)
            yield from rule(validator, value, instance, schema) or ()

        return evaluate

    def _evolve(self) -> Any:
        # The library's own ``evolve`` would leave our classes wherever a subschema names its dialect, and the count with them.
        def evolve(validator: Any, **changes: Any) -> Any:
            from jsonschema import validators

            own = type(validator)
            schema = changes.setdefault("schema", validator.schema)
            for field in own.__attrs_attrs__:
                if field.init:
                    changes.setdefault(field.alias, getattr(validator, field.name))
            return self.over(validators.validator_for(schema, default=own))(**changes)

        return evolve


def _limit(name: str, value: Any, instance: Any) -> None:
    if name == "pattern" and isinstance(instance, str):
        _limit_pattern(value, (instance,))
    elif name == "patternProperties" and isinstance(instance, dict) and isinstance(value, dict):
        for pattern in value:
            _limit_pattern(pattern, tuple(instance))
    elif name == "uniqueItems" and isinstance(instance, list) and len(instance) > _MAX_PATTERN_TEXT:
        raise _OutOfSteps


def _limit_pattern(pattern: str, texts: tuple[str, ...]) -> None:
    longest = max(map(len, texts), default=0)
    if longest and (_REPEATED_GROUP.search(pattern) or longest > _MAX_PATTERN_TEXT or _ways(pattern, longest) > _MAX_WAYS):
        raise _OutOfSteps


def _ways(pattern: str, length: int) -> int:
    """At most so many ways to lay a pattern without repeated groups over a text: repeats and alternatives multiply."""
    ways = 1 if pattern.startswith("^") and "|" not in pattern else length + 1  # else it may begin anywhere
    for choice in _CHOICE.finditer(pattern):
        if choice["many"]:
            ways *= length + 1
        elif choice["two"]:
            ways *= 2
        elif choice["to"]:
            ways *= 1 + max(0, min(length, int(choice["most"] or length)) - int(choice["least"] or 0))
        if ways > _MAX_WAYS:
            break
    return ways
