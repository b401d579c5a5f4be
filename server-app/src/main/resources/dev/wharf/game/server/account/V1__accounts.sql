-- One row for each player who was ever here.
CREATE TABLE account (
  id TEXT PRIMARY KEY, -- from the authenticator
  name TEXT NOT NULL,
  name_key TEXT UNIQUE, -- the folded name of an account with a password; NULL for others
  password_hash TEXT, -- NULL when the player logs in with a token
  owner BIGINT NOT NULL DEFAULT 0, -- the number of the login that may write; see Owner
  coins BIGINT NOT NULL DEFAULT 0 CHECK (coins >= 0),
  created BIGINT NOT NULL, -- seconds since 1970, like the other times
  last_login BIGINT NOT NULL DEFAULT 0,
  banned_until BIGINT NOT NULL DEFAULT 0,
  ban_reason TEXT NOT NULL DEFAULT ''
);

CREATE TABLE item (
  item_id ${id},
  kind INTEGER NOT NULL,
  owner_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX item_owner ON item (owner_id);
