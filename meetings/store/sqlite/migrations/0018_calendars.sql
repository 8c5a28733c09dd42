-- SPDX-License-Identifier: MIT
-- Calendars (meetings/calendar.hpp). A feed is found by the hash of its secret; a person has one at
-- most. A guest's event counts how often the guest was taken off, because its SEQUENCE rises with
-- that; `answer_stamp` is when the guest gave the last answer, by the guest's own clock if it came
-- by mail: an earlier answer that arrives later changes nothing.

CREATE TABLE calendar_feeds (
  user_id    TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE meeting_invitations ADD COLUMN revocations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meeting_invitations ADD COLUMN answer_stamp INTEGER;
