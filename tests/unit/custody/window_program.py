"""A program like a window: unlocks a wallet, shows a card, makes a presentation, and then does as it is told.

window_program.py unlock FOLDER     the passphrase comes on standard input, as one line
window_program.py locked            what it becomes after a lock
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def line() -> bytearray:
    """One line of standard input, read into memory that can be wiped, and nowhere else."""
    text, letter = bytearray(), bytearray(1)
    while os.readv(0, [letter]) and letter != b"\n":
        text += letter
    return text


def say(*words: object) -> None:
    print(*words, flush=True)


def unlocked(folder: Path) -> None:
    from wallet.app import System
    from wallet.custody.afresh import begin_anew
    from wallet.custody.private import keep_memory_private
    from wallet.model.presentation import PresentOrder

    keep_memory_private()
    session = System().open_wallet_process(folder, line(), consent=None)
    (card,) = session.cards()
    shown = session.card(card.id)
    assert shown.credential.achievement is not None
    made = session.present(PresentOrder(credential_ids=(card.id,)))
    say("open", session.process.pid, len(made.data))
    while True:
        match bytes(line()):
            case b"lock":
                session.close()
                del card, shown, made
                say("locked", session.process.ended)
            case b"anew":
                begin_anew((__file__, "locked"))
            case _:
                return


def main() -> None:
    root = Path(__file__).resolve().parents[3]
    sys.path.insert(0, str(root))
    if sys.argv[1] == "unlock":
        unlocked(Path(sys.argv[2]))
    else:
        say("anew")
        line()


if __name__ == "__main__":
    main()
