// SPDX-License-Identifier: MIT
// Opens the WebSocket of a call, as any stranger may, and waits for an answer. Some networks let a
// page through and hold WebSockets back, or hold back what is said on them.
import type { Clock } from '../clock';
import type { SocketLike } from '../signaling/contract';
import type { Finding } from './checks';

export const kSocketPatienceMs = 8_000;
/** A slower answer is felt with every hand and every line of the chat. */
export const kSlowMs = 1_000;

/** Resolves always; the socket is closed then. */
export async function probeSocket(openSocket: () => SocketLike, clock: Clock): Promise<Finding> {
  const began = clock.now();
  let opened = false;
  let socket: SocketLike | null = null;
  try {
    socket = openSocket();
    const heard = await new Promise<boolean>((resolve) => {
      const cancel = clock.after(kSocketPatienceMs, () => resolve(false));
      const end = (answer: boolean): void => {
        cancel();
        resolve(answer);
      };
      const open = socket as SocketLike;
      open.onopen = () => {
        opened = true;
        open.send(JSON.stringify({ type: 'ping', t: 'connection-test' }));
      };
      // `pong`, or an error in its place: either way somebody answers.
      open.onmessage = () => end(true);
      open.onclose = () => end(false);
    });
    if (!heard) return { verdict: 'bad', word: opened ? 'silent' : 'unreached' };
    const ms = Math.round(clock.now() - began);
    return { verdict: ms > kSlowMs ? 'poor' : 'good', word: 'answers', figures: { ms } };
  } catch {
    return { verdict: 'bad', word: 'unreached' };
  } finally {
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(1000);
    }
  }
}
