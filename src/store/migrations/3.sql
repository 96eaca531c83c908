-- The headlines of an analysis as sentences, in each language: {"en": ["…"], "de": ["…"]}. Analyses kept before have none.
ALTER TABLE analysis ADD COLUMN headlines TEXT;
