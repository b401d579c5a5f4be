CREATE TABLE purse (
  number ${id},
  holder TEXT NOT NULL UNIQUE,
  coins INTEGER NOT NULL CHECK (coins >= 0)
);
