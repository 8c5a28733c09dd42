-- SPDX-License-Identifier: MIT
-- The audit log (meetings/audit.hpp). It refers to people and meetings by their ids without foreign
-- keys, because its entries outlive them. AUTOINCREMENT: the number of a removed entry is never
-- given to another one.

CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'operator', 'system')),
  actor_id   TEXT CHECK ((actor_id IS NOT NULL) = (actor_kind = 'user')),
  network    TEXT NOT NULL DEFAULT '',
  whom       TEXT,
  meeting_id TEXT,
  object     TEXT NOT NULL DEFAULT '',
  outcome    TEXT NOT NULL,
  detail     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_actor ON audit (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_whom ON audit (whom, id) WHERE whom IS NOT NULL;
