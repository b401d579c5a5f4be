CREATE TABLE account (
  id TEXT PRIMARY KEY,
  owner BIGINT NOT NULL,
  coins BIGINT NOT NULL CHECK (coins >= 0)
);

CREATE TABLE item (
  item_id BIGINT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES account (id)
);
CREATE INDEX item_owner ON item (owner_id);
