-- SPDX-License-Identifier: MIT
-- Invitations that make the first administrator are marked: they are void as soon as there is one,
-- and last 24 hours. Before this release every invitation of an administrator was such a one.
ALTER TABLE invitations ADD COLUMN first_admin INTEGER NOT NULL DEFAULT 0
  CHECK (first_admin IN (0, 1));
UPDATE invitations
  SET first_admin = 1, expires_at = min(expires_at, created_at + 86400000000)
  WHERE role = 'admin';
DELETE FROM invitations
  WHERE first_admin = 1 AND EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0);

-- Guests' sessions end with their meeting.
DELETE FROM sessions WHERE user_id IN (
  SELECT users.id FROM users JOIN meetings ON meetings.id = users.guest_meeting
  WHERE meetings.ended_at IS NOT NULL);
