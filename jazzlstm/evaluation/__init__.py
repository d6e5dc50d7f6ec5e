"""How good solos are: likelihood, statistics, harmony, originality. The same code measures all solos."""
