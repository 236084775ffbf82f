"""Badgepress: publishes badges that anyone can verify, from a folder of files."""

__version__ = "0.1.0"
