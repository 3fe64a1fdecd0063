"""Articles, drafts, claims and bundles as they arrive: parsed, stored, their claims proposed."""
