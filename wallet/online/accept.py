"""What is asked for: one fixed value, so that a request tells nothing of the credential behind it (security.md T10)."""

from __future__ import annotations

from typing import Final

DOCUMENT: Final = (
    "application/vc, application/vp, application/vc+ld+json, application/did+ld+json, application/did+json, "
    "application/ld+json, application/json, application/jwt;q=0.9, text/plain;q=0.8, image/png;q=0.7, image/svg+xml;q=0.7"
)
"""A credential, a badge, a controller document, an issuer's profile, a status list, a context or a schema."""
