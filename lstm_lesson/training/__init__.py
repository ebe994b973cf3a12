"""Networks that learn: their layers, the optimiser, Forecaster, training in the background. Imports nn and data."""
