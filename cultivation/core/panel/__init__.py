"""The experts' review: who must not mark whom, who marks whom, and what many marks come to."""
