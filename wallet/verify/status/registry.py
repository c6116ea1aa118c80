"""The ways to withdraw a credential that are understood here: one new file and one line add one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wallet.errors import CheckUndecided
from wallet.model.credential import Format, StatusEntry
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.verify.answers import not_applicable
from wallet.verify.case import Case
from wallet.verify.status import bitstring, edtech, ob2, status_list_2021, token_list

METHODS: Mapping[str, Callable[[Case, StatusEntry], Check]] = {
    "BitstringStatusListEntry": bitstring.check,
    "StatusList2021Entry": status_list_2021.check,
    "1EdTechRevocationList": edtech.check,
    "TokenStatusList": token_list.check,
}


def each(case: Case) -> tuple[StatusEntry | None, ...]:
    """The entries to ask about; (None,) where the credential names none, or is a badge of version 1 or 2.

    What the document names as a status and reading could make no entry of becomes one of no type: it is not overlooked.
    """
    credential = case.credential
    if credential.format is Format.OB2:
        return (None,)
    named = credential.document.get("credentialStatus")
    count = len(named) if isinstance(named, list) else int(named is not None)
    if credential.securing is not Securing.DATA_INTEGRITY and isinstance(credential.document.get("status"), dict | list):
        count += 1
    unread = (StatusEntry(type="", url=""),) * (count - len(credential.status))
    return (*credential.status, *unread) or (None,)


def check(case: Case, entry: StatusEntry | None) -> Check:
    """Asks the method that the entry names. Raises CheckUndecided("status-unsupported") for any other, and what it raises."""
    if entry is None:
        if case.credential.format is Format.OB2:
            return ob2.check(case)
        return not_applicable(CheckKind.STATUS, "no-status", "The credential names no place that could withdraw it.")
    method = METHODS.get(entry.type)
    if method is None:
        raise CheckUndecided("status-unsupported", f"Status entries of the type “{entry.type:.80}” are not known here.")
    return method(case, entry)
