"""The Data Integrity suites that can be verified and made: one line adds one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wallet.proofs.suite import Suite

_EDWARDS = ("Ed25519",)
_NIST = ("P-256", "P-384")

SUITES: Mapping[str, Suite] = MappingProxyType(
    {
        "eddsa-rdfc-2022": Suite(name="eddsa-rdfc-2022", canonical_form="rdfc", kinds=_EDWARDS),
        "eddsa-jcs-2022": Suite(name="eddsa-jcs-2022", canonical_form="jcs", kinds=_EDWARDS),
        "ecdsa-rdfc-2019": Suite(name="ecdsa-rdfc-2019", canonical_form="rdfc", kinds=_NIST),
        "ecdsa-jcs-2019": Suite(name="ecdsa-jcs-2019", canonical_form="jcs", kinds=_NIST),
        "ecdsa-sd-2023": Suite(name="ecdsa-sd-2023", canonical_form="rdfc", kinds=("P-256",), selective=True),
        "bbs-2023": Suite(name="bbs-2023", canonical_form="rdfc", kinds=("BLS12-381-G2",), selective=True),
        # What eddsa-rdfc-2022 was called before it was a standard.
        "eddsa-2022": Suite(name="eddsa-2022", canonical_form="rdfc", kinds=_EDWARDS, successor="eddsa-rdfc-2022"),
        "Ed25519Signature2020": Suite(
            name="Ed25519Signature2020", canonical_form="rdfc", kinds=_EDWARDS, proof_type="Ed25519Signature2020"
        ),
    }
)
