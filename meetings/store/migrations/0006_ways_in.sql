-- SPDX-License-Identifier: MIT
-- What the door of a meeting asks: locked meetings, bans, lectures with a time; cancelled meetings;
-- and the version that If-Match names.

ALTER TABLE meetings ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));
ALTER TABLE meetings ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1));
ALTER TABLE meetings ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A lecture may have a time. The check of the old column did not allow it.
ALTER TABLE meetings ADD COLUMN starts_at INTEGER CHECK (type <> 'instant' OR starts_at IS NULL);
UPDATE meetings SET starts_at = scheduled_at;
ALTER TABLE meetings DROP COLUMN scheduled_at;
ALTER TABLE meetings RENAME COLUMN starts_at TO scheduled_at;

-- People who may not come into a meeting: an account, or one guest entry.
CREATE TABLE bans (
  id         TEXT PRIMARY KEY NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  reason     TEXT,
  created_at INTEGER NOT NULL,
  until      INTEGER,
  UNIQUE (meeting_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bans_by_user ON bans (user_id);
CREATE INDEX bans_by_end ON bans (until) WHERE until IS NOT NULL;
