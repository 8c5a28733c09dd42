// SPDX-License-Identifier: MIT
// People who ask to come in and invitations: each state, one answer or many, and the way back for
// some seconds; and afterwards who was there.
import { readFileSync } from 'node:fs';

import { ask, id, looksRight, nothingMoved, watchShifts } from './pages.mjs';
import { step, until } from './report.mjs';
import { enter } from './story.mjs';

const kDesktop = { viewport: { width: 1280, height: 900 }, prepare: watchShifts };

const kNames = ['Mia', 'Leo with a name that is quite a bit longer than most', 'نور الدين', 'Zoë'];

/** Guests who ask, without a browser of their own. */
async function knock(api, room, name) {
  const send = async (path, body, token) => {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const { access } = await send('/api/auth/guest', { code: room.code, name });
  const { request_id: request } = await send(
    `/api/meeting/join/${room.meeting_id}/`,
    { message: `I am ${name}` },
    access,
  );
  return async () => {
    const path = `/api/meeting/${room.meeting_id}/join-request/${request}/status/`;
    const response = await fetch(`${api}${path}`, {
      headers: { Authorization: `Bearer ${access}` },
    });
    return (await response.json()).status;
  };
}

async function requests({ tutor, origin, api, shots }) {
  const { page } = tutor;
  const rows = page.locator(id('request-row'));
  await step('nobody asks', async () => {
    await page.goto(`${origin}/meetings/join-requests`);
    await page.waitForSelector('.empty');
  });
  await looksRight(tutor, 'requests-none', shots);
  const room = await ask(tutor, 'POST', '/api/meeting/create/', {
    title: 'Homework help',
    access: 'approval',
  });
  const states = [];
  await step('whoever asks appears without a reload', async () => {
    for (const name of kNames) states.push(await knock(api, room, name));
    await until('all of them', async () => (await rows.count()) === kNames.length, 8_000);
  });
  await looksRight(tutor, 'requests', shots);
  await step('an answer can be taken back, and is sent after some seconds', async () => {
    // The seconds stand still, so that a slow machine does not use them up.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 2_000);
    await page.click(`${id('request-deny')} >> nth=0`);
    await page.click(id('undo'));
    await page.clock.runFor(6_000);
    await page.clock.resume();
    await until('the row again', async () => (await rows.count()) === kNames.length);
    await until('pending', async () => (await states[0]()) === 'pending');
  });
  await step(
    'two are chosen by keyboard and let in; who leaves the page has meant it',
    async () => {
      const before = await rows.count();
      for (const at of [0, 1]) {
        await page.locator('.ask-row input').nth(at).focus();
        await page.keyboard.press('Space');
      }
      await page.click(id('many-approve'));
      await until('two fewer', async () => (await rows.count()) === before - 2);
      await page.click('a[href="/meetings"]');
      await page.waitForSelector(id('view-list'));
      await until('both are let in', async () => {
        const all = await Promise.all(states.map((state) => state()));
        return all.filter((state) => state === 'approved').length === 2;
      });
    },
  );
  await step('each state has its list, and a denial can be changed', async () => {
    await page.goto(`${origin}/meetings/join-requests`);
    await page.click(id('request-all'));
    await page.waitForSelector('.empty');
    await until(
      'all are answered',
      async () => {
        const all = await Promise.all(states.map((state) => state()));
        return all.every((state) => state !== 'pending');
      },
      10_000,
    );
    await page.click(id('requests-approved'));
    await page.waitForSelector(id('request-row'));
    await page.click(`${id('request-deny')} >> nth=0`);
    await page.click(id('requests-denied'));
    await until('it is there', async () => (await rows.count()) >= 1);
  });
  await ask(tutor, 'POST', `/api/meeting/end/${room.meeting_id}/`, {});
}

async function invitations({ tutor, origin, shots }) {
  const { page } = tutor;
  const rows = page.locator(id('invitation-row'));
  await step('an account with invitations answers them', async () => {
    await page.goto(`${origin}/meetings/invitations`);
    await page.waitForSelector('.empty');
  });
  await looksRight(tutor, 'invitations-none', shots);
  await step('invitations come without a reload', async () => {
    for (const [title, scheduled] of [
      ['Parents’ evening', true],
      ['Choir', false],
    ])
      await ask(tutor, 'POST', '/api/meeting/create/', {
        title,
        ...(scheduled
          ? {
              type: 'scheduled',
              scheduled_at: new Date(Date.now() + 86_400_000).toISOString(),
              duration_minutes: 60,
              timezone: 'Europe/Berlin',
            }
          : {}),
      }).then((made) =>
        ask(tutor, 'POST', `/api/meeting/${made.meeting_id}/invite/`, {
          emails: ['tina@example.org'],
          message: 'Please come, it matters',
        }),
      );
    await until('both', async () => (await rows.count()) === 2, 8_000);
  });
  await looksRight(tutor, 'invitations', shots);
  await step('yes to all, undone; then one yes and one no', async () => {
    await page.click(id('invitation-all'));
    await page.click(id('undo'));
    await until('both are open', async () => {
      const open = await page.locator(`${id('invitation-row')}[data-status="pending"]`).count();
      return open === 2;
    });
    await page.click(`${id('invitation-accept')} >> nth=0`);
    await page.click(`${id('invitation-row')}[data-status="pending"] ${id('invitation-decline')}`);
    await page.waitForSelector(`${id('invitation-row')}[data-status="declined"]`);
    await until(
      'the server knows both',
      async () => {
        const { invitations: all } = await ask(tutor, 'GET', '/api/invitations/');
        const said = all.map((one) => one.status).sort();
        return said.join() === 'accepted,declined';
      },
      10_000,
    );
  });
}

async function attendance({ tutor, student, origin, shots }) {
  const { page } = tutor;
  await step('afterwards the host sees who was there, and saves it', async () => {
    const room = await ask(tutor, 'POST', '/api/meeting/create/', { title: 'Who was there' });
    await page.goto(`${origin}/meetings/${room.meeting_id}/attendance`);
    await page.waitForSelector('.empty');
    await student.page.goto(`${origin}/j/${room.code}`);
    await enter(student, { name: 'Sam Student' });
    await student.page.click(id('leave'));
    await student.page.waitForSelector(id('left'));
    await page.reload();
    await page.waitForSelector(id('stay'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click(id('attendance-csv')),
    ]);
    const table = readFileSync(await download.path(), 'utf8');
    if (!table.includes('Sam Student')) throw new Error(`the file says ${table}`);
  });
  await nothingMoved(tutor, 'attendance');
  await looksRight(tutor, 'attendance', shots);
}

export async function asking({ open, signIn, origin, api, shots }) {
  const tutor = await open('asking tutor', kDesktop);
  const student = await open('asking student', kDesktop);
  await signIn(tutor, origin);
  await requests({ tutor, origin, api, shots });
  await invitations({ tutor, origin, shots });
  await attendance({ tutor, student, origin, shots });
}
