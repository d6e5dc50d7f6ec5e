"""Addresses below which the server answers the player, below ``server.baseUrlPath``."""

BANKS_PATH = "/jazzlstm/banks/"
"""Instruments for the synthesizer in the browser."""
TAKES_PATH = "/jazzlstm/takes/"
"""The takes beside the one that plays."""
SOUNDS_PATH = "/jazzlstm/sounds/"
"""Sound files, and the progress of making them."""
