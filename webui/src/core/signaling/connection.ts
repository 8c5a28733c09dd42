// SPDX-License-Identifier: MIT
// SignalingConnection: one lasting connection over sockets that come and go. It connects,
// authenticates, notices a dead socket and tries again with backoff. It knows no rooms and no
// media: a broken socket does not end a call.
import type { Cancel, Clock } from '../clock';
import { decodeServerMessage } from '../protocol/decode';
import type { ClientMessage, ErrorMessage, ServerMessage, Welcome } from '../protocol/messages';
import { err, ok, type Result } from '../result';
import { Backoff, kReconnectBackoff } from './backoff';

/** The part of WebSocket that this file uses. */
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
  onReady(welcome: Welcome): void;
  onMessage(message: ServerMessage): void;
  onFinal(reason: FinalReason, code: string): void;
}

export type RequestError = { readonly code: string; readonly retryAfter?: number };

export const kHandshakeMs = 10_000;
export const kPongMs = 8_000;
export const kRequestMs = 8_000;

const kCloseUnauthenticated = 4401;
const kCloseReplaced = 4409;
const kCloseEnded = 4410;
const kCloseOrigin = 4403;
const kCloseAbuse = 4429;

export class SignalingConnection {
  private state_: ConnectionState = 'idle';
  private socket: SocketLike | null = null;
  private readonly backoff: Backoff;
  private cancelTimer: Cancel = () => undefined;
  private cancelPing: Cancel = () => undefined;
  private needFreshToken = false;
  private refusedTokens = 0;
  private nextId = 1;
  private heardAt = 0;
  private readonly pending = new Map<
    string,
    { settle(result: Result<ServerMessage, RequestError>): void }
  >();

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly events: ConnectionEvents,
  ) {
    this.backoff = new Backoff(kReconnectBackoff, deps.random);
  }

  get state(): ConnectionState {
    return this.state_;
  }

  get ready(): boolean {
    return this.state_ === 'ready';
  }

  open(): void {
    if (this.state_ === 'idle') void this.connect();
  }

  /** Ends the connection for good; sends `leave` first if it can. */
  close(): void {
    if (this.state_ === 'closed') return;
    if (this.ready) this.send({ type: 'leave' });
    this.finish('closed', '');
  }

  /** Call when the network is back or the page woke up: tries at once instead of waiting. */
  retryNow(): void {
    if (this.state_ !== 'waiting') return;
    this.cancelTimer();
    void this.connect();
  }

  /**
   * Returns false without an open socket; the caller repeats its state after the next `joined`. An
   * error that answers the message carries `id` as `re`.
   */
  send(message: ClientMessage, id?: string): boolean {
    if (!this.ready || !this.socket) return false;
    this.socket.send(JSON.stringify(id === undefined ? message : { ...message, id }));
    return true;
  }

  /** Sends with an id and waits for the message that answers it. */
  request(message: ClientMessage): Promise<Result<ServerMessage, RequestError>> {
    return new Promise((resolve) => {
      if (!this.ready || !this.socket) {
        resolve(err({ code: 'offline' }));
        return;
      }
      const id = `r${this.nextId++}`;
      const cancel = this.deps.clock.after(kRequestMs, () =>
        this.settle(id, err({ code: 'timeout' })),
      );
      this.pending.set(id, {
        settle: (result) => {
          cancel();
          resolve(result);
        },
      });
      this.socket.send(JSON.stringify({ ...message, id }));
    });
  }

  private settle(id: string, result: Result<ServerMessage, RequestError>): void {
    const entry = this.pending.get(id);
    this.pending.delete(id);
    entry?.settle(result);
  }

  private setState(state: ConnectionState): void {
    if (this.state_ === state) return;
    this.state_ = state;
    this.events.onState(state);
  }

  private async connect(): Promise<void> {
    this.setState('connecting');
    const token = await this.deps.token(this.needFreshToken);
    if (this.state_ !== 'connecting') return;
    if (!token.ok) {
      if (token.error.retry) this.retryLater();
      else this.finish('refused', token.error.code);
      return;
    }
    this.needFreshToken = false;
    let socket: SocketLike;
    try {
      socket = this.deps.openSocket();
    } catch (error) {
      // For example an address that the browser does not allow on this page.
      console.warn('signaling: the socket was not opened', error);
      this.retryLater();
      return;
    }
    this.socket = socket;
    this.cancelTimer = this.deps.clock.after(kHandshakeMs, () => this.dropSocket());
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token: token.value }));
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === 'string') this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private receive(text: string): void {
    this.heardAt = this.deps.clock.now();
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) {
      // A newer server may send messages that this client does not know; a malformed message
      // changes nothing.
      if (decoded.error.code !== 'unknown-type')
        console.warn('signaling: message refused', decoded.error);
      return;
    }
    const message = decoded.value;
    if (message.type === 'welcome') {
      this.welcomed(message);
      return;
    }
    if (message.type === 'error' && message.code === 'session-ended') {
      this.finish('signed-out', message.code);
      return;
    }
    if (this.state_ === 'connecting') {
      if (message.type === 'error') this.authRefused(message);
      return;
    }
    if (message.re !== undefined && this.pending.has(message.re)) {
      const re = message.re;
      if (message.type === 'error') {
        const { code, retryAfter } = message;
        this.settle(re, err(retryAfter === undefined ? { code } : { code, retryAfter }));
      } else {
        this.settle(re, ok(message));
      }
      return;
    }
    if (message.type === 'pong') return;
    this.events.onMessage(message);
  }

  private welcomed(welcome: Welcome): void {
    this.cancelTimer();
    this.refusedTokens = 0;
    this.setState('ready');
    this.keepAlive(Math.max(5, welcome.pingSeconds) * 1000);
    this.events.onReady(welcome);
  }

  /** Call when the room accepted us again: the wait after the next break is short again. */
  settled(): void {
    this.backoff.reset();
  }

  private authRefused(message: ErrorMessage): void {
    if (message.code === 'token-expired' || message.code === 'token-invalid') {
      this.needFreshToken = true;
      this.refusedTokens += 1;
      if (this.refusedTokens > 2) this.finish('refused', message.code);
    }
    if (message.code === 'ended') this.finish('ended', 'ended');
    // After any other error (overloaded, rate-limited) the server closes the socket, and a later
    // try follows.
  }

  /** Sends a ping per interval and drops a silent socket long before TCP would notice. */
  private keepAlive(intervalMs: number): void {
    this.cancelPing();
    this.cancelPing = this.deps.clock.after(intervalMs, () => {
      const asked = this.deps.clock.now();
      this.send({ type: 'ping', t: Math.round(asked) });
      this.cancelPing = this.deps.clock.after(kPongMs, () => {
        if (this.heardAt < asked) this.dropSocket();
        else this.keepAlive(intervalMs);
      });
    });
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.lost(null);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  /** `code` is that of the close, or null if this side gave the socket up. */
  private lost(code: number | null): void {
    this.clearSocket();
    if (code === kCloseReplaced) this.finish('replaced', 'replaced');
    else if (code === kCloseEnded) this.finish('ended', 'ended');
    else if (code === kCloseOrigin) this.finish('refused', 'origin');
    else {
      if (code === kCloseUnauthenticated) this.needFreshToken = true;
      this.retryLater(code === kCloseAbuse ? 10_000 : 0);
    }
  }

  private retryLater(atLeastMs = 0): void {
    this.setState('waiting');
    const delay = Math.max(atLeastMs, this.backoff.next());
    this.cancelTimer = this.deps.clock.after(delay, () => void this.connect());
  }

  private clearSocket(): void {
    this.cancelTimer();
    this.cancelPing();
    this.socket = null;
    for (const id of [...this.pending.keys()]) this.settle(id, err({ code: 'offline' }));
  }

  private finish(reason: FinalReason, code: string): void {
    const socket = this.socket;
    this.clearSocket();
    this.setState('closed');
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    this.events.onFinal(reason, code);
  }
}
