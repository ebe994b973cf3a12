"""Will it work on my data? A series split in time, forecast from rolling origins by all, and what fools one there."""
