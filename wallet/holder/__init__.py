"""The holder's side: keys, what can be hidden, and making a presentation. Pure: signer, time and randomness are arguments."""
