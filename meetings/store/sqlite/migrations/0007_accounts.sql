-- SPDX-License-Identifier: MIT
-- What a sign-in session tells its owner: the device in a few words and the network, never the
-- whole User-Agent or address. Empty for the sessions of earlier releases.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';

-- The tokens that people make for programs; only hashes of them. `scopes` holds names with a blank
-- between them.
CREATE TABLE api_tokens (
  id           TEXT PRIMARY KEY NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  scopes       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id, created_at);
CREATE INDEX api_tokens_by_expiry ON api_tokens (expires_at);

-- Whether somebody has proved to read the mails to the account's address.
ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0
  CHECK (email_verified IN (0, 1));

-- The links of mails: one for each person and purpose; only hashes of their tokens. `mail` is the
-- entry of the outbox that carries the link, as long as it waits there.
CREATE TABLE email_links (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('reset', 'verify')),
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  mail       INTEGER NOT NULL,
  PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX email_links_by_expiry ON email_links (expires_at);

-- The accounts of people whom a foreign issuer names: known by issuer and subject. `email` of such
-- an account is a placeholder below .invalid, so it is never the address of another account;
-- `foreign_email` is what the issuer says.
ALTER TABLE users ADD COLUMN issuer TEXT;
ALTER TABLE users ADD COLUMN subject TEXT CHECK ((subject IS NULL) = (issuer IS NULL));
ALTER TABLE users ADD COLUMN foreign_email TEXT;
CREATE UNIQUE INDEX users_by_subject ON users (issuer, subject) WHERE issuer IS NOT NULL;
