"""The closed word lists of Open Badges 3.0, and the words that cannot be names of folders.

The three lists of the standard are extensible: a word of one's own begins with `ext:`. Spec: Open Badges 3.0,
"AchievementType", "ResultType", "AlignmentTargetType", "ResultStatusType".
"""

from __future__ import annotations

import re

ACHIEVEMENT_TYPES = (
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
)

RESULT_TYPES = (
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
)

RESULT_STATUSES = ("Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew")

TARGET_TYPES = (
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
)

_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")

# Windows opens a device for these, whatever folder they stand in; a project folder must work there too.
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))
# Addresses beside the profiles that the site itself uses or may come to use.
_OURS = frozenset(("all", "assets", "feed", "index", "me", "new", "page", "search"))
RESERVED = _DEVICES | {"index"}
RESERVED_HANDLES = _DEVICES | _OURS


def is_word(word: str, vocabulary: tuple[str, ...]) -> bool:
    """Whether `word` is in a vocabulary of the standard or extends it."""
    return word in vocabulary or _EXTENSION.fullmatch(word) is not None


def is_reserved(name: str) -> bool:
    """Whether `name` cannot be a folder's name everywhere."""
    return name in RESERVED


def is_reserved_handle(name: str) -> bool:
    """Whether `name` cannot be the address of an earner's profile."""
    return name in RESERVED_HANDLES
