// SPDX-License-Identifier: MIT
// Sends a file by tus-js-client: `node send.mjs ORIGIN TOKEN MEETING FILE TYPE [OPTIONS]`, OPTIONS
// being JSON: chunkSize, deferred, pauseAt (bytes; the request is aborted there and goes on), crash
// (bytes; the program ends there), uploadUrl. Prints {"url", "requests"}.
import { createReadStream, statSync } from 'node:fs';
import * as tus from 'tus-js-client';

const [origin, token, meeting, file, type, text = '{}'] = process.argv.slice(2);
const options = JSON.parse(text);
const requests = [];

function send() {
  return new Promise((resolve, reject) => {
    let paused = false;
    const upload = new tus.Upload(createReadStream(file), {
      endpoint: options.uploadUrl ? null : `${origin}/api/recordings/upload/`,
      uploadUrl: options.uploadUrl ?? null,
      chunkSize: options.chunkSize ?? Infinity,
      uploadLengthDeferred: options.deferred ?? false,
      uploadSize: options.deferred ? null : statSync(file).size,
      retryDelays: [0, 200, 500, 1000, 2000, 4000],
      headers: { Authorization: `Bearer ${token}` },
      metadata: { meeting_id: meeting, filename: 'Lesson', filetype: type },
      onBeforeRequest: (request) => {
        requests.push(request.getMethod());
      },
      onProgress: (sent) => {
        if (options.crash && sent >= options.crash) {
          console.log(JSON.stringify({ url: upload.url, requests }));
          process.exit(0);
        }
        if (options.pauseAt && !paused && sent >= options.pauseAt) {
          paused = true;
          upload.abort().then(() => setTimeout(() => upload.start(), 50));
        }
      },
      onError: reject,
      onSuccess: () => resolve(upload.url),
    });
    upload.start();
  });
}

const url = await send();
console.log(JSON.stringify({ url, requests }));
