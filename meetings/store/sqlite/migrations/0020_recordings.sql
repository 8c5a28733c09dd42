-- SPDX-License-Identifier: MIT
-- Recordings (meetings/recording.hpp). The media is a file, named after the id. `length` is what an
-- upload will have, where it is known; `duration` is in milliseconds; `link_hash` is the SHA-256 of
-- the token of the link.

CREATE TABLE recordings (
  id TEXT PRIMARY KEY NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('uploading', 'processing', 'ready')),
  size INTEGER NOT NULL,
  length INTEGER,
  created_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  duration INTEGER,
  for_participants INTEGER NOT NULL CHECK (for_participants IN (0, 1)),
  link_until INTEGER,
  link_hash BLOB CHECK (length(link_hash) = 32)
) STRICT;
CREATE INDEX recordings_by_meeting ON recordings (meeting_id, created_at);
CREATE INDEX recordings_by_owner ON recordings (owner_id);
CREATE UNIQUE INDEX recordings_by_link ON recordings (link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX recordings_to_finish ON recordings (touched_at) WHERE state <> 'ready';
CREATE INDEX recordings_by_end ON recordings (expires_at);
