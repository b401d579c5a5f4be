-- The results of the works that were submitted with a key. A work whose key is here has run.
CREATE TABLE wharf_once (
  id TEXT PRIMARY KEY,
  result TEXT NOT NULL,
  at BIGINT NOT NULL -- seconds since 1970
);
CREATE INDEX wharf_once_at ON wharf_once (at);
