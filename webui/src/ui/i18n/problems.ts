// SPDX-License-Identifier: MIT
// From a problem of the API to one sentence for people.
import type { Problem } from '../../core/api/problem';
import { hasKey, t } from './index';

export function sentenceForCode(code: string): string {
  const key = `error.${code}`;
  return hasKey(key) ? t(key) : t('error.unknown');
}

export function sentenceFor(problem: Problem): string {
  if (problem.code === 'rate-limited') {
    return problem.retryAfter
      ? t('error.rate-limited', { seconds: Math.ceil(problem.retryAfter) })
      : t('error.rate-limited.soon');
  }
  // The server's own text is English and for programmers; it never reaches people.
  const field = `error.${problem.code}.${problem.field}`;
  if (hasKey(field)) return t(field);
  return sentenceForCode(problem.code);
}
