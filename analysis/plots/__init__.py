"""The charts that the notebooks draw: each takes a frame and returns a figure for `charts.export`.

`forms` holds what they share; `corpus`, `tone`, `framing` and `terms` belong to the notebooks of
those names.
"""
