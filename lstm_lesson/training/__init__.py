"""Networks that learn: their layers, the optimiser, Forecaster, Classifier, training in the background. Imports nn and data."""
