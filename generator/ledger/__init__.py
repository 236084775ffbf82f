"""The ledger: content/ to model.Ledger, with all problems at once. See `read`, and `art` for pictures."""

from generator.ledger.read import read_ledger

__all__ = ["read_ledger"]
