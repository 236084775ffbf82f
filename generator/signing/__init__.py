"""Keys and signatures: the only room that opens a secret, and the one writer of keys/."""

from generator.signing.demo import PUBLISHED, is_demo_address, refuse_demo_key
from generator.signing.keyfile import Use
from generator.signing.keyring import KeyInfo, Keyring, refuse_place
from generator.signing.means import BY_AGENT, BY_FILE, Kind, Means, by_command
from generator.signing.newkey import make_key, register_key
from generator.signing.pubfile import State
from generator.signing.signer import FileSigner, Signer, open_signer
from generator.signing.states import activate, compromise, retire

__all__ = [
    "BY_AGENT",
    "BY_FILE",
    "PUBLISHED",
    "FileSigner",
    "KeyInfo",
    "Keyring",
    "Kind",
    "Means",
    "Signer",
    "State",
    "Use",
    "activate",
    "by_command",
    "compromise",
    "is_demo_address",
    "make_key",
    "open_signer",
    "refuse_demo_key",
    "refuse_place",
    "register_key",
    "retire",
]
