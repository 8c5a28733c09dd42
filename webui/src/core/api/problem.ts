// SPDX-License-Identifier: MIT
// Problem: why a request failed, by the server's answer (RFC 9457) or by the network.
import { isObject } from '../protocol/fields';

export interface Problem {
  /** 0 if no answer came. */
  readonly status: number;
  /**
   * Stable, kebab-case; `network`, `bad-answer`, `page-outdated` and `pending` are the client's
   * own.
   */
  readonly code: string;
  readonly detail: string;
  readonly field: string | null;
  /** Seconds, from `Retry-After`. */
  readonly retryAfter: number | null;
}

export const kNetworkProblem: Problem = {
  status: 0,
  code: 'network',
  detail: '',
  field: null,
  retryAfter: null,
};

/** A part of the page is not there any more: the server was upgraded since the page was loaded. */
export const kPageOutdated: Problem = {
  status: 0,
  code: 'page-outdated',
  detail: '',
  field: null,
  retryAfter: null,
};

/** A host has to let the person in, and has not answered yet. */
export const kWaiting: Problem = {
  status: 202,
  code: 'pending',
  detail: '',
  field: null,
  retryAfter: 5,
};

export function badAnswer(status: number): Problem {
  return { status, code: 'bad-answer', detail: '', field: null, retryAfter: null };
}

export function readProblem(
  status: number,
  body: unknown,
  retryAfterHeader: string | null,
): Problem {
  const seconds = retryAfterHeader === null ? NaN : Number(retryAfterHeader);
  const retryAfter = Number.isFinite(seconds) ? seconds : null;
  if (!isObject(body) || typeof body['code'] !== 'string')
    return { ...badAnswer(status), retryAfter };
  const text = (key: string): string | null => (typeof body[key] === 'string' ? body[key] : null);
  return {
    status,
    code: body['code'],
    detail: text('detail') ?? text('title') ?? '',
    field: text('field'),
    retryAfter,
  };
}
