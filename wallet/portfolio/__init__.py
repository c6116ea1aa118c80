"""Portfolios: an ordered choice of credentials in the learner's words, as a signed presentation and as a PDF around it."""
