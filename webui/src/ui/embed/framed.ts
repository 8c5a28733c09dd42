// SPDX-License-Identifier: MIT
// Whether a page around us shows the meeting in a frame; then the code for it is loaded.
import type { Embedding } from '../../core/embed/embedding';
import type { Env } from '../env';

export function isFramed(): boolean {
  return window.parent !== window;
}

/** Calls `onReady` once, unless the site allows no page or the returned function was called. */
export function openEmbedding(env: Env, onReady: (embedding: Embedding) => void): () => void {
  let gone = false;
  let close = (): void => undefined;
  void Promise.all([import('../../core/embed/embedding'), env.api.site()]).then(
    ([{ Embedding }, site]) => {
      const origins = site.ok ? site.value.frameAncestors : [];
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
