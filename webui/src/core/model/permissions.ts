// SPDX-License-Identifier: MIT
// Who may do what in a room, as docs/meetings.md has it. The server decides; this tells what a page
// offers, and what a receiver plays. Pure.
import type { AllowedTo, Block, MeetingSettings, Role } from '../protocol/messages';
import type { Dropped } from '../rtc/dropping';

export function moderates(role: Role): boolean {
  return role === 'host' || role === 'cohost';
}

/** Whether somebody may act on another person: a host on all but hosts, a co-host on the others. */
export function outranks(role: Role, other: Role): boolean {
  if (role === 'host') return other !== 'host';
  return role === 'cohost' && !moderates(other);
}

export function lets(whom: AllowedTo, role: Role): boolean {
  if (whom !== 'hosts') return whom === 'everyone';
  return moderates(role) || role === 'presenter';
}

interface Person {
  readonly role: Role;
  readonly blocked: readonly Block[];
}

export function mayUnmute({ role, blocked }: Person): boolean {
  return role !== 'listener' && !blocked.includes('audio');
}

export function mayShowCamera({ role, blocked }: Person): boolean {
  return role !== 'listener' && !blocked.includes('video');
}

export function mayShare(
  { role, blocked }: Person,
  settings: MeetingSettings | undefined,
): boolean {
  if (role === 'listener' || blocked.includes('screen')) return false;
  return settings === undefined || lets(settings.share, role);
}

/** Only accounts keep recordings, and whoever only listens makes none. */
export function mayRecord(
  { role }: Pick<Person, 'role'>,
  settings: MeetingSettings | undefined,
): boolean {
  return role !== 'listener' && settings !== undefined && lets(settings.recording, role);
}

export function mayWrite(
  { role, blocked }: Person,
  settings: MeetingSettings | undefined,
): boolean {
  return !blocked.includes('chat') && (settings === undefined || lets(settings.chat, role));
}

/** What a receiver drops of a person's media, whatever the person sends. */
export function droppedOf(peer: {
  readonly role: Role;
  readonly blocked?: readonly Block[];
  readonly media: { readonly screen: boolean; readonly screenStream?: string };
}): Dropped {
  const silent = peer.role === 'listener';
  const has = (block: Block): boolean => silent || (peer.blocked?.includes(block) ?? false);
  const { screen, screenStream } = peer.media;
  return {
    audio: has('audio'),
    video: has('video'),
    screen: has('screen'),
    screenStream: screen && screenStream ? screenStream : null,
  };
}
