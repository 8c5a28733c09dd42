-- SPDX-License-Identifier: MIT
-- What people have been told (meetings/notification.hpp), and when to look at a meeting that may
-- begin soon (meetings/starting_soon.hpp): 0 is at once, NULL is never. `by_id` is the person whom
-- `name` names; it refers to nobody else's row, because a notification outlives who caused it.

CREATE TABLE notifications (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id         TEXT NOT NULL,
  kind       TEXT NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  title      TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  name       TEXT NOT NULL,
  by_id      TEXT,
  status     TEXT NOT NULL,
  starts_at  INTEGER,
  at         INTEGER NOT NULL,
  read_at    INTEGER,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_by_time ON notifications (user_id, at, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_meeting ON notifications (meeting_id);
CREATE INDEX notifications_by_person ON notifications (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX notifications_by_age ON notifications (at);

ALTER TABLE meetings ADD COLUMN look_at INTEGER DEFAULT 0;
CREATE INDEX meetings_to_look_at ON meetings (look_at) WHERE look_at IS NOT NULL;
