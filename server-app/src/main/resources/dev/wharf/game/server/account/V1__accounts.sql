-- One row for each player who was ever here.
CREATE TABLE account (
  number ${id}, -- what operators and their audit call the account
  id TEXT NOT NULL UNIQUE, -- from the authenticator
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE, -- the folded name, the same for names that look alike
  password_hash TEXT, -- NULL when the player logs in without a password
  reset_hash TEXT, -- of a code that sets a new password once; NULL for none
  reset_until BIGINT NOT NULL DEFAULT 0,
  owner BIGINT NOT NULL DEFAULT 0, -- the number of the login that may write; see Owner
  coins BIGINT NOT NULL DEFAULT 0 CHECK (coins >= 0),
  created BIGINT NOT NULL, -- seconds since 1970, like the other times
  last_login BIGINT NOT NULL DEFAULT 0,
  banned_until BIGINT NOT NULL DEFAULT 0,
  ban_reason TEXT NOT NULL DEFAULT '',
  banned_by TEXT NOT NULL DEFAULT '' -- the operator
);

CREATE TABLE item (
  item_id ${id},
  kind INTEGER NOT NULL,
  owner_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX item_owner ON item (owner_id);
