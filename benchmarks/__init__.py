"""What the README says about speed and memory, measured again: ``python -m benchmarks`` or one by one.

Times depend on the machine and on what else it does, so contenders take turns in one
run, and what counts is the ratio: the median over the turns of one to the other.
"""
