"""Likelihood, statistics, harmony and originality of solos; the same code for human and generated ones."""
