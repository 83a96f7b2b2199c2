"""Makes of raw data what a network can read: steps that learn from the training part alone.

`prepared` does it all; `fitting` and `pictures` hold what each kind of step learns, `tables` and `rows` what is done
with it; `fitted` is what was learned, as plain values. Importing this package imports nothing heavy.
"""
