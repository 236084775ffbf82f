"""Who a store is asked as: from the environment, or the file that the store's own tools write. Never from site.toml.

AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN     the environment; what CI systems set
~/.aws/credentials, [default] or [$AWS_PROFILE]                 the file, or the one AWS_SHARED_CREDENTIALS_FILE names
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path

from generator.errors import PublishError
from generator.publish.sigv4 import Credentials

_NAMES = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def find_credentials(environment: Mapping[str, str], home: Path) -> Credentials:
    """The first that are there. Raises PublishError where there are none, quoting no secret."""
    given = [environment.get(name.upper(), "") for name in _NAMES]
    if not (given[0] and given[1]):
        given = _from_file(environment, home)
    if not (given[0] and given[1]):
        raise PublishError(
            "the store wants to know who asks, and nobody has said",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or write ~/.aws/credentials; "
            "see docs/verbs/publish.md",
        )
    return Credentials(*given)


def _from_file(environment: Mapping[str, str], home: Path) -> list[str]:
    path = Path(environment.get("AWS_SHARED_CREDENTIALS_FILE") or home / ".aws" / "credentials")
    profile = environment.get("AWS_PROFILE") or "default"
    file = configparser.RawConfigParser()
    try:
        file.read_string(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ["", "", ""]
    except (OSError, UnicodeError, configparser.Error) as error:
        # The message of the parser quotes the line, which may hold the secret.
        raise PublishError(
            f"{path} cannot be read ({type(error).__name__})", "compare it with the docs of the store"
        ) from None
    return [file.get(profile, name, fallback="") for name in _NAMES]
