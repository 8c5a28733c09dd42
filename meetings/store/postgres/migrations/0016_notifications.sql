-- SPDX-License-Identifier: MIT
-- What people have been told (meetings/notification.hpp), and when to look at a meeting that may
-- begin soon (meetings/starting_soon.hpp): 0 is at once, NULL is never. `by_id` is the person whom
-- `name` names; it refers to nobody else's row, because a notification outlives who caused it.

CREATE TABLE notifications (
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id         TEXT COLLATE "C" NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  title      TEXT COLLATE "C" NOT NULL,
  subject_id TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  by_id      TEXT COLLATE "C",
  status     TEXT COLLATE "C" NOT NULL,
  starts_at  BIGINT,
  at         BIGINT NOT NULL,
  read_at    BIGINT,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX notifications_by_time ON notifications (user_id, at, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_meeting ON notifications (meeting_id);
CREATE INDEX notifications_by_person ON notifications (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX notifications_by_age ON notifications (at);

ALTER TABLE meetings ADD COLUMN look_at BIGINT DEFAULT 0;
CREATE INDEX meetings_to_look_at ON meetings (look_at) WHERE look_at IS NOT NULL;
