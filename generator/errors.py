"""The family of errors that a person can cause, as values that one door turns into words.

Everything that an administrator, an earner or a forged file can bring about is a `BadgepressError` or, where
"not valid" is an answer, a finding of `verify`. Any other exception is a bug of ours and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.problem import Problem, Severity


class BadgepressError(Exception):
    """Something a person can mend. `str()` says what is wrong, `hint` what to do."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint


class LedgerError(BadgepressError):
    """The ledger cannot be read as it stands; `problems` says why, with what is only doubtful, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the ledger")
        self.problems = tuple(problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Why it is refused."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What would be built all the same."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)


class ThemeError(LedgerError):
    """A project's own theme cannot be used as it stands; `problems` says why, as for a ledger."""


class KeyFileError(BadgepressError):
    """A key file cannot be used: its place, its permissions, its contents or its passphrase. Names no secret."""


class SignerError(BadgepressError):
    """A signer gave no signature, or one that does not fit its own public key."""


class BuildError(BadgepressError):
    """The new site could not be made or put in place; the old one stands."""


class PublishError(BadgepressError):
    """The site could not be published, or not to the end; `hint` says how to go on."""


class WireError(ValueError):
    """Bytes or a value outside what a standard allows; `str()` says which rule. The caller knows the place."""
