-- SPDX-License-Identifier: MIT
-- What a sign-in session tells its owner: the device in a few words and the network, never the
-- whole User-Agent or address. Empty for the sessions of earlier releases.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';
