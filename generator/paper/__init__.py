"""Certificates: an award on one sheet, as a PDF that carries its credential.

facts      all that a certificate may show, taken from the signed credential
fonts      where letters come from: the same ones on every machine
typeset    facts, picture and credential into a PDF/A-3, by Typst
"""

from generator.paper.facts import CertificateFacts, certificate_facts
from generator.paper.typeset import Press, Unprintable, check_press, press_versions

__all__ = ["CertificateFacts", "Press", "Unprintable", "certificate_facts", "check_press", "press_versions"]
