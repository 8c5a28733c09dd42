// SPDX-License-Identifier: MIT
// A chat in a room, from the terminal. A line is a chat line; a line that begins with a slash is a
// command; /help lists them.
//
//   node client.mjs https://meet.example.org kabo-rine-tuda "Sam"            as a guest
//   node client.mjs https://meet.example.org kabo-rine-tuda --token TOKEN    with an access token
import { createInterface } from 'node:readline';
import { Session } from './session.mjs';

const [base, code, ...who] = process.argv.slice(2);
if (!code || who.length === 0) {
  console.error('usage: node client.mjs BASE CODE NAME | --token TOKEN');
  process.exit(2);
}

async function post(path, body, token) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(base + path, request);
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

const access =
  who[0] === '--token' ? who[1] : (await post('/api/auth/guest', { code, name: who[0] })).access;
const say = (...words) => console.log(...words);
const peers = new Map(); // peerId -> peer

const url = base.replace(/^http/, 'ws') + '/ws';
const session = new Session(url, access, code);
session.on('state', (state) => {
  say('*', state);
  if (state === 'closed') process.exit(0);
});
session.on('end', (reason) => {
  say('* the end:', reason);
  process.exit(0);
});
session.on('message:joined', ({ role, meeting, peers: others, chat }) => {
  say(`* "${meeting.title}", you are ${role}`);
  peers.clear();
  for (const peer of others) peers.set(peer.peerId, peer);
  for (const { name, message } of chat) say(`${name}: ${message}`);
});
session.on('message:peer-joined', ({ peer }) => {
  peers.set(peer.peerId, peer);
  say(`* ${peer.name} comes in`);
});
session.on('message:peer-updated', ({ peer }) => peers.set(peer.peerId, peer));
session.on('message:peer-left', ({ peer, reason }) => {
  peers.delete(peer.peerId);
  say(`* ${peer.name} is gone (${reason})`);
});
session.on('message:chat', ({ name, message, private: secret }) =>
  say(`${name}${secret ? ' (to you)' : ''}: ${message}`),
);
session.on('message:moderated', ({ action, targetId, name }) => {
  const target = targetId ? (peers.get(targetId)?.name ?? 'you') : 'everybody';
  say(`* ${name}: ${action} ${target}`);
});
session.on('message:lobby', ({ waiting }) => {
  if (waiting.length > 0) say('* waiting:', waiting.map(({ name }) => name).join(', '));
});
session.on('message:meeting-updated', ({ meeting }) =>
  say(`* the meeting is ${meeting.locked ? 'locked' : 'open'}`),
);
session.on('message:meeting-ended', () => say('* the meeting has ended'));
session.on('message:removed', () => say('* you were put out'));
session.on('message:error', ({ code: why, message }) => say(`* ${why}: ${message}`));

function find(name) {
  const found = [...peers.values()].find((peer) => peer.name === name);
  if (!found) say(`* nobody here is called ${name}`);
  return found?.peerId;
}

const commands = {
  help: () => say(`* /${Object.keys(commands).join(' /')}`),
  who: () => {
    const names = [...peers.values()].map(({ name, role }) => `${name} (${role})`);
    say('*', names.join(', ') || 'nobody');
  },
  hand: (up) => session.send({ type: 'media-state', hand: up !== 'down' }),
  to: (name, ...words) => {
    const targetId = find(name);
    if (targetId) session.send({ type: 'chat', targetId, message: words.join(' ') });
  },
  // For hosts and co-hosts; everybody else gets `forbidden`.
  ...Object.fromEntries(
    ['mute', 'unmute-allowed', 'stop-video', 'remove', 'ban', 'promote', 'demote'].map((action) => [
      action,
      (name) => {
        const targetId = find(name);
        if (targetId) session.send({ type: 'moderate', action, targetId });
      },
    ]),
  ),
  ...Object.fromEntries(
    ['lock', 'unlock', 'admit-all', 'end'].map((action) => [
      action,
      () => session.send({ type: 'moderate', action }),
    ]),
  ),
  leave: () => {
    session.leave();
    lines.close();
  },
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (!line.startsWith('/')) return line.trim() && session.send({ type: 'chat', message: line });
  const [name, ...rest] = line.slice(1).split(' ');
  const command = commands[name] ?? commands.help;
  command(...rest);
});
session.start();
