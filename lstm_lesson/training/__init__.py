"""Networks that learn: layers, optimiser, Forecaster, Classifier, training in the background. Imports nn and data."""
