// SPDX-License-Identifier: MIT
// Sends a film by tus 1.0 (docs/recordings.md) while it is made: its length is told with the last
// piece. What to do after a failure is decided in core/recording/uploading.ts, so tus-js-client
// itself tries nothing again, and resumes by the upload's address only: with an endpoint it would
// begin a new upload where a HEAD fails.
import { Upload, type DetailedError, type UploadOptions } from 'tus-js-client';
import type { ApiClient } from '../../core/api/client';
import { ReleasedError, type ChunkQueue } from '../../core/recording/chunk_queue';
import type { Film } from '../../core/recording/film';
import type { Send, SendFailure } from '../../core/recording/uploading';
import { Authorizing, kEndpoint, refusalOf } from '../uploads/tus';

/** The most that one request takes, and that lies in memory for it. */
const kMostBytes = 8 << 20;
/** A request that gets nowhere for so long has failed: its connection is silent. */
const kSilentMs = 60_000;
const kLookMs = 10_000;

function failureOf(error: Error | DetailedError): SendFailure {
  const released = 'causingError' in error && error.causingError instanceof ReleasedError;
  if (error instanceof ReleasedError || released)
    return { status: 0, code: 'released', retryAfter: null };
  return refusalOf(error);
}

export function tusSender(
  api: ApiClient,
  film: Pick<Film, 'meetingId' | 'title' | 'type'>,
  queue: ChunkQueue,
): Send {
  return (url, events) => {
    const authorizing = new Authorizing(api);
    /** When the request that is under way got further last; null: none is. */
    let movedAt: number | null = null;
    const moved = (): void => {
      if (movedAt !== null) movedAt = performance.now();
    };
    const end = (): void => clearInterval(watch);
    const watch = setInterval(() => {
      if (movedAt === null || performance.now() - movedAt < kSilentMs) return;
      end();
      void upload.abort().catch(() => undefined);
      events.onFailed({ status: 0, code: 'network', retryAfter: null });
    }, kLookMs);
    const options: UploadOptions = {
      ...(url === null
        ? { endpoint: new URL(kEndpoint, window.location.href).href }
        : { uploadUrl: url }),
      metadata: { meeting_id: film.meetingId, filename: film.title, filetype: film.type },
      chunkSize: kMostBytes,
      uploadLengthDeferred: true,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fileReader: {
        // The size is not known yet, which the types of tus-js-client leave out.
        openFile: async () => ({
          size: null as unknown as number,
          slice: async (start, upTo) => {
            // The wait for the next piece of the film is no silence.
            movedAt = null;
            const slice = await queue.slice(start, upTo);
            movedAt = performance.now();
            return slice;
          },
          close: () => undefined,
        }),
      },
      onBeforeRequest: (request) => authorizing.apply(request),
      onUploadUrlAvailable: () => {
        if (upload.url) events.onUrl(new URL(upload.url, window.location.href).pathname);
      },
      onProgress: moved,
      onChunkComplete: (_size, accepted) => events.onAccepted(accepted),
      onSuccess: () => {
        end();
        events.onDone();
      },
      onError: (error) => {
        end();
        events.onFailed(failureOf(error));
      },
    };
    const upload = new Upload(new Blob(), options);
    upload.start();
    return {
      stop: () => {
        end();
        void upload.abort().catch(() => undefined);
      },
    };
  };
}
