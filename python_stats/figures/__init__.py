"""Figures of results: `panel` says what is drawn, `kinds` draws it, `style` how it looks.

Import `kinds` late: it loads the plotting library, which takes its time.
"""
