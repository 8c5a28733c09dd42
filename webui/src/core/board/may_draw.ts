// SPDX-License-Identifier: MIT
// Who may draw on the board and on shared screens. The server tells the setting; each page obeys
// it, and does not listen to those who may not.
import { lets } from '../model/permissions';
import type { MeetingSettings, Role } from '../protocol/messages';

export function mayDraw(role: Role, settings: MeetingSettings | undefined): boolean {
  return role !== 'listener' && settings !== undefined && lets(settings.whiteboard, role);
}
