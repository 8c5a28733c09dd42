// SPDX-License-Identifier: MIT
// The reference of the signaling bench: a server of the older stack's kind. It checks the token,
// keeps rooms in a map and passes messages on; it has no store, no limits and no resuming.
//   node server.js PLAIN_PORT TLS_PORT CERTIFICATE KEY SECRET
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { WebSocketServer } from 'ws';

const [plainPort, tlsPort, certificate, key, secret] = process.argv.slice(2);
const rooms = new Map(); // meetingId -> Map of peerId -> person

function claimsOf(token) {
  const [head, body, signature] = token.split('.');
  const wanted = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
  return signature === wanted ? JSON.parse(Buffer.from(body, 'base64url')) : null;
}

const view = (person) => ({ peerId: person.peerId, userId: person.userId, name: person.name });
const send = (person, message) => person.socket.send(JSON.stringify(message));

function broadcast(person, message) {
  const text = JSON.stringify(message);
  for (const other of person.room.values()) if (other !== person) other.socket.send(text);
}

function join(person, meetingId) {
  let room = rooms.get(meetingId);
  if (!room) rooms.set(meetingId, (room = new Map()));
  person.meetingId = meetingId;
  person.room = room;
  person.peerId = randomUUID();
  const peers = [...room.values()].map(view);
  room.set(person.peerId, person);
  send(person, { type: 'joined', meetingId, peerId: person.peerId, role: 'participant', peers });
  broadcast(person, { type: 'peer-joined', peer: view(person) });
}

function relay(person, { targetId, ...message }) {
  const target = person.room?.get(targetId);
  if (target) send(target, { ...message, fromId: person.peerId });
  else send(person, { type: 'error', code: 'no-such-peer' });
}

function chat(person, { message }) {
  if (!person.room) return;
  const timestamp = new Date().toISOString();
  const { peerId: fromId, userId, name } = person;
  const text = JSON.stringify({ type: 'chat', fromId, userId, name, message, timestamp });
  for (const other of person.room.values()) other.socket.send(text);
}

function handle(person, data) {
  const message = JSON.parse(data);
  if (message.type === 'auth') {
    const claims = claimsOf(message.token);
    if (!claims) return person.socket.close(4401);
    person.userId = claims.user_id;
    person.name = claims.name;
    return send(person, { type: 'welcome', protocol: 1, user: { userId: person.userId } });
  }
  if (!person.userId) return person.socket.close(4401);
  if (message.type === 'join') return join(person, message.meetingId);
  if (message.type === 'chat') return chat(person, message);
  if (['offer', 'answer', 'ice-candidate'].includes(message.type)) return relay(person, message);
  if (message.type === 'ping') return send(person, { type: 'pong', t: message.t });
}

function leave(person) {
  if (!person.room) return;
  person.room.delete(person.peerId);
  if (person.room.size === 0) rooms.delete(person.meetingId);
  broadcast(person, { type: 'peer-left', peer: view(person) });
}

for (const [server, port] of [
  [createServer(), plainPort],
  [createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }), tlsPort],
]) {
  const sockets = new WebSocketServer({ server, path: '/ws', maxPayload: 65536 });
  sockets.on('connection', (socket) => {
    const person = { socket };
    socket.on('message', (data) => handle(person, data));
    socket.on('close', () => leave(person));
    socket.on('error', () => socket.terminate());
  });
  server.on('request', (request, response) => response.end('{}'));
  server.listen(Number(port), '127.0.0.1', 4096);
}
