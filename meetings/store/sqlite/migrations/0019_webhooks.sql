-- SPDX-License-Identifier: MIT
-- Webhooks (meetings/webhooks.hpp): where to tell of events, and what became of it. `events` has
-- the names with a blank between them; empty: all. The secrets lie here as they are, because each
-- message is signed with them. What waits to be told lies in the outbox.

CREATE TABLE webhooks (
  id            TEXT PRIMARY KEY NOT NULL,
  url           TEXT NOT NULL,
  description   TEXT NOT NULL,
  events        TEXT NOT NULL,
  secret        TEXT NOT NULL,
  old_secret    TEXT NOT NULL,
  old_until     INTEGER,
  disabled      TEXT NOT NULL,
  failing_since INTEGER,
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_deliveries (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  message    TEXT NOT NULL,
  event      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  error      TEXT NOT NULL,
  ms         INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (at);
