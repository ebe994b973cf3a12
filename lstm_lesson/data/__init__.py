"""What a network reads: signals cut into windows, and the baselines that any forecast must beat. Imports numpy."""
