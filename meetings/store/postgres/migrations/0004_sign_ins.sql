-- SPDX-License-Identifier: MIT
-- The sites from which accounts signed in, so that guesses from elsewhere do not delay their owners
-- there. A site is the SHA-256 of an IPv4 address or of an IPv6 /64 in text.

CREATE TABLE sign_ins (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  site    BYTEA NOT NULL CHECK (length(site) = 32),
  last_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, site)
);
CREATE INDEX sign_ins_by_time ON sign_ins (last_at);
