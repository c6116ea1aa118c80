"""Sample issuers and credentials of every format, made on the spot: for a first look, and loudly said to be samples."""
