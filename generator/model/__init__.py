"""The nouns: frozen records that every other room uses, with no behaviour beyond small questions about themselves."""

from generator.model.achievement import (
    Achievement,
    Alignment,
    Art,
    Design,
    Endorsement,
    ResultDescription,
    RubricLevel,
    Skill,
)
from generator.model.award import Acceptance, Award, Event, EventKind, Evidence, Result, Standing
from generator.model.credential import Credential, Document, StatusList, UnsignedCredential
from generator.model.hosting import TARGETS, Hosting
from generator.model.ledger import Awards, Batch, Certificates, Conferral, Earners, Exclusion, Ledger, Site
from generator.model.pages import Edition, WrittenPage
from generator.model.people import Accept, Earner, OwnLink, Portrait, Profile, Visibility
from generator.model.problem import Place, Problem, Severity
from generator.model.publishing import FolderTarget, GitTarget, Publishing, RsyncTarget, StoreTarget, Target
from generator.model.sharing import PLACES, OEmbed, Sharing
from generator.model.support import NO_SUPPORT, Channel, Contact, Support, Trouble
from generator.model.text import LANGUAGES, NO_TEXT, Spoken, Text, normal_language

__all__ = [
    "LANGUAGES",
    "NO_SUPPORT",
    "NO_TEXT",
    "PLACES",
    "TARGETS",
    "Accept",
    "Acceptance",
    "Achievement",
    "Alignment",
    "Art",
    "Award",
    "Awards",
    "Batch",
    "Certificates",
    "Channel",
    "Conferral",
    "Contact",
    "Credential",
    "Design",
    "Document",
    "Earner",
    "Earners",
    "Edition",
    "Endorsement",
    "Event",
    "EventKind",
    "Evidence",
    "Exclusion",
    "FolderTarget",
    "GitTarget",
    "Hosting",
    "Ledger",
    "OEmbed",
    "OwnLink",
    "Place",
    "Portrait",
    "Problem",
    "Profile",
    "Publishing",
    "Result",
    "ResultDescription",
    "RsyncTarget",
    "RubricLevel",
    "Severity",
    "Sharing",
    "Site",
    "Skill",
    "Spoken",
    "Standing",
    "StatusList",
    "StoreTarget",
    "Support",
    "Target",
    "Text",
    "Trouble",
    "UnsignedCredential",
    "Visibility",
    "WrittenPage",
    "normal_language",
]
