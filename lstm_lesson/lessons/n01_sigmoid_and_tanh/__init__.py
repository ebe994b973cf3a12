"""Why does a gate use σ, and new content tanh? (notebook 01)"""
