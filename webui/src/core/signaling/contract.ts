// SPDX-License-Identifier: MIT
// What the lasting connection needs from outside, and what it tells.
import type { Clock } from '../clock';
import type { ServerMessage } from '../protocol/messages';
import type { Result } from '../result';

/** The part of WebSocket that the connection uses. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export type ConnectionState = 'idle' | 'connecting' | 'ready' | 'waiting' | 'closed';

/** Why a connection does not come back by itself. */
export type FinalReason = 'closed' | 'replaced' | 'ended' | 'refused' | 'signed-out';

/** `retry` is true if the network failed, and false if the server refused. */
export type TokenFailure =
  { readonly retry: true } | { readonly retry: false; readonly code: string };

export interface ConnectionDeps {
  openSocket(): SocketLike;
  /** A token for `auth`; `fresh` when the last one was refused. */
  token(fresh: boolean): Promise<Result<string, TokenFailure>>;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface ConnectionEvents {
  onState(state: ConnectionState): void;
  /** The line may be cut, though the socket is open; or it is good again. */
  onDoubt(doubtful: boolean): void;
  /** A new session, which is in no room. */
  onReady(): void;
  /** The session goes on; every message that was missed has come. */
  onResumed(): void;
  onMessage(message: ServerMessage): void;
  onFinal(reason: FinalReason, code: string): void;
}
