// SPDX-License-Identifier: MIT
// The audit log in the reader's language: the page knows every kind that the daemon notes, and
// every language has a name for it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAuditKind, kAuditKinds } from '../../../src/core/api/audit_kinds';

const all = import.meta.glob<{ auditKinds: Record<string, string> }>(
  '../../../src/ui/i18n/*/audit_kinds.ts',
  { eager: true },
);

describe('the kinds of the audit log', () => {
  it('are those of the daemon', () => {
    const source = readFileSync(join(__dirname, '../../../../meetings/audit.hpp'), 'utf8');
    const rows = source.matchAll(/AuditRow\{AuditKind::\w+, "([^"]+)"\}/g);
    const kinds = [...rows].map((one) => one[1]);
    expect(kinds.length).toBeGreaterThan(40);
    expect([...kAuditKinds]).toEqual(kinds);
  });

  it.each(Object.entries(all))('%s names all of them, each otherwise', (_path, file) => {
    expect(Object.keys(file.auditKinds)).toEqual(kAuditKinds.map((kind) => `audit.${kind}`));
    expect(new Set(Object.values(file.auditKinds)).size).toBe(kAuditKinds.length);
  });

  it('shows what it does not know as it stands', () => {
    expect(isAuditKind('meeting.ended')).toBe(true);
    expect(isAuditKind('meeting.eaten')).toBe(false);
  });
});
