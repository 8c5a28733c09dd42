-- SPDX-License-Identifier: MIT
-- What the people in a meeting's room may do: a word for chat, share, unmute, whiteboard and
-- recording each (meetings/meeting_settings.hpp). Meetings that are there get what a new one of
-- their type has without `settings`.
ALTER TABLE meetings ADD COLUMN settings TEXT NOT NULL
  DEFAULT 'everyone everyone everyone everyone hosts';
UPDATE meetings SET settings = 'everyone hosts hosts hosts hosts' WHERE type = 'lecture';

-- Every node looks for events that a dead daemon has left, among mails that may wait for weeks.
CREATE INDEX outbox_events ON outbox (id) WHERE kind = 'event';
