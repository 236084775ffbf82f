"""What Open Badges 3.0 says of each class: its members, their kind, which must be there and which may be several.

Written down from the standard, independently of the profile that our verifiers read, so that a slip in one shows.

    member=kind     a plain kind in lower case, or the name of another class
    !               must be there
    *               may be several: a list, or one value alone
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PROFILE = (
    "id=uri! type=type!* name=text url=uri phone=text description=text email=text image=Image address=Address "
    "otherIdentifier=IdentifierEntry* official=text parentOrg=Profile familyName=text givenName=text "
    "additionalName=text patronymicName=text honorificPrefix=text honorificSuffix=text familyNamePrefix=text "
    "dateOfBirth=text"
)

_CLASSES = {
    "AchievementCredential": "id=uri! type=type!* name=text description=text image=Image issuer=Profile! "
    "validFrom=instant! validUntil=instant awardedDate=instant credentialSubject=AchievementSubject! "
    "evidence=Evidence* endorsement=EndorsementCredential* credentialSchema=Typed* credentialStatus=Status "
    "refreshService=Typed termsOfUse=Terms*",
    "AchievementSubject": "id=uri type=type!* identifier=IdentityObject* achievement=Achievement! "
    "activityStartDate=instant activityEndDate=instant creditsEarned=number image=Image licenseNumber=text role=text "
    "term=text narrative=text result=Result* source=Profile",
    "Achievement": "id=uri! type=type!* name=text! description=text! criteria=Criteria! achievementType=text "
    "alignment=Alignment* creator=Profile creditsAvailable=number fieldOfStudy=text humanCode=text specialization=text "
    "version=text image=Image inLanguage=text otherIdentifier=IdentifierEntry* related=Related* "
    "resultDescription=ResultDescription* tag=text*",
    "Profile": _PROFILE,
    "Criteria": "id=uri narrative=text",
    "Image": "id=uri! type=name! caption=text",
    "Alignment": "type=type!* targetName=text! targetUrl=uri! targetCode=text targetDescription=text "
    "targetFramework=text targetType=text",
    "Evidence": "type=type!* id=uri name=text description=text narrative=text genre=text audience=text",
    "Result": "type=type!* resultDescription=uri value=text status=text achievedLevel=uri alignment=Alignment*",
    "ResultDescription": "id=uri! type=type!* name=text! resultType=text! allowedValue=text* requiredLevel=uri "
    "requiredValue=text rubricCriterionLevel=RubricCriterionLevel* valueMin=text valueMax=text alignment=Alignment*",
    "RubricCriterionLevel": "id=uri! type=type!* name=text! level=text description=text points=text "
    "alignment=Alignment*",
    "Related": "id=uri! type=type!* inLanguage=text version=text",
    "IdentityObject": "type=name! hashed=boolean! identityHash=text! identityType=text! salt=text",
    "IdentifierEntry": "type=name! identifier=text! identifierType=text!",
    "Address": "type=type!* addressCountry=text addressCountryCode=text addressRegion=text addressLocality=text "
    "streetAddress=text postOfficeBoxNumber=text postalCode=text geo=GeoCoordinates",
    "GeoCoordinates": "type=type!* latitude=number! longitude=number!",
    "Typed": "id=uri! type=type!*",
    "Terms": "type=type!* id=uri",
    "Status": "id=uri type=name! statusPurpose=text statusListIndex=text statusListCredential=uri",
    "EndorsementCredential": "id=uri! type=type!* name=text! description=text issuer=Profile! validFrom=instant! "
    "validUntil=instant awardedDate=instant credentialSubject=EndorsementSubject!",
    "EndorsementSubject": "id=uri! type=type!* endorsementComment=text",
}

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Member:
    """What the standard says of one member of one class."""

    kind: str
    required: bool
    many: bool

    @property
    def is_class(self) -> bool:
        return self.kind[0].isupper()


CLASSES: dict[str, dict[str, Member]] = {
    name: {
        word.partition("=")[0]: Member(word.partition("=")[2].rstrip("!*"), "!" in word, "*" in word)
        for word in line.split()
    }
    for name, line in _CLASSES.items()
}


@dataclass(frozen=True)
class Place:
    """One member of one object of a document: where it is, what it holds, and what the standard says of it."""

    path: Path
    value: Any
    member: Member

    @property
    def name(self) -> str:
        return str(self.path[-1])


def objects(
    value: Any, kind: str = "AchievementCredential", path: Path = ()
) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """Every object of a document, with its path and its class, from the outside in. Proofs are not among them."""
    yield path, value, kind
    for name, entry in value.items():
        member = CLASSES[kind].get(name)
        if member is None or not member.is_class:
            continue
        if isinstance(entry, list):
            for number, one in enumerate(entry):
                yield from objects(one, member.kind, (*path, name, number))
        else:
            yield from objects(entry, member.kind, (*path, name))


def places(document: dict[str, Any]) -> Iterator[Place]:
    """Every member of every object of a document, but `@context` and `proof`."""
    for path, value, kind in objects(document):
        for name, entry in value.items():
            if name in CLASSES[kind]:
                yield Place((*path, name), entry, CLASSES[kind][name])


def at(document: Any, path: Path) -> Any:
    """What stands at `path`."""
    for step in path:
        document = document[step]
    return document


def spelled(path: Path) -> str:
    """A path as part of an id: its last three steps, in words."""
    return "-".join(str(step).lstrip("@_").replace("@", "") or "it" for step in path)
