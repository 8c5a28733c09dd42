// SPDX-License-Identifier: MIT
// A small daemon for developing the web UI: the contract of docs/api.md and docs/protocol.md, in
// memory, with the built UI served under the real Content-Security-Policy. Not for real meetings.
//   node dev/mock.mjs [--port 0] [--dist dist] [--registration open]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';

const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const kPolicy =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; " +
  "frame-ancestors 'none'; base-uri 'none'";
const kSettings = {
  chat: 'everyone',
  share: 'everyone',
  unmute: 'everyone',
  whiteboard: 'everyone',
  recording: 'hosts',
};
const kNoMedia = { audio: false, video: false, screen: false, hand: false, recording: false };

class Problem extends Error {
  constructor(status, code, detail, field) {
    super(detail);
    Object.assign(this, { status, code, field });
  }
}

function makeCode() {
  const syllables = ['ka', 'bo', 'ri', 'ne', 'tu', 'da', 'mi', 'lo', 'se', 'va'];
  const word = () =>
    syllables[Math.floor(Math.random() * 10)] + syllables[Math.floor(Math.random() * 10)];
  return [word(), word(), word()].join('-');
}

class World {
  users = new Map();
  access = new Map();
  refresh = new Map();
  meetings = [];
  registration = 'open';

  addUser(user) {
    const full = { id: randomUUID(), role: 'user', ...user };
    this.users.set(full.id, full);
    return full;
  }

  tokensFor(user) {
    const access = `a-${randomUUID()}`;
    const refresh = `r-${randomUUID()}`;
    this.access.set(access, user);
    this.refresh.set(refresh, user);
    return { access, refresh, expires_in: 900, token_type: 'Bearer', user: this.userView(user) };
  }

  userView({ id, email, name, role }) {
    return { id, ...(email ? { email } : {}), name, role };
  }

  find(idOrCode) {
    const key = decodeURIComponent(idOrCode).toLowerCase().replace(/ /g, '-');
    const meeting = this.meetings.find((m) => m.code === key || m.meeting_id === key);
    if (!meeting) throw new Problem(404, 'not-found', 'There is no such meeting.');
    return meeting;
  }

  create(host, body, origin) {
    if (!body.title?.trim()) throw new Problem(422, 'bad-field', 'A title is needed.', 'title');
    const code = makeCode();
    const meeting = {
      meeting_id: randomUUID(),
      code,
      title: body.title,
      type: body.type ?? 'instant',
      access: 'public',
      state: 'open',
      password: body.password ?? '',
      max_participants: body.max_participants ?? 12,
      scheduled_at: body.scheduled_at ?? null,
      duration_minutes: body.duration_minutes ?? null,
      timezone: body.timezone ?? null,
      created_at: new Date().toISOString(),
      ended_at: null,
      host: { user_id: host.id, name: host.name },
      join_url: `${origin}/j/${code}`,
      live: new Map(),
      chat: [],
    };
    this.meetings.unshift(meeting);
    return meeting;
  }

  view(meeting, user) {
    const { live, chat, password, ...plain } = meeting;
    void chat;
    const role = !user ? null : user.id === meeting.host.user_id ? 'host' : 'participant';
    return { ...plain, has_password: password !== '', role, present: live.size };
  }
}

function api(world, { method, path, body, user, origin, search }) {
  const need = () => {
    if (!user) throw new Problem(401, 'not-signed-in', 'Please sign in.');
    return user;
  };
  const route = `${method} ${path.replace(/\/+$/, '')}`;
  let m;
  if (route === 'GET /api/site')
    return [200, { name: 'Example School', registration: world.registration, version: '0.1.0' }];
  if (route === 'POST /api/auth/login') {
    const found = [...world.users.values()].find(
      (u) => u.email === body.email && u.password === body.password,
    );
    if (!found) throw new Problem(401, 'invalid-credentials', 'Email or password is wrong.');
    return [200, world.tokensFor(found)];
  }
  if (route === 'POST /api/auth/register') {
    if ([...world.users.values()].some((u) => u.email === body.email))
      throw new Problem(409, 'email-taken', 'Taken.', 'email');
    return [201, world.tokensFor(world.addUser(body))];
  }
  if (route === 'POST /api/auth/refresh') {
    const known = world.refresh.get(body.refresh);
    world.refresh.delete(body.refresh);
    if (!known) throw new Problem(401, 'refresh-invalid', 'Sign in again.');
    return [200, world.tokensFor(known)];
  }
  if (route === 'POST /api/auth/logout') return [204, null];
  if (route === 'POST /api/auth/guest') {
    const meeting = world.find(body.code ?? body.meeting_id);
    return [
      200,
      {
        ...world.tokensFor(world.addUser({ name: body.name, role: 'guest' })),
        meeting: world.view(meeting, null),
      },
    ];
  }
  if (route === 'GET /api/me') return [200, world.userView(need())];
  if (route === 'GET /api/meetings') {
    const state = search.get('state') ?? 'open';
    const own = world.meetings.filter((x) => x.state === state && x.host.user_id === need().id);
    return [200, { meetings: own.map((x) => world.view(x, user)), next_cursor: null }];
  }
  if (route === 'POST /api/meeting/create')
    return [201, world.view(world.create(need(), body, origin), user)];
  if ((m = /^POST \/api\/meeting\/join\/([^/]+)$/.exec(route))) {
    const meeting = world.find(m[1]);
    const me = need();
    if (meeting.state === 'ended') throw new Problem(410, 'ended', 'Over.');
    if (meeting.password && me.id !== meeting.host.user_id) {
      if (!body.password) throw new Problem(401, 'password-required', 'Password needed.');
      if (body.password !== meeting.password)
        throw new Problem(401, 'password-wrong', 'Wrong password.');
    }
    const token = `s-${randomUUID()}`;
    world.access.set(token, me);
    return [
      200,
      {
        status: 'joined',
        meeting: world.view(meeting, me),
        participant_id: randomUUID(),
        role: me.id === meeting.host.user_id ? 'host' : 'participant',
        token,
        signaling_url: `${origin.replace(/^http/, 'ws')}/ws`,
        ice_servers: [],
      },
    ];
  }
  if ((m = /^POST \/api\/meeting\/leave\/([^/]+)$/.exec(route))) return [200, { status: 'left' }];
  if ((m = /^POST \/api\/meeting\/end\/([^/]+)$/.exec(route))) {
    const meeting = world.find(m[1]);
    if (meeting.host.user_id !== need().id) throw new Problem(403, 'forbidden', 'Host only.');
    Object.assign(meeting, { state: 'ended', ended_at: new Date().toISOString() });
    for (const live of meeting.live.values()) {
      live.send({ type: 'meeting-ended', meetingId: meeting.meeting_id, by: user.id });
      live.socket.close(4410);
    }
    return [200, { status: 'ended' }];
  }
  // Nobody asks and nobody is invited here.
  if ((m = /^GET \/api\/(?:meeting\/[^/]+\/)?(invite|invitations|join-requests)$/.exec(route))) {
    const name = m[1] === 'join-requests' ? 'join_requests' : 'invitations';
    return [200, { [name]: [], next_cursor: null }];
  }
  if ((m = /^GET \/api\/meeting\/([^/]+)$/.exec(route)))
    return [200, world.view(world.find(m[1]), user)];
  throw new Problem(404, 'not-found', 'No such path.');
}

function signaling(world, socket) {
  let user = null;
  let meeting = null;
  let self = null;
  let seq = 0;
  const raw = (message) => socket.readyState === 1 && socket.send(JSON.stringify(message));
  const send = (message) => raw({ ...message, seq: ++seq });
  const peerView = (peer, polite) => ({
    peerId: peer.peerId,
    userId: peer.user.id,
    name: peer.user.name,
    role: peer.role,
    media: peer.media,
    polite,
  });
  const others = () => [...meeting.live.values()].filter((peer) => peer !== self);
  const depart = (reason) => {
    if (!self || meeting.live.get(self.user.id) !== self) return;
    meeting.live.delete(self.user.id);
    for (const peer of others())
      peer.send({ type: 'peer-left', peer: peerView(self, false), reason });
    self = null;
  };
  const fail = (code, re) => raw({ type: 'error', code, message: code, ...(re ? { re } : {}) });

  const handlers = {
    auth({ token }) {
      user = world.access.get(token) ?? null;
      if (!user) {
        fail('token-invalid');
        socket.close(4401);
        return;
      }
      raw({
        type: 'welcome',
        protocol: 1,
        features: [],
        session: randomUUID(),
        resumeSeconds: 0,
        pingSeconds: 20,
        user: { userId: user.id, name: user.name, role: user.role },
      });
    },
    join({ meetingId, id }) {
      meeting = world.find(meetingId);
      if (meeting.state === 'ended') return fail('ended', id);
      const old = meeting.live.get(user.id);
      if (old) {
        old.depart('replaced');
        old.socket.close(4409);
      }
      const role = user.id === meeting.host.user_id ? 'host' : 'participant';
      self = { peerId: randomUUID(), user, role, media: kNoMedia, send, raw, socket, depart };
      meeting.live.set(user.id, self);
      const { meeting_id, code, title, type, host } = meeting;
      send({
        type: 'joined',
        meetingId: meeting_id,
        peerId: self.peerId,
        role,
        meeting: {
          meetingId: meeting_id,
          code,
          title,
          type,
          hostId: host.user_id,
          locked: false,
          waitingRoom: false,
          settings: kSettings,
        },
        peers: others().map((peer) => peerView(peer, false)),
        iceServers: [],
        chat: meeting.chat.slice(-50),
        re: id,
      });
      for (const peer of others()) peer.send({ type: 'peer-joined', peer: peerView(self, true) });
    },
    leave() {
      depart('left');
    },
    'media-state'({ audio, video, screen, hand, recording, screenStream }) {
      const given = Object.entries({ audio, video, screen, hand, recording, screenStream }).filter(
        ([, value]) => value !== undefined,
      );
      self.media = { ...self.media, ...Object.fromEntries(given) };
      for (const peer of others()) peer.send({ type: 'peer-updated', peer: peerView(self, false) });
    },
    chat({ message, targetId, id }) {
      const target = targetId && others().find((peer) => peer.peerId === targetId);
      if (targetId && !target) return fail('no-such-peer', id);
      const line = {
        type: 'chat',
        fromId: self.peerId,
        userId: user.id,
        name: user.name,
        message,
        timestamp: new Date().toISOString(),
      };
      if (target) {
        target.send({ ...line, private: true });
        send({ ...line, private: true, targetId, re: id });
        return;
      }
      meeting.chat.push(line);
      for (const peer of others()) peer.send(line);
      send({ ...line, re: id });
    },
    reaction({ emoji }) {
      for (const peer of others()) peer.raw({ type: 'reaction', fromId: self.peerId, emoji });
    },
    stats() {},
    ack() {},
    'ice-refresh'({ id }) {
      send({ type: 'ice-servers', iceServers: [], ttl: 3600, re: id });
    },
    ping({ t, id }) {
      raw({ type: 'pong', t, ...(id ? { re: id } : {}) });
    },
  };
  const relay = ({ targetId, id, ...message }) => {
    const target = others().find((peer) => peer.peerId === targetId);
    if (target && message.type === 'want') target.raw({ ...message, fromId: self.peerId });
    else if (target) target.send({ ...message, fromId: self.peerId });
    else fail('no-such-peer', id);
  };

  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (!user && message.type !== 'auth') return fail('not-authenticated', message.id);
    if (['offer', 'answer', 'ice-candidate', 'want'].includes(message.type))
      return self ? relay(message) : fail('not-joined', message.id);
    const handler = handlers[message.type];
    if (!handler) return fail('unknown-type', message.id);
    handler(message);
  });
  socket.on('close', () => depart('disconnected'));
}

async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Problem(400, 'bad-json', 'Not JSON.');
  }
}

async function serveFile(dist, path, response) {
  const name = extname(path) === '' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  try {
    const data = await readFile(join(dist, name));
    response.writeHead(200, {
      'Content-Type': kTypes[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': kPolicy,
    });
    response.end(data);
  } catch {
    response.writeHead(404).end('not found');
  }
}

async function serveApi(world, request, url, response) {
  const origin = `http://${request.headers.host}`;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  try {
    const user = token ? world.access.get(token) : null;
    if (token && !user) throw new Problem(401, 'token-expired', 'Expired.');
    const body = await readBody(request);
    const [status, json] = api(world, {
      method: request.method,
      path: url.pathname,
      body,
      user,
      origin,
      search: url.searchParams,
    });
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(json === null ? '' : JSON.stringify(json));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, code, message: detail, field } = error;
    const problem = {
      type: 'about:blank',
      title: code,
      status,
      code,
      detail,
      ...(field ? { field } : {}),
    };
    response
      .writeHead(status, { 'Content-Type': 'application/problem+json' })
      .end(JSON.stringify(problem));
  }
}

/** Starts the mock; answers with its address, its world and a way to stop it. */
export async function startMock({ port = 0, dist = 'dist', registration = 'open' } = {}) {
  const world = new World();
  world.registration = registration;
  world.addUser({
    email: 'teacher@example.org',
    name: 'Ada Lovelace',
    password: 'password',
    role: 'admin',
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname.startsWith('/api/')) void serveApi(world, request, url, response);
    else void serveFile(dist, url.pathname, response);
  });
  const sockets = new WebSocketServer({ server, path: '/ws' });
  sockets.on('connection', (socket) => signaling(world, socket));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    world,
    sockets,
    stop: () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await startMock({
    port: Number(option('port', '0')),
    dist: option('dist', 'dist'),
    registration: option('registration', 'open'),
  });
  console.log(`${mock.url}  (teacher@example.org / password)`);
}
