// SPDX-License-Identifier: MIT
// What a host keeps of a lesson: the chat and a file from the room, files and notes on the page of
// the meeting. Whoever is in the room is told, and everybody of the meeting finds it.
import { ask, id, looksRight } from './pages.mjs';
import { press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

const kDesktop = { viewport: { width: 1280, height: 800 } };
const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true };

async function say(person, text) {
  await person.page.fill(id('chat-input'), text);
  await person.page.keyboard.press('Enter');
}

async function inTheRoom({ tutor, pupil, link, shots }) {
  await step('the list of activities has the material', async () => {
    await press(tutor, id('chat-toggle'));
    await tutor.page.waitForSelector(id('chat-input'));
    await say(tutor, 'Open your books');
    await press(tutor, id('activities-toggle'));
    await tutor.page.waitForSelector(id('tool-material'));
  });
  await looksRight(tutor, 'activities', shots);
  await step('a host keeps the chat and a file, and the room is told', async () => {
    await press(tutor, id('tool-material'));
    await press(tutor, id('keep-chat'));
    await until('kept', async () => (await tutor.page.textContent(id('material-done'))) !== '');
    await tutor.page.setInputFiles(id('keep-file'), {
      name: 'Sheet.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('1 + 1 ='),
    });
    await until('both', async () => (await tutor.page.locator(id('material-save')).count()) === 2);
    await press(pupil, id('chat-toggle'));
    await until('told', async () =>
      (await pupil.page.textContent(id('chat-list')))?.includes('Sheet.txt'),
    );
  });
  await looksRight(tutor, 'material-room', shots);
  await step('a guest is told that the material needs an account', async () => {
    await press(pupil, id('more'));
    await pupil.page.waitForSelector(id('activities-toggle'));
    await press(pupil, id('activities-toggle'));
    await pupil.page.waitForSelector(`${id('tool-material')}[aria-disabled="true"]`);
  });
  await step('the text of the chat has what was said to everybody', async () => {
    const code = new URL(link).pathname.split('/').pop();
    const list = await ask(tutor, 'GET', `/api/meeting/${code}/recordings/?kind=material`);
    const chat = list.recordings.find(({ kind }) => kind === 'chat');
    const read = (url) => fetch(url).then((got) => got.text());
    const text = await tutor.page.evaluate(read, chat.media_url);
    if (!text.includes('Open your books')) throw new Error(text);
  });
}

async function onThePage({ tutor, link, shots }) {
  const { page } = tutor;
  const code = new URL(link).pathname.split('/').pop();
  const kept = async () => {
    const list = await ask(tutor, 'GET', `/api/meeting/${code}/recordings/?kind=material`);
    return list.recordings.map(({ kind, for_participants: open }) => `${kind} ${open}`).sort();
  };
  const { meeting_id: meeting } = await ask(tutor, 'GET', `/api/meeting/${code}/`);
  await page.goto(`${new URL(link).origin}/meetings/${meeting}`);
  await step('the meeting’s page takes files and notes', async () => {
    await page.waitForSelector(`${id('material-add')}:not([disabled])`);
    await page.setInputFiles(id('material-file'), {
      name: 'Exercises <3>.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 exercises'),
    });
    await until('three rows', async () => (await page.locator(id('material-save')).count()) === 3);
    await press(tutor, id('material-write'));
    await page.fill(id('notes-text'), 'Read pages 3 to 5.\n\nLook at a² + b² = c².');
    await press(tutor, id('notes-save'));
    await page.waitForSelector(id('notes'));
  });
  await looksRight(tutor, 'material', shots);
  await step('a file can be saved, and hidden from the others', async () => {
    const waits = page.waitForEvent('download');
    await press(tutor, `${id('material-row')}[data-kind="file"] ${id('material-save')}`);
    const name = (await waits).suggestedFilename();
    if (!/^(Exercises|Sheet)/.test(name)) throw new Error(name);
    await press(tutor, `${id('material-row')}[data-kind="chat"] ${id('material-open')}`);
    await until('hidden', async () => (await kept()).includes('chat false'));
  });
  await step('changed notes replace the old ones', async () => {
    await press(tutor, id('notes-change'));
    await page.fill(id('notes-text'), 'Read page 7.');
    await press(tutor, id('notes-save'));
    await until('new', async () => (await page.textContent(id('notes')))?.includes('page 7'));
    const notes = (await kept()).filter((one) => one.startsWith('notes'));
    if (notes.length !== 1) throw new Error(notes.join());
  });
  await step('what is deleted twice over is gone', async () => {
    const before = await page.locator(id('material-row')).count();
    await press(tutor, id('material-delete'));
    await press(tutor, id('material-delete-sure'));
    await until('gone', async () => (await page.locator(id('material-row')).count()) < before);
  });
}

/** The whole story. */
export async function material({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Fractions');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const pupil = await open('pupil', kPhone);
  await pupil.page.goto(link);
  await pupil.page.waitForSelector(id('lobby-name'));
  await enter(pupil, { name: 'Paul Pupil' });
  await tutor.page.waitForSelector(`${id('tile')}:not([data-self="true"])`);
  await inTheRoom({ tutor, pupil, link, shots });
  await pupil.close();
  await onThePage({ tutor, link, shots });
}
