// SPDX-License-Identifier: MIT
// Whether a page around us shows the meeting in a frame; then the code for it is loaded.
import { effect } from '@preact/signals';
import type { Site } from '../../core/api/types';
import type { Embedding } from '../../core/embed/embedding';
import type { Env } from '../env';

export function isFramed(): boolean {
  return window.parent !== window;
}

/** The page has asked for it already. */
function whenKnown(site: Env['site']): Promise<Site> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (site.value === null) return;
      resolve(site.value);
      queueMicrotask(() => stop());
    });
  });
}

/** Calls `onReady` once, unless the site allows no page or the returned function was called. */
export function openEmbedding(env: Env, onReady: (embedding: Embedding) => void): () => void {
  let gone = false;
  let close = (): void => undefined;
  void Promise.all([import('../../core/embed/embedding'), whenKnown(env.site)]).then(
    ([{ Embedding }, site]) => {
      const origins = site.frameAncestors;
      if (gone || origins.length === 0) return;
      const embedding = new Embedding({
        origins,
        post: (message, origin) => window.parent.postMessage(message, origin),
      });
      const onMessage = (event: MessageEvent): void => {
        if (event.source === window.parent) void embedding.onMessage(event.origin, event.data);
      };
      window.addEventListener('message', onMessage);
      close = () => window.removeEventListener('message', onMessage);
      onReady(embedding);
    },
    // Without it the meeting works; the page around hears nothing.
    () => undefined,
  );
  return () => {
    gone = true;
    close();
  };
}
