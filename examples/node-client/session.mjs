// SPDX-License-Identifier: MIT
// One signaling session (docs/protocol.md): authenticates, joins, numbers its messages, and resumes
// over a new socket when the old one breaks, so that every message arrives once.
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 15_000;
const SILENCE_MS = 8_000; // after a ping
const ACK_EVERY_MS = 1_000;
const ACK_EVERY_MESSAGES = 16;
// The messages of which the daemon remembers the ids: these may be sent twice.
const REPEATABLE = new Set(['chat', 'reaction', 'offer', 'answer', 'ice-candidate']);
const NO_WAY_BACK = new Set([4410, 4429]);

// Events: every message of the server by its type, `message` for all of them, `state` with a word
// ('connecting', 'joined', 'waiting', 'reconnecting', 'closed'), and `end` with a reason.
export class Session extends EventEmitter {
  #url;
  #token;
  #meeting;
  #socket = null;
  #resume = null; // {session, resumeToken}
  #lastSeq = 0;
  #ackedSeq = 0;
  #unanswered = new Map(); // id -> message, in the order of sending
  #nextId = 1;
  #pause = FIRST_PAUSE_MS;
  #timers = [];
  #ended = false;
  #heard = 0; // when the last message came

  // `token` is the one of the seat that REST `join` gives, `meeting` an id or a code.
  constructor(url, token, meeting) {
    super();
    this.#url = url;
    this.#token = token;
    this.#meeting = meeting;
  }

  start() {
    this.#connect();
    return this;
  }

  // Sends a message; returns the id by which its answer is known (`re`).
  send(message) {
    const id = `m${this.#nextId++}`;
    const whole = { ...message, id };
    if (REPEATABLE.has(message.type)) this.#unanswered.set(id, whole);
    this.#write(whole);
    return id;
  }

  // Ends the stay: the others see that this person has left.
  leave() {
    this.#ended = true;
    this.#write({ type: 'leave' });
    this.#socket?.close(1000);
    this.#stopTimers();
  }

  #connect() {
    this.emit('state', this.#resume ? 'reconnecting' : 'connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.on('open', () => {
      if (this.#resume) this.#write({ type: 'resume', ...this.#resume, lastSeq: this.#lastSeq });
      else this.#write({ type: 'auth', token: this.#token });
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary && socket === this.#socket) this.#take(JSON.parse(data.toString()));
    });
    socket.on('error', () => {}); // `close` follows
    socket.on('close', (code) => {
      if (socket === this.#socket) this.#lost(code);
    });
  }

  #write(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(message) {
    this.#heard = Date.now();
    if (message.seq) {
      if (message.seq <= this.#lastSeq) return; // seen before
      this.#lastSeq = message.seq;
      if (this.#lastSeq - this.#ackedSeq >= ACK_EVERY_MESSAGES) this.#ack();
    }
    if (message.re) this.#unanswered.delete(message.re);
    switch (message.type) {
      case 'welcome':
        this.#learn(message);
        this.#startTimers(message.pingSeconds);
        this.#write({ type: 'join', meetingId: this.#meeting, id: 'join' });
        break;
      case 'resumed':
      case 'resync':
        this.#learn(message);
        if (message.type === 'resync') this.#lastSeq = this.#ackedSeq = message.lastSeq;
        this.#ack();
        for (const unanswered of this.#unanswered.values()) this.#write(unanswered);
        this.#isIn();
        break;
      case 'joined':
        this.#isIn();
        break;
      case 'waiting':
        this.emit('state', 'waiting');
        break;
      case 'error':
        this.#refused(message);
        break;
      default:
    }
    this.emit('message', message);
    this.emit(`message:${message.type}`, message);
  }

  #learn({ session, resumeToken }) {
    this.#resume = resumeToken ? { session, resumeToken } : null;
  }

  #isIn() {
    this.#pause = FIRST_PAUSE_MS;
    this.emit('state', 'joined');
  }

  #refused({ code, re }) {
    // The session is over: begin a new one on the same socket.
    if (code === 'no-such-session') {
      this.#resume = null;
      this.#lastSeq = this.#ackedSeq = 0;
      this.#write({ type: 'auth', token: this.#token });
    }
    if (code === 'session-ended' || code === 'replaced' || re === 'join') this.#end(code);
  }

  #ack() {
    if (this.#lastSeq === this.#ackedSeq) return;
    this.#ackedSeq = this.#lastSeq;
    this.#write({ type: 'ack', seq: this.#lastSeq });
  }

  #startTimers(pingSeconds) {
    this.#stopTimers();
    this.#timers = [
      setInterval(() => this.#ack(), ACK_EVERY_MS),
      setInterval(() => {
        const asked = Date.now();
        this.#write({ type: 'ping', t: asked });
        setTimeout(() => {
          // TCP would notice a half-open line minutes later.
          if (this.#heard < asked && !this.#ended) this.#socket?.terminate();
        }, SILENCE_MS).unref();
      }, pingSeconds * 1000),
    ];
  }

  #stopTimers() {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #lost(code) {
    if (this.#ended) return this.emit('state', 'closed');
    if (NO_WAY_BACK.has(code)) return this.#end(`close ${code}`);
    const pause = this.#pause * (0.5 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.emit('state', 'reconnecting');
    setTimeout(() => !this.#ended && this.#connect(), pause);
  }

  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopTimers();
    this.#socket?.close(1000);
    this.emit('end', reason);
  }
}
