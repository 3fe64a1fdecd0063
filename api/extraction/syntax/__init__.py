"""Grammar that the languages share: noun phrases, subjects, clauses, appositions."""
