-- SPDX-License-Identifier: MIT
-- Whom a host has put out asks at the door as a newcomer, and then takes the same seat again.
ALTER TABLE participants ADD COLUMN removed_at BIGINT;
