"""What lies around a project's files: people who are in the ledger twice, keys, leftovers, the site, the machine."""

from generator.doctor.finding import Finding, Weight
from generator.doctor.machine import look_at_machine
from generator.doctor.people import look_at_people
from generator.doctor.project import look_at_project

__all__ = ["Finding", "Weight", "look_at_machine", "look_at_people", "look_at_project"]
