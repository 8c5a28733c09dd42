-- SPDX-License-Identifier: MIT
-- Recordings (meetings/recording.hpp). The media is a file, named after the id. `length` is what an
-- upload will have, where it is known; `duration` is in milliseconds; `link_hash` is the SHA-256 of
-- the token of the link.

CREATE TABLE recordings (
  id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  owner_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('uploading', 'processing', 'ready')),
  size BIGINT NOT NULL,
  length BIGINT,
  created_at BIGINT NOT NULL,
  touched_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  duration BIGINT,
  for_participants BIGINT NOT NULL CHECK (for_participants IN (0, 1)),
  link_until BIGINT,
  link_hash BYTEA CHECK (length(link_hash) = 32)
);
CREATE INDEX recordings_by_meeting ON recordings (meeting_id, created_at);
CREATE INDEX recordings_by_owner ON recordings (owner_id);
CREATE UNIQUE INDEX recordings_by_link ON recordings (link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX recordings_to_finish ON recordings (touched_at) WHERE state <> 'ready';
CREATE INDEX recordings_by_end ON recordings (expires_at);
