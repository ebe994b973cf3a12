"""What a network reads: signals, cut and scaled, and the baselines that any forecast must beat. Imports numpy."""
