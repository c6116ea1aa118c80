#!/usr/bin/env python3
"""Draws the README's picture from a real run: two fields of eight leave a wallet as a QR code, and what its check says.

.venv/bin/python packaging/picture.py        writes resources/screenshots/story.png
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "resources" / "screenshots" / "story.png"
COMMAND = [sys.executable, "-c", "from wallet.app import main; main()"]
PURPOSE = ["--audience", "Nordic Data", "--nonce", "7KQ4MP"]


def satchel(*words):
    """One command, its output."""
    return subprocess.run([*COMMAND, *map(str, words)], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def records(*words):
    """One command, its JSON lines."""
    return [json.loads(line) for line in satchel(*words, "--json").splitlines()]


def main():
    """Makes a sample wallet, shows, checks, draws."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "demo"
        records("demo", place)
        wallet = ["--wallet", place, "--passphrase-file", place / "passphrase.txt"]
        course = next(card for card in records(*wallet, "list") if card["format"] == "sd-jwt-vc")
        code, picture = place / "shown.svg", place / "shown.png"
        for file in (picture, code):
            records(*wallet, "present", course["id"], "--show", "/course", "--show", "/grade", *PURPOSE, "--qr", file)
        kept = ["--offline", "--trust", place / "samples" / "issuers-i-know.json", "--material", place / "samples" / "kept"]
        _, statement = records("verify", picture, *PURPOSE, *kept)
        fields = records(*wallet, "show", course["id"])[0]["fields"]
        given = {
            "fields": [[field["pointer"][1:].replace("_", " "), field["value"]] for field in fields if field["selectable"]],
            "chosen": ["course", "grade"],
            "statement": statement,
        }
        inputs = {"data": json.dumps(given), "code": code.read_text("utf-8")}
        source = ROOT / "packaging" / "picture.typ"
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_bytes(
            typst.compile(source, font_paths=[ROOT / "resources" / "fonts"], format="png", ppi=144, sys_inputs=inputs)
        )


if __name__ == "__main__":
    main()
