"""The nouns: frozen records that every other room uses, with no behaviour beyond small questions about themselves."""

from generator.model.achievement import (
    Achievement,
    Alignment,
    Art,
    Endorsement,
    ResultDescription,
    RubricLevel,
    Skill,
)
from generator.model.award import Acceptance, Award, Event, EventKind, Evidence, Result, Standing
from generator.model.credential import Credential, Document, StatusList, UnsignedCredential
from generator.model.ledger import Awards, Batch, Conferral, Earners, Exclusion, Ledger, Site
from generator.model.people import Accept, Earner, Profile, Visibility
from generator.model.problem import Place, Problem, Severity
from generator.model.text import LANGUAGES, NO_TEXT, Spoken, Text, normal_language

__all__ = [
    "LANGUAGES",
    "NO_TEXT",
    "Accept",
    "Acceptance",
    "Achievement",
    "Alignment",
    "Art",
    "Award",
    "Awards",
    "Batch",
    "Conferral",
    "Credential",
    "Document",
    "Earner",
    "Earners",
    "Endorsement",
    "Event",
    "EventKind",
    "Evidence",
    "Exclusion",
    "Ledger",
    "Place",
    "Problem",
    "Profile",
    "Result",
    "ResultDescription",
    "RubricLevel",
    "Severity",
    "Site",
    "Skill",
    "Spoken",
    "Standing",
    "StatusList",
    "Text",
    "UnsignedCredential",
    "Visibility",
    "normal_language",
]
