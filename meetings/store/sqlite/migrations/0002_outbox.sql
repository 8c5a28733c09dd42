-- SPDX-License-Identifier: MIT
-- The outbox: mails and webhooks that wait for their sender (meetings/outbox.hpp). AUTOINCREMENT:
-- the number of a removed entry is never given to another one.

CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_by_due ON outbox (due_at, id);
