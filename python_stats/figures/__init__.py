"""Figures of results: `panel` says what is drawn, `kinds` draws it and loads the plotting library, `style` how it looks.

Import `kinds` late: it costs the time of loading a plotting library.
"""
