CREATE TABLE purse (
  number ${id},
  owner TEXT NOT NULL UNIQUE,
  coins INTEGER NOT NULL CHECK (coins >= 0)
);
