"""The steps behind what a holder does with an unlocked wallet: bringing in, judging again, showing, composing."""
