-- SPDX-License-Identifier: MIT
-- Accounts, sessions, invitations, meetings, seats, attendance. Times are microseconds since 1970
-- (UTC), ids UUID text.

CREATE TABLE users (
  id            TEXT PRIMARY KEY NOT NULL,
  email         TEXT UNIQUE CHECK ((email IS NULL) = (role = 'guest')),
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('admin', 'user', 'guest')),
  password_hash TEXT,
  guest_meeting TEXT REFERENCES meetings (id) ON DELETE CASCADE
    CHECK ((guest_meeting IS NOT NULL) = (role = 'guest')),
  disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX users_guests ON users (created_at) WHERE role = 'guest';
CREATE INDEX users_by_guest_meeting ON users (guest_meeting) WHERE guest_meeting IS NOT NULL;

-- A chain of refresh tokens; only hashes of them, and what computes the next one from the one
-- before.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  current    BLOB NOT NULL CHECK (length(current) = 32),
  previous   BLOB CHECK (length(previous) = 32),
  next_salt  BLOB CHECK (length(next_salt) = 32),
  created_at INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, rotated_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE invitations (
  token_hash BLOB PRIMARY KEY NOT NULL CHECK (length(token_hash) = 32),
  role       TEXT NOT NULL CHECK (role IN ('admin', 'user')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meetings (
  id               TEXT PRIMARY KEY NOT NULL,
  code             TEXT NOT NULL UNIQUE,
  title            TEXT NOT NULL,
  type             TEXT NOT NULL CHECK (type IN ('instant', 'scheduled', 'lecture')),
  access           TEXT NOT NULL CHECK (access IN ('public', 'private', 'approval')),
  password_hash    TEXT,
  max_participants INTEGER NOT NULL CHECK (max_participants >= 2),
  scheduled_at     INTEGER CHECK ((scheduled_at IS NOT NULL) = (type = 'scheduled')),
  duration_minutes INTEGER,
  timezone         TEXT,
  host_id          TEXT NOT NULL REFERENCES users (id),
  created_at       INTEGER NOT NULL,
  ended_at         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX meetings_by_host ON meetings (host_id);
CREATE INDEX meetings_open ON meetings (created_at, id) WHERE ended_at IS NULL;

-- Seats: one a person and meeting.
CREATE TABLE participants (
  id         TEXT PRIMARY KEY NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id),
  name       TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('host', 'cohost', 'participant')),
  created_at INTEGER NOT NULL,
  UNIQUE (meeting_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_user ON participants (user_id);

-- Stays on a seat; at most one of them is open.
CREATE TABLE attendance (
  id             INTEGER PRIMARY KEY,
  participant_id TEXT NOT NULL REFERENCES participants (id) ON DELETE CASCADE,
  joined_at      INTEGER NOT NULL,
  left_at        INTEGER
) STRICT;
CREATE INDEX attendance_by_participant ON attendance (participant_id);
CREATE UNIQUE INDEX attendance_open ON attendance (participant_id) WHERE left_at IS NULL;
