-- SPDX-License-Identifier: MIT
-- Calendars of hosts at Google (meetings/google_calendars.hpp): `token` is the refresh token,
-- sealed with a key that is not in this database; empty: the consent is over. `name` is the
-- calendar's.
-- What Google has of a meeting: `written` has digests of it, by the dates of a series; `generation`
-- is part of the event's id, and rises when Google lets nobody use an id again.

CREATE TABLE google_calendars (
  user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token   TEXT NOT NULL,
  name    TEXT NOT NULL,
  since   INTEGER NOT NULL,
  trouble TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE google_events (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  written    TEXT NOT NULL,
  PRIMARY KEY (user_id, meeting_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX google_events_by_meeting ON google_events (meeting_id);

-- What a host writes to the people whom a notification goes to; empty: nothing.
ALTER TABLE notifications ADD COLUMN text TEXT NOT NULL DEFAULT '';
