-- People by pseudonym. What identifies a person stands in a table of its own, and may be left out altogether.
CREATE TABLE patient (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pseudonym TEXT NOT NULL UNIQUE COLLATE NOCASE,
    added_us INTEGER NOT NULL,
    birth_year INTEGER,
    sex TEXT,
    height_m REAL,
    thigh_length_m REAL,
    shank_length_m REAL,
    affected_side TEXT CHECK (affected_side IN ('left', 'right'))
) STRICT;

CREATE TABLE patient_name (
    patient_id INTEGER PRIMARY KEY REFERENCES patient (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    birth_date TEXT,
    contact TEXT
) STRICT;

CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    given_on TEXT NOT NULL,
    evidence TEXT,
    recorded_us INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    withdrawn_on TEXT
) STRICT;
CREATE INDEX consent_of ON consent (patient_id);

CREATE TABLE visit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE CASCADE,
    began_us INTEGER NOT NULL,
    title TEXT NOT NULL,
    intake TEXT NOT NULL
) STRICT;
CREATE INDEX visit_of ON visit (patient_id, began_us);

-- A recording's bytes lie in the folder `recordings` under the hash of their content.
CREATE TABLE recording (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    visit_id INTEGER NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    title TEXT NOT NULL,
    protocol TEXT,
    added_us INTEGER NOT NULL,
    reading TEXT NOT NULL,
    UNIQUE (visit_id, content)
) STRICT;
CREATE INDEX recording_content ON recording (content);

CREATE TABLE recording_file (
    content TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (content, name)
) STRICT;

-- Content on its way in or out: what stands here without a recording is swept away.
CREATE TABLE loose_content (
    content TEXT PRIMARY KEY
) STRICT;

CREATE TABLE analysis (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    input TEXT NOT NULL,
    settings TEXT NOT NULL,
    program TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    summary BLOB NOT NULL,
    UNIQUE (recording_id, input, settings, program)
) STRICT;

CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE CASCADE,
    visit_id INTEGER REFERENCES visit (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    in_report INTEGER NOT NULL,
    written_us INTEGER NOT NULL,
    written_by TEXT NOT NULL,
    -- The note that this one corrects; the old text is kept.
    replaces INTEGER UNIQUE REFERENCES note (id) ON DELETE CASCADE,
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX note_of ON note (patient_id);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Who did what when. Numbers only, no names and no pseudonyms: the trail outlives the person's data.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    patient_id INTEGER,
    object_id INTEGER,
    detail TEXT,
    -- SHA-256 over the hash before and this row: a row that was changed or taken out is seen.
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_patient ON audit (patient_id);

-- A row is added at the end; `INSERT OR REPLACE` would delete an older one without a trigger.
CREATE TRIGGER audit_is_only_added_to BEFORE INSERT ON audit
WHEN NEW.id <= (SELECT coalesce(max(id), 0) FROM audit)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail can only be added to');
END;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail cannot be changed');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail cannot be deleted');
END;
