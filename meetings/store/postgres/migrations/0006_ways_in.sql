-- SPDX-License-Identifier: MIT
-- What the door of a meeting asks: locked meetings, waiting rooms, join requests, invitations,
-- bans, lectures with a time; cancelled meetings; and the version that If-Match names.

ALTER TABLE meetings ADD COLUMN locked BIGINT NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));
ALTER TABLE meetings ADD COLUMN waiting_room BIGINT NOT NULL DEFAULT 0
  CHECK (waiting_room IN (0, 1));
ALTER TABLE meetings ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1));
ALTER TABLE meetings ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- A lecture may have a time. The check of the old column did not allow it.
ALTER TABLE meetings ADD COLUMN starts_at BIGINT CHECK (type <> 'instant' OR starts_at IS NULL);
UPDATE meetings SET starts_at = scheduled_at;
ALTER TABLE meetings DROP COLUMN scheduled_at;
ALTER TABLE meetings RENAME COLUMN starts_at TO scheduled_at;

-- People who may not come into a meeting: an account, or one guest entry.
CREATE TABLE bans (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name       TEXT COLLATE "C" NOT NULL,
  reason     TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  until      BIGINT,
  UNIQUE (meeting_id, user_id)
);
CREATE INDEX bans_by_user ON bans (user_id);
CREATE INDEX bans_by_end ON bans (until) WHERE until IS NOT NULL;

-- Who asks to come in; at most one request of a person for a meeting, the newest. A request that
-- nobody answers expires; an approval holds until the meeting ends.
CREATE TABLE join_requests (
  id          TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  meeting_id  TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id     TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name        TEXT COLLATE "C" NOT NULL,
  message     TEXT COLLATE "C",
  reason      TEXT COLLATE "C" NOT NULL CHECK (reason IN ('approval', 'lobby')),
  status      TEXT COLLATE "C" NOT NULL
    CHECK (status IN ('pending', 'approved', 'denied', 'withdrawn')),
  created_at  BIGINT NOT NULL,
  answered_at BIGINT,
  expires_at  BIGINT NOT NULL,
  UNIQUE (meeting_id, user_id)
);
CREATE INDEX join_requests_waiting ON join_requests (meeting_id, created_at)
  WHERE status = 'pending';
CREATE INDEX join_requests_by_user ON join_requests (user_id);
CREATE INDEX join_requests_by_expiry ON join_requests (expires_at);

-- Who is invited: an address, an account, or the account of an address. The table `invitations` has
-- the invitations to register.
CREATE TABLE meeting_invitations (
  id          TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  meeting_id  TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  email       TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
  status      TEXT COLLATE "C" NOT NULL
    CHECK (status IN ('pending', 'accepted', 'declined', 'tentative', 'revoked')),
  message     TEXT COLLATE "C",
  created_at  BIGINT NOT NULL,
  answered_at BIGINT,
  UNIQUE (meeting_id, email)
);
CREATE INDEX meeting_invitations_by_user ON meeting_invitations (user_id, created_at)
  WHERE user_id IS NOT NULL;

-- The invitation whose link a guest showed.
ALTER TABLE users ADD COLUMN guest_invitation TEXT COLLATE "C"
  REFERENCES meeting_invitations (id) ON DELETE SET NULL;
CREATE INDEX users_by_guest_invitation ON users (guest_invitation)
  WHERE guest_invitation IS NOT NULL;

-- The roles of a lecture. The check of the old column did not allow them.
ALTER TABLE participants ADD COLUMN seat_role TEXT COLLATE "C" NOT NULL DEFAULT 'participant'
  CHECK (seat_role IN ('host', 'cohost', 'presenter', 'participant', 'listener'));
UPDATE participants SET seat_role = role;
ALTER TABLE participants DROP COLUMN role;
ALTER TABLE participants RENAME COLUMN seat_role TO role;

-- What a meeting does when its hosts have left and nobody succeeds them.
ALTER TABLE meetings ADD COLUMN host_leaves TEXT COLLATE "C" NOT NULL DEFAULT 'goes-on'
  CHECK (host_leaves IN ('goes-on', 'ends'));
