// SPDX-License-Identifier: MIT
// What every upload by tus 1.0 needs (docs/recordings.md): where it goes, a fresh token, and what a
// failure says.
import type { DetailedError, HttpRequest } from 'tus-js-client';
import type { ApiClient } from '../../core/api/client';
import { readProblem } from '../../core/api/problem';
import type { SendFailure } from '../../core/recording/uploading';

export const kEndpoint = '/api/recordings/upload/';
/** A token is asked for again after this time. */
const kFreshMs = 4 * 60_000;

export function refusalOf(error: Error | DetailedError): SendFailure {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return { status: 0, code: 'network', retryAfter: null };
  let body: unknown = null;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    // A proxy's page: the status says enough.
  }
  const { status, code, retryAfter } = readProblem(
    response.getStatus(),
    body,
    response.getHeader('Retry-After') ?? null,
  );
  return { status, code, retryAfter };
}

/** Keeps the session's token fresh, and puts it on each request. */
export class Authorizing {
  private askedAt = -Infinity;

  constructor(private readonly api: ApiClient) {}

  async apply(request: HttpRequest): Promise<void> {
    if (performance.now() - this.askedAt > kFreshMs) {
      // A small question renews a stale token; the upload's own requests could not.
      await this.api.me();
      this.askedAt = performance.now();
    }
    request.setHeader('Authorization', `Bearer ${this.api.session.load()?.access ?? ''}`);
  }
}
