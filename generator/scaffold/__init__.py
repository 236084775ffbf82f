"""A new project: the files that `badgepress init` begins with."""

from generator.scaffold.answers import Answers, Slip
from generator.scaffold.make import make_project, refuse_place

__all__ = ["Answers", "Slip", "make_project", "refuse_place"]
