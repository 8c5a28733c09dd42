// SPDX-License-Identifier: MIT
// The end-to-end story against the real daemon in Debian's Chromium: once over turn:udp, once over
// turn:tcp, once over turns: on the one TLS port; and once with a restart in the middle. `node
// tests/e2e/run.mjs [path of lecternd] [--shots FOLDER] [--only STORY,…]`, where STORY is `call`,
// `restart`, or the name of a file of stories.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { account } from './account.mjs';
import { administration } from './administration.mjs';
import { asking } from './asking.mjs';
import { board } from './board.mjs';
import { groups } from './groups.mjs';
import { findBrowser, openPerson } from './browsers.mjs';
import { connectionTest } from './connection_test.mjs';
import { startDaemon, startRestartable } from './daemon.mjs';
import { embedding, startPortal } from './embedding.mjs';
import { files } from './files.mjs';
import { home } from './home.mjs';
import { languages } from './languages.mjs';
import { lecture } from './lecture.mjs';
import { lobby } from './lobby.mjs';
import { moderation } from './moderation.mjs';
import { people as peoplesStories } from './people.mjs';
import { planning } from './planning.mjs';
import { makeCertificates, trustingHome } from './pki.mjs';
import { material } from './material.mjs';
import { recording } from './recording.mjs';
import { brokeOff, step, summary } from './report.mjs';
import { room } from './room.mjs';
import { sound } from './sound.mjs';
import { call, registerTutor, rememberSockets, restartedCall } from './story.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const args = process.argv.slice(2);
const shotsAt = args.indexOf('--shots');
const shots = shotsAt >= 0 ? resolve(args.splice(shotsAt, 2)[1]) : undefined;
const onlyAt = args.indexOf('--only');
const only = onlyAt >= 0 ? args.splice(onlyAt, 2)[1].split(',') : null;
const wanted = (name) => only === null || only.includes(name);
const binary = resolve(args[0] ?? join(top, 'build/lecternd'));

if (!findBrowser()) {
  console.log('SKIPPED: no Chromium here');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
if (!existsSync(binary)) throw new Error(`${binary} is not there: make build`);

const folder = mkdtempSync(join(tmpdir(), 'lectern-e2e-'));
const pki = makeCertificates(join(folder, 'pki'));
const environment = trustingHome(join(folder, 'home'), pki.ca);
let daemon;
let portal;
const people = [];

const transports = [
  { filter: 'turn:udp', relayProtocol: 'udp' },
  { filter: 'turn:tcp', relayProtocol: 'tcp' },
  { filter: 'turns', relayProtocol: 'tls' },
];

const stories = {
  people: peoplesStories,
  lobby,
  moderation,
  room,
  lecture,
  planning,
  asking,
  account,
  material,
  recording,
  files,
  sound,
  board,
  groups,
  administration,
  languages,
  'connection-test': connectionTest,
  embedding,
};

const relayOnly = (filter) => ({
  'lectern.iceTransportPolicy': 'relay',
  'lectern.iceFilter': filter,
});

async function person(name, options) {
  const opened = await openPerson(name, { environment, ...options });
  people.push(opened);
  return opened;
}

/**
 * One story. When it breaks off, the others still run, because a run that tells of several faults
 * at once is worth more; what its people saw is printed.
 */
async function tell(name, story) {
  if (!wanted(name)) return;
  try {
    await story();
  } catch (error) {
    await showFailure(name, error);
  }
  for (const each of people.splice(0)) await each.close().catch(() => {});
}

async function showFailure(name, error) {
  brokeOff(error);
  console.log(`${name}: ${error.stack}`);
  for (const each of people) {
    await each.shot(shots ?? join(tmpdir(), 'lectern-e2e-failure'), 'failure').catch(() => {});
    console.log(each.log());
  }
  if (daemon) console.log(daemon.log().split('\n').slice(-80).join('\n'));
}

async function calls(origin, api) {
  for (const { filter, relayProtocol } of transports) {
    const tutor = await person('tutor', {
      viewport: { width: 1280, height: 800 },
      settings: relayOnly(filter),
    });
    const student = await person('student', {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      settings: relayOnly(filter),
    });
    await signIn(tutor, origin);
    await call({
      tutor,
      student,
      origin,
      api,
      relayProtocol,
      shots: shots && join(shots, relayProtocol),
    });
    for (const each of people.splice(0)) await each.close();
  }
}

try {
  portal = await startPortal();
  daemon = await step('lecternd starts and says where it listens', () =>
    startDaemon(binary, join(folder, 'daemon'), pki, portal.origin),
  );
  const secure = `https://${daemon.ready.https[0]}`;
  const plain = `http://${daemon.ready.http[0]}`;
  if (!daemon.adminLink) throw new Error(`no first-admin link was printed\n${daemon.log()}`);
  const link = daemon.adminLink.replace(/^https?:\/\/[^/]+/, secure);
  const admin = await person('tutor', { viewport: { width: 1280, height: 800 } });
  await registerTutor(admin, link);
  for (const each of people.splice(0)) await each.close();
  const stage = { open: person, signIn, origin: secure, api: plain, portal, shots };
  // It begins with a day without lessons, so it comes first.
  await tell('home', () => home(stage));
  await tell('call', () => calls(secure, plain));
  for (const [name, story] of Object.entries(stories)) await tell(name, () => story(stage));
  await stopCleanly();
  if (wanted('restart')) {
    daemon = await step('lecternd starts under a service manager', () =>
      startRestartable(binary, join(folder, 'restarted'), pki),
    );
    await tell('restart', () => overARestart(`https://${daemon.ready.https[0]}`));
    await stopCleanly();
  }
} catch (error) {
  await showFailure('the run', error);
} finally {
  for (const each of people) await each.close().catch(() => {});
  if (daemon) await daemon.stop();
  if (portal) await portal.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function stopCleanly() {
  await step('lecternd stops cleanly', async () => {
    const end = await daemon.stop();
    daemon = undefined;
    if (end.code !== 0) throw new Error(`it ended with ${JSON.stringify(end)}`);
  });
}

async function overARestart(origin) {
  const [link] = daemon.ctl('link').match(/https?:\/\/\S+\/register#invitation=\S+/);
  const tutor = await person('tutor', {
    viewport: { width: 1280, height: 800 },
    settings: relayOnly('turn:udp'),
    prepare: rememberSockets,
  });
  const student = await person('student', {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    settings: relayOnly('turn:udp'),
    prepare: rememberSockets,
  });
  await registerTutor(tutor, link.replace(/^https?:\/\/[^/]+/, origin));
  await restartedCall({ tutor, student, origin, daemon, shots });
  for (const each of people.splice(0)) await each.close();
}

async function signIn(tutor, origin) {
  await step('the tutor signs in again in a fresh browser', async () => {
    await tutor.page.goto(`${origin}/signin`);
    await tutor.page.fill('[data-testid="signin-email"]', 'tina@example.org');
    await tutor.page.fill('[data-testid="signin-password"]', 'correct horse battery');
    await tutor.page.click('[data-testid="signin-submit"]');
    await tutor.page.waitForSelector('[data-testid="start-now"]');
  });
}

process.exit(summary() === 0 ? 0 : 1);
