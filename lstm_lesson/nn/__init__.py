"""The textbook: the cells' equations, their gradients and variants, attention, one unit in plain floats.

Imports numpy, and data for one unit's input.
"""
