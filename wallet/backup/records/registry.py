"""Every kind of record, in the order in which a backup holds them: what is referred to comes before what refers to it."""

from __future__ import annotations

from wallet.backup.records.collections import COLLECTION
from wallet.backup.records.credentials import CREDENTIAL
from wallet.backup.records.files import DOCUMENT
from wallet.backup.records.holder_keys import HOLDER_KEY
from wallet.backup.records.kind import Kind
from wallet.backup.records.portfolios import PORTFOLIO
from wallet.backup.records.presentations import PRESENTATION
from wallet.backup.records.settings import SETTING
from wallet.backup.records.trust_lists import TRUST_LIST

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (SETTING, DOCUMENT, HOLDER_KEY, COLLECTION, CREDENTIAL, PORTFOLIO, PRESENTATION, TRUST_LIST)
}
