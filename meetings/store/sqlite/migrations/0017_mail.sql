-- SPDX-License-Identifier: MIT
-- Mails leave now (meetings/outbox.hpp). Entries of one subject leave in their order; a dead entry
-- is one that could not be delivered, which stays for the operator; after `expires_at` an entry is
-- of no use. Mails of earlier releases, which sent none, are dead: nobody expects them any more.

ALTER TABLE outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting'
  CHECK (state IN ('waiting', 'sending', 'dead'));
ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN expires_at INTEGER;
UPDATE outbox SET state = 'dead', last_error = 'an earlier release, which sent no mails, put it'
  WHERE kind <> 'event';
DROP INDEX outbox_by_due;
CREATE INDEX outbox_by_due ON outbox (kind, due_at, id) WHERE state <> 'dead';
CREATE INDEX outbox_by_subject ON outbox (subject, id) WHERE state <> 'dead' AND subject <> '';

-- Reminders by mail (meetings/reminders.hpp): how many minutes before the start ("1440 60"; NULL:
-- as usual), when to look at the meeting next (0 is at once, NULL is never), and up to which moment
-- they are sent. The hosts got the last mail about people who knock at `knock_mailed_at`.
ALTER TABLE meetings ADD COLUMN reminders TEXT;
ALTER TABLE meetings ADD COLUMN remind_at INTEGER DEFAULT 0;
ALTER TABLE meetings ADD COLUMN reminded_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meetings ADD COLUMN knock_mailed_at INTEGER;
UPDATE meetings SET remind_at = NULL WHERE ended_at IS NOT NULL OR scheduled_at IS NULL;
CREATE INDEX meetings_to_remind ON meetings (remind_at) WHERE remind_at IS NOT NULL;

-- How a person reads mails; NULL: not chosen.
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE users ADD COLUMN timezone TEXT;
ALTER TABLE users ADD COLUMN reminders INTEGER NOT NULL DEFAULT 1 CHECK (reminders IN (0, 1));
ALTER TABLE meeting_invitations ADD COLUMN reminders INTEGER NOT NULL DEFAULT 1
  CHECK (reminders IN (0, 1));
