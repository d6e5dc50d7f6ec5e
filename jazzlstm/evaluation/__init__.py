"""How good solos are: likelihood, statistics, harmony, originality; the same code for human and generated solos."""
