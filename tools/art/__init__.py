"""The drawings of the example's badges: what `tools/draw_art.py` puts together."""
