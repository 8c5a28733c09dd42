// SPDX-License-Identifier: MIT
// A lecture on the stage: those who speak are seen, and those who listen are a number. Pure.
import type { RoomState } from '../model/state';
import type { Role } from '../protocol/messages';
import type { Arrangement } from './arrange';

/** Everybody but the listeners of a lecture. */
export function speaks({ role }: { readonly role: Role }): boolean {
  return role !== 'listener';
}

export interface Crowd {
  readonly speakers: number;
  readonly listeners: number;
  /** The most listeners; null: nobody has said. */
  readonly most: number | null;
  /** Nobody more gets in. */
  readonly full: boolean;
}

/** Null: this is no lecture, and everybody is somebody. */
export function crowdOf({ audience }: Pick<RoomState, 'audience'>): Crowd | null {
  if (!audience) return null;
  const { speakers, listeners, capacity: most = null } = audience;
  return { speakers, listeners, most, full: most !== null && listeners >= most };
}

/** How many people there are, whether we know them or not. */
export function headcount(state: Pick<RoomState, 'audience' | 'peers'>): number {
  const crowd = crowdOf(state);
  return crowd ? crowd.speakers + crowd.listeners : state.peers.length + 1;
}

/** Whoever speaks to an audience is not alone, though nobody else is on the stage. */
export function before(audience: number, arrangement: Arrangement): Arrangement {
  if (arrangement.kind !== 'alone' || audience === 0 || arrangement.items.length === 0)
    return arrangement;
  return { kind: 'grid', items: arrangement.items };
}
