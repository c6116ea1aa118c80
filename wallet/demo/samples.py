"""Writes the sample credentials as the files that a learner would have, with the documents their issuers publish."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from wallet.carriers import png, qr, svg
from wallet.demo import artwork, badges
from wallet.demo.issuers import SampleIssuer, kept_document, status_list, with_did_key, with_did_web
from wallet.encoding import strict_json
from wallet.model.holder import HolderKey
from wallet.model.snapshot import Snapshot
from wallet.ports import Entropy
from wallet.proofs.sd_jwt_issue import issue

_BLUE, _NAVY, _RED, _WINE = (45, 170, 205), (30, 90, 160), (205, 80, 85), (140, 35, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Where the sample files lie: ``badges`` to import, ``kept`` documents for checking offline, ``trust`` list."""

    badges: Path
    kept: Path
    trust: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuers:
    academy: SampleIssuer
    cloud: SampleIssuer
    polytechnic: SampleIssuer
    harbor: SampleIssuer
    university: SampleIssuer
    workshop: SampleIssuer


def write_samples(folder: Path, key: HolderKey, entropy: Entropy, now: datetime) -> Samples:
    """Make issuers and credentials and write them below ``folder``; ``key`` is the wallet's key that they are bound to."""
    issuers = _make_issuers(entropy, now)
    at = Samples(badges=folder / "badges", kept=folder / "kept", trust=folder / "issuers-i-know.json")
    at.badges.mkdir(parents=True)
    at.kept.mkdir()
    lists = _status_lists(issuers, now)
    files = {
        **_academy_files(issuers, key, lists, now),
        **_other_files(issuers, key, now),
        "statistics.sd-jwt": _course(issuers.university, key, entropy, now),
    }
    hosted = badges.hosted_badge(
        "library.example",
        "Volunteer of the Year",
        ("A year of reading hours.", "At least 40 hours."),
        now - timedelta(days=300),
    )
    files["volunteer.json"] = strict_json.dumps(next(iter(hosted.values())))
    for name, data in files.items():
        (at.badges / name).write_bytes(data)
    documents = [document for issuer in _all(issuers) for document in issuer.documents]
    documents += [kept_document(url, body, now) for url, body in hosted.items()]
    _write_kept(at.kept, (*documents, *lists))
    _write_trust(at.trust, issuers, now)
    return at


def _make_issuers(entropy: Entropy, now: datetime) -> _Issuers:
    return _Issuers(
        academy=with_did_web("Nordic Data Academy", "academy.example", "Ed25519", entropy, now),
        cloud=with_did_web("Cloudworks Certification", "cloudworks.example", "Ed25519", entropy, now),
        polytechnic=with_did_key("Riverside Polytechnic", "P-256", entropy),
        harbor=with_did_key("Harbor Health Institute", "Ed25519", entropy),
        university=with_did_web("Meridian University", "university.example", "P-256", entropy, now),
        workshop=with_did_key("Makers' Workshop", "Ed25519", entropy),
    )


def _all(issuers: _Issuers) -> tuple[SampleIssuer, ...]:
    return (issuers.academy, issuers.cloud, issuers.polytechnic, issuers.harbor, issuers.university, issuers.workshop)


def _status_lists(issuers: _Issuers, now: datetime) -> tuple[Snapshot, ...]:
    return (status_list(issuers.academy, "https://academy.example/status/1", frozenset({417}), now),)


def _academy_files(issuers: _Issuers, key: HolderKey, lists: tuple[Snapshot, ...], now: datetime) -> dict[str, bytes]:
    academy, url = issuers.academy, lists[0].url
    about = ("Cleaning, analysing and picturing data with pandas.", "Six graded projects and an examination.")
    analysis = badges.open_badge(
        academy,
        "Data Analysis with Python",
        about,
        key.did,
        now - timedelta(days=230),
        credentialStatus=badges.status_entry(url, 12),
    )
    tasks = ("Queries, joins and indexes.", "A graded project.")
    withdrawn = badges.open_badge(
        academy, "SQL for Analysts", tasks, key.did, now - timedelta(days=200), credentialStatus=badges.status_entry(url, 417)
    )
    made = now - timedelta(days=200)
    picture = artwork.badge_png("hexagon", _BLUE, _NAVY)
    return {
        "data-analysis.png": png.bake(picture, academy.sign(analysis, suite="eddsa-rdfc-2022", created=made)),
        "sql-withdrawn.json": academy.sign(withdrawn, suite="eddsa-rdfc-2022", created=made),
    }


def _other_files(issuers: _Issuers, key: HolderKey, now: datetime) -> dict[str, bytes]:
    year = timedelta(days=365)
    cloud = badges.open_badge(
        issuers.cloud, "Cloud Practitioner", ("Running services in the cloud.", "An examination."), key.did, now - year
    )
    degree = badges.degree(issuers.polytechnic, key.did, now - 3 * year)
    aid = badges.first_aid(issuers.harbor, key.did, now - timedelta(days=160))
    old = badges.open_badge(
        issuers.harbor,
        "Food Hygiene",
        ("Handling food safely.", "A short test."),
        key.did,
        now - 4 * year,
        validUntil=f"{now - year:%Y-%m-%dT%H:%M:%SZ}",
    )
    evening = badges.open_badge(
        issuers.workshop, "Soldering Evening", ("One evening.", "Be there."), key.did, now - timedelta(days=9)
    )
    return {
        "cloud.svg": svg.bake(artwork.badge_svg("#4a5bd4"), issuers.cloud.sign_jwt(cloud, typ="vc+jwt")),
        "degree.jwt": issuers.polytechnic.sign_jwt(degree, typ="vc+jwt"),
        "first-aid.json": issuers.harbor.sign(aid, suite="Ed25519Signature2020", created=now - timedelta(days=160)),
        "food-hygiene-expired.png": png.bake(
            artwork.badge_png("seal", _RED, _WINE),
            issuers.harbor.sign(old, suite="eddsa-jcs-2022", created=now - 4 * year),
        ),
        "soldering-qr.png": qr.draw_png(issuers.workshop.sign_jwt(evening, typ="vc+jwt").decode()),
    }


def _course(issuer: SampleIssuer, key: HolderKey, entropy: Entropy, now: datetime) -> bytes:
    claims = badges.course_claims(issuer, dict(key.jwk), now - timedelta(days=420))
    header = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": issuer.method}
    return issue(claims, tuple(f"/{name}" for name in badges.COURSE_FIELDS), issuer.signer, header, entropy).encode()


def _write_kept(folder: Path, documents: tuple[Snapshot, ...]) -> None:
    index = []
    for place, document in enumerate(documents):
        file = f"{place:02d}.json"
        (folder / file).write_bytes(document.body)
        stamp = f"{document.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        index.append({"url": document.url, "file": file, "media_type": document.media_type, "fetched_at": stamp})
    (folder / "index.json").write_text(json.dumps(index, indent=1) + "\n", "utf-8")


def _write_trust(place: Path, issuers: _Issuers, now: datetime) -> None:
    known = [{"id": issuer.id, "name": issuer.name} for issuer in _all(issuers) if issuer is not issuers.workshop]
    known.append({"id": "https://library.example/issuer", "name": "City of Alder Library"})
    content = {"name": "Sample issuers (made for the demo)", "updated": f"{now:%Y-%m-%dT%H:%M:%SZ}", "issuers": known}
    place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
