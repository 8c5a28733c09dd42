// SPDX-License-Identifier: MIT
// What is said of the parts of the site: their names, and what to do where one is ill.
import type { PartState, SitePart } from '../../core/api/operations';
import { hasKey, t } from '../i18n';

const kOrder: readonly PartState[] = ['failing', 'attention', 'ok', 'off'];

/** What ails comes first; else the order of the server. */
export function sortedParts(parts: readonly SitePart[]): SitePart[] {
  return [...parts].sort((a, b) => kOrder.indexOf(a.state) - kOrder.indexOf(b.state));
}

/** What to do; null where nothing is. */
export function adviceFor(part: SitePart): string | null {
  if (part.state === 'ok' || part.state === 'off') return null;
  const key = `admin.advice.${part.name}.${part.reason ?? ''}`;
  return hasKey(key) ? t(key) : t('admin.advice.other');
}

export function nameOf(part: SitePart): string {
  const key = `admin.part.${part.name}`;
  return hasKey(key) ? t(key) : part.name;
}
