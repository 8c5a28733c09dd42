// SPDX-License-Identifier: MIT
// SignalingConnection: one lasting connection over sockets that come and go. It connects,
// authenticates, notices a dead socket and tries again with backoff. Where the server offers it,
// the session goes on where it broke (resumption.ts), and requests without an answer are repeated.
// It knows no rooms and no media: a broken socket does not end a call.
import type { Cancel, Clock } from '../clock';
import { afterAwake } from '../patience';
import { decodeServerMessage } from '../protocol/decode';
import type {
  ClientMessage,
  ErrorMessage,
  Resumed,
  Resync,
  ServerMessage,
  Welcome,
} from '../protocol/messages';
import { err, type Result } from '../result';
import { Backoff, kReconnectBackoff } from './backoff';
import { Liveness } from './liveness';
import { kRequestMs, Requests, type RequestError } from './requests';
import { isSignal, kAckMessages, kAckMs, Resumption } from './resumption';

export { kPongMs } from './liveness';
export { kRequestMs, type RequestError } from './requests';

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
  /** The line may be cut, though the socket is open; or it is good again. */
  onDoubt(doubtful: boolean): void;
  /** A new session, which is in no room. */
  onReady(): void;
  /** The session goes on; every message that was missed has come. */
  onResumed(): void;
  onMessage(message: ServerMessage): void;
  onFinal(reason: FinalReason, code: string): void;
}

export const kHandshakeMs = 10_000;

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
  private needFreshToken = false;
  private refusedTokens = 0;
  private pingMs = 20_000;
  private cancelAck: Cancel = () => undefined;
  private ackWaits = false;
  private readonly resumption = new Resumption();
  /** The number up to which missed messages come; null: none are awaited. */
  private catchingUpTo: number | null = null;
  /** The server said that a newer session has our seat. */
  private replaced = false;
  private readonly requests: Requests;
  private readonly liveness: Liveness;

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly events: ConnectionEvents,
  ) {
    this.backoff = new Backoff(kReconnectBackoff, deps.random);
    this.requests = new Requests(deps.clock);
    this.liveness = new Liveness({
      clock: deps.clock,
      ping: (now) => void this.send({ type: 'ping', t: Math.round(now) }),
      onDoubt: (doubtful) => events.onDoubt(doubtful),
      onDead: () => this.dropSocket(),
    });
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
    if (this.ready) this.liveness.probe();
    if (this.state_ !== 'waiting') return;
    this.cancelTimer();
    void this.connect();
  }

  /** Call when media falls silent. */
  probe(): void {
    if (this.ready) this.liveness.probe();
  }

  /** Call when the system says that the network is gone. */
  networkLost(): void {
    if (this.ready) this.liveness.suspect();
  }

  /**
   * Returns false without an open socket; the caller repeats its state after the next `joined`. An
   * error that answers the message carries `id` as `re`.
   */
  send(message: ClientMessage, id?: string): boolean {
    if (!this.ready || !this.socket) return false;
    const text =
      this.resumption.offered && isSignal(message)
        ? this.resumption.signal(message, this.deps.clock.now())
        : JSON.stringify(id === undefined ? message : { ...message, id });
    this.socket.send(text);
    return true;
  }

  /**
   * Sends with an id and waits for the message that answers it. While a session waits to be
   * continued, so does the request.
   */
  request(
    message: ClientMessage,
    withinMs = kRequestMs,
  ): Promise<Result<ServerMessage, RequestError>> {
    return new Promise((resolve) => {
      const waits = this.resumption.offered && this.state_ !== 'closed';
      if (!this.ready && !waits) {
        resolve(err({ code: 'offline' }));
        return;
      }
      const id = this.requests.add(message, withinMs, resolve);
      if (this.ready) this.requests.transmit(id, this.transmit);
    });
  }

  private readonly transmit = (text: string): void => this.socket?.send(text);

  private setState(state: ConnectionState): void {
    if (this.state_ === state) return;
    this.state_ = state;
    this.events.onState(state);
    if (state !== 'ready') this.liveness.stop();
  }

  private async connect(): Promise<void> {
    this.setState('connecting');
    const resume = this.resumption.request(this.deps.clock.now());
    if (resume) {
      this.openSocket(resume);
      return;
    }
    this.giveSessionUp();
    const auth = await this.auth();
    if (auth && this.state_ === 'connecting') this.openSocket(auth);
  }

  private giveSessionUp(): void {
    this.resumption.forget();
    this.requests.refuseAll('offline');
  }

  private async auth(): Promise<ClientMessage | null> {
    const token = await this.deps.token(this.needFreshToken);
    if (this.state_ !== 'connecting') return null;
    if (!token.ok) {
      this.dropSocket(() => {
        this.clearSocket();
        if (token.error.retry) this.retryLater();
        else this.finish('refused', token.error.code);
      });
      return null;
    }
    this.needFreshToken = false;
    return { type: 'auth', token: token.value };
  }

  private openSocket(first: ClientMessage): void {
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
    this.cancelTimer = afterAwake(this.deps.clock, kHandshakeMs, () => this.dropSocket());
    socket.onopen = () => socket.send(JSON.stringify(first));
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === 'string') this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private receive(text: string): void {
    this.liveness.heard();
    const decoded = decodeServerMessage(text);
    if (!decoded.ok) {
      // A newer server may send messages that this client does not know; a malformed message
      // changes nothing.
      if (decoded.error.code !== 'unknown-type')
        console.warn('signaling: message refused', decoded.error);
      if ('seq' in decoded.error && decoded.error.seq !== undefined) this.count(decoded.error.seq);
      return;
    }
    const message = decoded.value;
    if (message.type === 'welcome') {
      this.welcomed(message);
      return;
    }
    if (message.type === 'resumed' || message.type === 'resync') {
      this.resumed(message);
      return;
    }
    if (message.type === 'error' && message.code === 'session-ended') {
      this.finish('signed-out', message.code);
      return;
    }
    if (message.type === 'error' && message.code === 'replaced') this.replaced = true;
    if (this.state_ === 'connecting' && this.catchingUpTo === null) {
      if (message.type === 'error') this.authRefused(message);
      return;
    }
    const repeated = message.seq !== undefined && message.seq <= this.resumption.lastSeq;
    if (repeated && this.resumption.offered) return;
    this.deliver(message);
    if (message.seq !== undefined) this.count(message.seq);
  }

  /** The numbered message has come, also if this client does not understand it. */
  private count(seq: number): void {
    this.resumption.take(seq);
    this.acknowledge();
    this.catchUp();
  }

  private deliver(message: ServerMessage): void {
    if (this.requests.answer(message)) return;
    if (message.type === 'pong') {
      if (typeof message.t === 'number') this.resumption.confirm(message.t);
      return;
    }
    this.events.onMessage(message);
  }

  private welcomed(welcome: Welcome): void {
    this.cancelTimer();
    this.refusedTokens = 0;
    this.resumption.begin(welcome);
    this.pingMs = Math.max(5, welcome.pingSeconds) * 1000;
    this.setState('ready');
    this.liveness.start(this.pingMs);
    this.events.onReady();
  }

  private resumed(answer: Resumed | Resync): void {
    this.resumption.continue(answer);
    // At once: the server keeps the older token until it hears of us.
    this.socket?.send(JSON.stringify(this.resumption.ack()));
    this.catchingUpTo = answer.lastSeq;
    if (answer.type === 'resync' && answer.meetingId === null) {
      this.caughtUp();
      this.events.onReady();
      return;
    }
    this.catchUp();
  }

  private catchUp(): void {
    if (this.catchingUpTo === null || this.resumption.lastSeq < this.catchingUpTo) return;
    this.caughtUp();
    this.events.onResumed();
  }

  /** The answers that were missed have come: what has none yet may not have arrived. */
  private caughtUp(): void {
    this.catchingUpTo = null;
    this.cancelTimer();
    this.setState('ready');
    this.liveness.start(this.pingMs);
    this.resumption.unconfirmed.forEach(this.transmit);
    this.requests.transmitAll(this.transmit);
  }

  private acknowledge(): void {
    const { unacknowledged } = this.resumption;
    if (unacknowledged === 0) return;
    const send = (): void => {
      this.cancelAck();
      this.cancelAck = () => undefined;
      this.ackWaits = false;
      if (this.resumption.unacknowledged > 0)
        this.socket?.send(JSON.stringify(this.resumption.ack()));
    };
    if (unacknowledged >= kAckMessages) send();
    else if (!this.ackWaits) {
      this.ackWaits = true;
      this.cancelAck = this.deps.clock.after(kAckMs, send);
    }
  }

  /** Call when the room accepted us again: the wait after the next break is short again. */
  settled(): void {
    this.backoff.reset();
  }

  private authRefused(message: ErrorMessage): void {
    if (message.code === 'no-such-session') {
      this.giveSessionUp();
      void this.auth().then((auth) => {
        if (auth && this.state_ === 'connecting') this.socket?.send(JSON.stringify(auth));
      });
    }
    if (message.code === 'token-expired' || message.code === 'token-invalid') {
      this.needFreshToken = true;
      this.refusedTokens += 1;
      if (this.refusedTokens > 2) this.finish('refused', message.code);
    }
    if (message.code === 'ended') this.finish('ended', 'ended');
    // After any other error (overloaded, rate-limited) the server closes the socket, and a later
    // try follows.
  }

  private dropSocket(then: () => void = () => this.lost(null)): void {
    const socket = this.socket;
    then();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  /** `code` is that of the close, or null if this side gave the socket up. */
  private lost(code: number | null): void {
    this.clearSocket();
    // Without the error, our session went on over another socket: a late one that we gave up.
    if (code === kCloseReplaced && (this.replaced || !this.resumption.offered))
      this.finish('replaced', 'replaced');
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
    this.cancelAck();
    this.ackWaits = false;
    this.catchingUpTo = null;
    this.socket = null;
    if (!this.resumption.offered) this.requests.refuseAll('offline');
    else this.requests.pause();
    this.resumption.broke(this.deps.clock.now());
  }

  private finish(reason: FinalReason, code: string): void {
    const socket = this.socket;
    this.resumption.forget();
    this.clearSocket();
    this.setState('closed');
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    this.events.onFinal(reason, code);
  }
}
