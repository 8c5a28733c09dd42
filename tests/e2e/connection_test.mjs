// SPDX-License-Identifier: MIT
// The connection test: by a guest with the code of a lesson, without a code, and where the relay is
// not reached.
import { ask, id, looksRight } from './pages.mjs';
import { step, until } from './report.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 } };

const states = (page) =>
  page
    .locator(id('test-row'))
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [row.dataset.check, row.dataset.state])),
    );

async function run(page) {
  await page.click(id('test-start'));
  await page.waitForSelector(`${id('test-summary')} [data-summary]`, { timeout: 60_000 });
  return page.getAttribute(`${id('test-summary')} [data-summary]`, 'data-summary');
}

/** No packet to TURN gets through: every server is another one, where nobody listens. */
const cutOff = () => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) {
      const iceServers = (configuration?.iceServers ?? []).map((server) => ({
        ...server,
        urls: [server.urls].flat().map((url) => url.replace(/:\d+(?=\?|$)/, ':9')),
      }));
      super({ ...configuration, iceServers });
    }
  };
};

export async function connectionTest({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const { code } = await ask(tutor, 'POST', '/api/meeting/create/', {
    title: 'Open lesson',
    access: 'public',
  });
  const guest = await open('guest', kDesktop);
  await step('a guest comes from the lobby, and all of the way is measured', async () => {
    const { page } = guest;
    await page.goto(`${origin}/j/${code}`);
    await page.click(id('lobby-test'));
    await page.waitForSelector(id('test-start'));
    const summary = await run(page);
    const all = await states(page);
    // How fast this machine is today is not the question.
    for (const name of ['browser', 'microphone', 'camera', 'api', 'socket', 'udp', 'tcp', 'tls'])
      if (all[name] !== 'good') throw new Error(`${name} is ${all[name]}`);
    for (const name of ['speech', 'throughput'])
      if (!['good', 'poor'].includes(all[name])) throw new Error(`${name} is ${all[name]}`);
    const report = await page.textContent(id('test-report'));
    if (!/^tls: good \(reached\)/m.test(report)) throw new Error(report);
    return `${summary}; ${report.match(/^(?:speech|throughput): .*$/gm).join('; ')}`;
  });
  await looksRight(guest, 'connection-test', shots);
  await step('nobody took a seat by it', async () => {
    await tutor.page.goto(`${origin}/j/${code}`);
    await tutor.page.waitForSelector(id('lobby-join'));
    const people = await tutor.page.evaluate(async (meeting) => {
      const { access } = JSON.parse(localStorage.getItem('lectern.account'));
      const headers = { Authorization: `Bearer ${access}` };
      const answer = await fetch(`/api/meeting/${meeting}/participants/?history=1`, { headers });
      return (await answer.json()).participants.length;
    }, code);
    if (people !== 0) throw new Error(`${people} were here`);
  });
  const stranger = await open('stranger', { ...kDesktop, prepare: cutOff });
  await step('a stranger without a code is told what is left out', async () => {
    await stranger.page.goto(`${origin}/test`);
    const summary = await run(stranger.page);
    if (summary !== 'unfinished') throw new Error(summary);
    await until('the relay is left out', async () => {
      const all = await states(stranger.page);
      return ['udp', 'tcp', 'tls'].every((name) => all[name] === 'unknown');
    });
  });
  await step('a network that holds the relay back is named', async () => {
    await stranger.page.fill(id('test-code'), code);
    const summary = await run(stranger.page);
    if (summary !== 'no-relay') throw new Error(summary);
  });
  await looksRight(stranger, 'connection-test-bad', shots);
}
