-- Where each player stood last.
CREATE TABLE place (
  account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  x INTEGER NOT NULL, -- in units of 5 cm
  y INTEGER NOT NULL
);
