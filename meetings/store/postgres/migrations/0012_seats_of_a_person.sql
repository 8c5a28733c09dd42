-- SPDX-License-Identifier: MIT
-- A list of a person's meetings reads this index alone, and not one row of the table for each seat.
DROP INDEX participants_by_user;
CREATE INDEX participants_by_user ON participants (user_id, meeting_id, role);
