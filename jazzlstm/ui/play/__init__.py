"""The page "Play": settings beside the player."""
