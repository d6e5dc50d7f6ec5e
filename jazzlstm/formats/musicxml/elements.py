"""Elements of an XML file, each added to its parent."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """Add an element without text."""
    return SubElement(parent, tag, attributes)


def add_text(parent: Element, tag: str, text: str | int, /, **attributes: str) -> None:
    """Add an element with text."""
    SubElement(parent, tag, attributes).text = str(text)
