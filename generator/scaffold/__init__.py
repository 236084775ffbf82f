"""A new project: the files that `badgepress init` begins with."""

from generator.scaffold.answers import Answers
from generator.scaffold.make import make_project, refuse_place

__all__ = ["Answers", "make_project", "refuse_place"]
