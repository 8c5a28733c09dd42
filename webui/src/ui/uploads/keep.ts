// SPDX-License-Identifier: MIT
// Keeps something of a lesson on the server: a file, the board, the chat, notes. It is a chunk of
// its own.
import { Upload } from 'tus-js-client';
import type { ApiClient } from '../../core/api/client';
import type { MaterialKind } from '../../core/api/recordings';
import { err, ok, type Result } from '../../core/result';
import { Authorizing, kEndpoint, refusalOf } from './tus';

/** The most that one request takes. */
const kMostBytes = 8 << 20;
const kAgainMs = [1_000, 3_000, 5_000, 10_000];

export interface Material {
  readonly meetingId: string;
  readonly kind: MaterialKind;
  /** The name of a file. */
  readonly title: string;
  readonly bytes: Blob;
  readonly forParticipants: boolean;
}

/** What the server wants as the type of a kind; files have their own. */
const kTypes: Readonly<Record<Exclude<MaterialKind, 'file'>, string>> = {
  board: 'application/vnd.lectern.board',
  chat: 'text/plain',
  notes: 'text/markdown',
};

/** A browser that knows no type of a file says nothing. */
function typeOf({ kind, bytes }: Material): string {
  if (kind !== 'file') return kTypes[kind];
  return bytes.type === '' ? 'application/octet-stream' : bytes.type;
}

/**
 * Sends it; a cut is bridged. The error is the server's code, or `network`. `signal` gives it up,
 * with the code `stopped`.
 */
export function keep(
  api: ApiClient,
  material: Material,
  onProgress: (sent: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Result<null, string>> {
  const { meetingId, kind, title, bytes, forParticipants } = material;
  const authorizing = new Authorizing(api);
  return new Promise((resolve) => {
    const upload = new Upload(bytes, {
      endpoint: new URL(kEndpoint, window.location.href).href,
      metadata: {
        meeting_id: meetingId,
        filename: title,
        filetype: typeOf(material),
        kind,
        for_participants: String(forParticipants),
      },
      chunkSize: kMostBytes,
      retryDelays: kAgainMs,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => authorizing.apply(request),
      onProgress,
      onSuccess: () => resolve(ok(null)),
      onError: (error) => resolve(err(refusalOf(error).code)),
    });
    signal?.addEventListener('abort', () => {
      void upload.abort(true).catch(() => undefined);
      resolve(err('stopped'));
    });
    upload.start();
  });
}
