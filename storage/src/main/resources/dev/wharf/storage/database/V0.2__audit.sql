-- The actions of operators.
CREATE TABLE wharf_audit (
  entry_id ${id},
  at BIGINT NOT NULL, -- seconds since 1970
  operator TEXT NOT NULL, -- as the operator claims
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL, -- the first field of the action
  details TEXT NOT NULL, -- its other fields
  outcome TEXT NOT NULL,
  result TEXT NOT NULL,
  account TEXT NOT NULL -- the id of the account that the action was about; empty for none
);
CREATE INDEX wharf_audit_at ON wharf_audit (at);
CREATE INDEX wharf_audit_account ON wharf_audit (account);
