"""What a reading of a ledger leaves for the next one, so that little need be read again: see `ledger`."""
