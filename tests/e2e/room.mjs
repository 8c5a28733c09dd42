// SPDX-License-Identifier: MIT
// The room with a tutor and two students who have the same name: several screens at once, looking
// closer, who stands large, hands, reactions, private lines, a long chat, what hosts may do, and
// what goes over the links.
import { violations } from './pages.mjs';
import { openFrom, press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, endForAll, enter, id } from './story.mjs';

/** Before the page's own scripts: remembers connections, and how long a chat line takes. */
function watchPage() {
  const NativePeer = window.RTCPeerConnection;
  window.testPeers = [];
  window.RTCPeerConnection = class extends NativePeer {
    constructor(...args) {
      super(...args);
      window.testPeers.push(this);
    }
  };
  const NativeSocket = window.WebSocket;
  window.testLines = [];
  window.WebSocket = class extends NativeSocket {
    constructor(...args) {
      super(...args);
      // This listener is the first one: the page's own work comes after it.
      this.addEventListener('message', ({ data }) => {
        if (JSON.parse(data).type !== 'chat') return;
        const begin = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          // What was drawn is also laid out.
          void document.querySelector('[data-testid="chat-list"]')?.scrollHeight;
          window.testLines.push(performance.now() - begin);
        };
        port2.postMessage(null);
      });
    }
  };
}

const kWide = { viewport: { width: 1280, height: 800 }, prepare: watchPage };
const tile = (name) => `${id('tile')}[aria-label="${name}"]`;

async function openPanel(person, name) {
  if (await person.page.isVisible(id(name === 'chat' ? 'chat-list' : 'person'))) return;
  await openFrom(person, `${name === 'chat' ? 'chat' : 'people'}-toggle`);
  await person.page.waitForSelector(id(name === 'chat' ? 'chat-list' : 'person'));
}

const kMostRoom = 60_000;

async function weight({ leo }) {
  await step('the room is at most 60 kB more than what the lobby needed', async () => {
    const bytes = await leo.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /assets\/(?!index-)[\w-]+\.(js|css)$/.test(name))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    );
    if (bytes === 0 || bytes > kMostRoom) throw new Error(`${bytes} bytes`);
    return `${bytes} bytes`;
  });
}

async function sameNames({ tutor }) {
  await step('two people of one name are told apart, and the host is marked', async () => {
    await tutor.page.waitForSelector(tile('Leo'));
    await tutor.page.waitForSelector(tile('Leo (2)'));
  });
}

async function screens({ tutor, leo, second, shots }) {
  await step('of two shared screens the newest is large, and a press swaps them', async () => {
    await openFrom(leo, 'share');
    await tutor.page.waitForSelector(`${id('screen-tile')}[aria-label^="Screen of Leo."]`);
    await openFrom(second, 'share');
    await tutor.page.waitForSelector(`${id('screen-tile')}[aria-label^="Screen of Leo (2)"]`);
    await press(tutor, id('screen-small'));
    await tutor.page.waitForSelector(`${id('screen-tile')}[aria-label^="Screen of Leo."]`);
  });
  await step('who shares sees the own screen, small, and the other one', async () => {
    await second.page.waitForSelector(`${id('screen-tile')}[aria-label^="Screen of Leo"]`);
    await second.page.waitForSelector(`${id('screen-small')}[aria-label="Your screen"]`);
  });
  if (shots) await tutor.shot(shots, 'two-screens');
  await step('wheel and keys look closer at a screen', async () => {
    const screen = tutor.page.locator(id('screen-tile'));
    const scale = async () => Number(await screen.getAttribute('data-scale'));
    await screen.focus();
    await tutor.page.keyboard.press('+');
    await until('1.25', async () => (await scale()) === 1.25);
    await tutor.page.keyboard.press('ArrowLeft');
    const box = await screen.boundingBox();
    await tutor.page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
    await tutor.page.mouse.wheel(0, -300);
    await until('more', async () => (await scale()) > 2);
    await tutor.page.keyboard.press('0');
    await until('the whole', async () => (await scale()) === 1);
  });
  await step('both stop sharing, and the faces come back', async () => {
    await openFrom(leo, 'share');
    await openFrom(second, 'share');
    await tutor.page.waitForSelector(`${id('stage')}[data-kind="grid"]`);
  });
}

async function large({ tutor }) {
  const kind = () => tutor.page.getAttribute(id('stage'), 'data-kind');
  await step('a person is shown large, by the menu of the tile, and alike again', async () => {
    await press(tutor, `${tile('Leo (2)')} ${id('tile-more')}`);
    await press(tutor, id('person-pin'));
    await until('somebody large', async () => (await kind()) === 'focus');
    await openFrom(tutor, 'view-mode');
    await until('the speaker large', async () => (await kind()) === 'focus');
    await openFrom(tutor, 'view-mode');
    await until('all alike', async () => (await kind()) === 'grid');
  });
  await step('the own picture is hidden, and shown again', async () => {
    const own = `${id('tile')}[data-self="true"]`;
    await openFrom(tutor, 'hide-self');
    await tutor.page.waitForSelector(own, { state: 'detached' });
    await openFrom(tutor, 'hide-self');
    await tutor.page.waitForSelector(own);
  });
}

async function menus({ tutor }) {
  await step('a second press and Escape close the menu, and the keyboard is not lost', async () => {
    const more = tutor.page.locator(id('more'));
    await more.click();
    await tutor.page.waitForSelector('.menu');
    await more.click();
    await tutor.page.waitForSelector('.menu', { state: 'detached' });
    const focusIsOn = (name) =>
      until(
        `focus on ${name}`,
        async () =>
          (await tutor.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))) ===
          name,
      );
    await more.click();
    await tutor.page.waitForSelector('.menu');
    await tutor.page.keyboard.press('End');
    await tutor.page.keyboard.press('Escape');
    await focusIsOn('more');
    await more.click();
    await tutor.page.click(id('invite'));
    await tutor.page.waitForSelector('dialog[open]');
    await tutor.page.keyboard.press('Escape');
    await tutor.page.waitForSelector('dialog', { state: 'detached' });
    await focusIsOn('more');
    await tutor.page.focus(id('chat-toggle'));
    await tutor.page.keyboard.press('Enter');
    await tutor.page.waitForSelector(id('chat-input'));
    await tutor.page.keyboard.press('Escape');
    await focusIsOn('chat-toggle');
  });
}

async function hands({ tutor, leo, second }) {
  await step(
    'hands stand in the order in which they went up, and the host lowers all',
    async () => {
      await press(second, id('hand'));
      await tutor.page.waitForSelector(`${tile('Leo (2)')} .tile-hand`);
      await press(leo, id('hand'));
      await tutor.page.waitForSelector(`${tile('Leo')} .tile-hand:has-text("2")`);
      await openPanel(tutor, 'people');
      await until('the order of the hands', async () => {
        const names = await tutor.page.locator(`${id('person')} .person-name`).allInnerTexts();
        return names[0]?.startsWith('Leo (2)') && names[1]?.startsWith('Leo');
      });
      await press(tutor, id('lower-all'));
      await tutor.page.waitForSelector('.tile-hand', { state: 'detached' });
      await press(tutor, '.panel > .title-bar button');
    },
  );
  await step('a reaction is seen on the person', async () => {
    // It is there for some seconds only.
    const seen = Promise.all([
      tutor.page.waitForSelector(`${tile('Leo')} ${id('reaction')}`),
      leo.page.waitForSelector(`${tile('You')} ${id('reaction')}`),
    ]);
    await press(leo, id('react'));
    await press(leo, id('react-0'));
    await seen;
  });
}

async function write(person, text) {
  await openPanel(person, 'chat');
  await person.page.fill(id('chat-input'), text);
  await press(person, id('chat-send'));
}

const line = (text) => `${id('chat-message')}:has-text("${text}")`;

async function privateLine({ tutor, leo, second }) {
  await step('a private line reaches one person, and the answer is private, too', async () => {
    await press(tutor, `${tile('Leo')} ${id('tile-more')}`);
    await press(tutor, id('person-write'));
    await tutor.page.waitForSelector(id('chat-to'));
    await write(tutor, 'Well done, between us.');
    await openPanel(leo, 'chat');
    await openPanel(second, 'chat');
    await leo.page.waitForSelector(`${line('Well done')} .chat-private`);
    await leo.page.locator(line('Well done')).hover();
    await leo.page.locator(`${line('Well done')} .chat-reply`).click();
    await write(leo, 'Thank you!');
    await tutor.page.waitForSelector(`${line('Thank you!')} blockquote:has-text("Well done")`);
    await write(tutor, 'And this.');
    await tutor.page.selectOption(id('chat-to'), '');
    await write(tutor, 'For all of you.');
    await second.page.waitForSelector(line('For all of you.'));
    for (const text of ['Well done', 'Thank you', 'And this.'])
      if ((await second.page.locator(line(text)).count()) > 0) throw new Error(`${text} is seen`);
  });
}

const kLines = 2_000;
const kNewLines = 10;
const kMostChanges = 20;

/** The tab has kept a long chat; the page is loaded anew. */
async function longChat({ tutor, leo, second }) {
  await step('the chat survives a reload, 2,000 lines of it, private ones too', async () => {
    await until('what the tab keeps', () =>
      leo.page.evaluate((count) => {
        const key = Object.keys(sessionStorage).find((one) => one.startsWith('lectern.chat.'));
        if (!key) return false;
        const kept = JSON.parse(sessionStorage.getItem(key));
        if (!kept.lines.some(({ text }) => text.includes('Thank you!'))) return false;
        const [first] = kept.lines;
        const older = Array.from({ length: count }, (_, index) => ({
          ...first,
          key: index,
          text: `Line ${index} of a long lesson`,
          timestamp: new Date(Date.now() - 1e7 + index).toISOString(),
        }));
        sessionStorage.setItem(key, JSON.stringify({ ...kept, lines: [...older, ...kept.lines] }));
        return true;
      }, kLines - 10),
    );
    await leo.page.reload();
    if (!(await leo.page.isVisible(id('room')))) {
      await leo.page.waitForSelector(`${id('room')}, ${id('lobby-join')}:not([disabled])`);
      if (await leo.page.isVisible(id('lobby-join'))) await press(leo, id('lobby-join'));
    }
    await leo.page.waitForSelector(id('room'));
    await openPanel(leo, 'chat');
    await leo.page.waitForSelector(line('Thank you!'));
    const drawn = await leo.page.locator(id('chat-message')).count();
    if (drawn > 150) throw new Error(`${drawn} lines are drawn`);
    return `${drawn} of ${kLines} lines are drawn`;
  });
  await step('a new line in a chat of 2,000 changes a few nodes of the list', async () => {
    // Pictures would only keep the machine busy.
    for (const person of [tutor, leo, second]) await press(person, id('camera'));
    await leo.page.evaluate((list) => {
      window.testLines.length = 0;
      window.testChanges = 0;
      new MutationObserver((records) => {
        for (const one of records)
          window.testChanges += Math.max(1, one.addedNodes.length + one.removedNodes.length);
      }).observe(document.querySelector(list), {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    }, id('chat-list'));
    for (let index = 0; index < kNewLines; index += 1) {
      await write(tutor, `New ${index}`);
      await leo.page.waitForSelector(line(`New ${index}`));
      await leo.page.waitForTimeout(560);
    }
    const changes = (await leo.page.evaluate(() => window.testChanges)) / kNewLines;
    const times = (await leo.page.evaluate(() => window.testLines)).sort((a, b) => a - b);
    const said = (at) => times[Math.floor(times.length * at)].toFixed(1);
    // The time belongs to the machine and to what else it does: it is told, not judged.
    const told = `${changes} changes a line, fastest ${said(0)} ms, median ${said(0.5)} ms`;
    if (changes > kMostChanges) throw new Error(told);
    return told;
  });
  await step(
    'who reads earlier lines is left alone, and told that there are new ones',
    async () => {
      const list = leo.page.locator(id('chat-list'));
      await list.evaluate((node) => {
        node.scrollTop = 600;
      });
      await leo.page.waitForTimeout(300);
      const before = await list.evaluate((node) => node.scrollTop);
      await write(tutor, 'While you read');
      await leo.page.waitForSelector(id('chat-below'));
      const after = await list.evaluate((node) => node.scrollTop);
      if (Math.abs(after - before) > 4) throw new Error(`it jumped from ${before} to ${after}`);
      await press(leo, id('chat-below'));
      await leo.page.waitForSelector(line('While you read'));
    },
  );
  await step('a keyboard that opens hides no new line', async () => {
    await leo.page.setViewportSize({ width: 1280, height: 480 });
    await until('the end', () =>
      leo.page
        .locator(id('chat-list'))
        .evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight < 4),
    );
    await leo.page.setViewportSize(kWide.viewport);
  });
}

async function onlyWhatIsSeen({ tutor, second }) {
  const sent = () =>
    tutor.page.evaluate(async () => {
      const all = await window.lectern.stats();
      return all.find(({ name }) => name === 'Leo')?.framesSent ?? 0;
    });
  await step('nobody sends a picture to a page that nobody looks at', async () => {
    const hide = (person, state) =>
      person.page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { get: () => now, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    const own = await second.page.evaluate(() =>
      document.querySelector('[data-self="true"]').getAttribute('data-peer-id'),
    );
    const framesTo = () =>
      tutor.page.evaluate(
        async (peerId) =>
          (await window.lectern.stats()).find((one) => one.peerId === peerId)?.framesSent ?? -1,
        own,
      );
    await until('pictures', async () => (await framesTo()) > 5);
    await hide(second, 'hidden');
    await until('no more pictures', async () => {
      const before = await framesTo();
      await tutor.page.waitForTimeout(1000);
      return (await framesTo()) === before;
    });
    await hide(second, 'visible');
    const before = await framesTo();
    await until('pictures again', async () => (await framesTo()) > before + 5);
  });
  await step(
    'speech is asked to repair itself, to be silent in silence, and comes first',
    async () => {
      await sent();
      const said = await tutor.page.evaluate(() =>
        window.testPeers
          .filter((pc) => pc.connectionState === 'connected')
          .map((pc) => {
            const audio = pc.getSenders().find(({ track }) => track?.kind === 'audio');
            const { encodings, codecs } = audio.getParameters();
            return {
              fmtp: /a=fmtp:111 (.*)/.exec(pc.remoteDescription.sdp)?.[1] ?? '',
              priority: encodings[0]?.priority,
              red: codecs.some(({ mimeType }) => mimeType === 'audio/red'),
            };
          }),
      );
      for (const { fmtp, priority, red } of said) {
        if (!fmtp.includes('usedtx=1') || !fmtp.includes('useinbandfec=1') || priority !== 'high')
          throw new Error(JSON.stringify(said));
        if (!red) throw new Error('this browser cannot send speech twice');
      }
      return said[0].fmtp;
    },
  );
}

/** axe, in the room as it is now. Panels differ by day and by night; the stage is always dark. */
async function axeIn(person, place, schemes = ['light']) {
  const found = [];
  for (const colorScheme of schemes) {
    await person.page.emulateMedia({ colorScheme });
    found.push(...(await violations(person.page)).map((one) => `${colorScheme}: ${one}`));
  }
  await person.page.emulateMedia({ colorScheme: 'light' });
  if (found.length > 0) throw new Error(`${place}: ${found.join('; ')}`);
}

async function accessible({ tutor }) {
  const { page } = tutor;
  const close = async () => {
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog, .menu', { state: 'detached' });
  };
  await step('axe finds nothing in the room, its panels, menus and dialogs', async () => {
    await axeIn(tutor, 'the room');
    for (const panel of ['chat', 'people']) {
      await openPanel(tutor, panel);
      await axeIn(tutor, panel, ['light', 'dark']);
    }
    await press(tutor, '.host-may summary');
    await axeIn(tutor, 'what people may do', ['light', 'dark']);
    await press(tutor, '.host-may summary');
    for (const [name, row] of [
      ['more', '.menu'],
      ['react', '.menu'],
      ['leave', '.menu'],
      ['attendance', 'dialog[open]'],
    ]) {
      await press(tutor, id(name));
      await page.waitForSelector(row);
      await axeIn(tutor, name);
      await close();
    }
    for (const name of ['invite', 'devices', 'details']) {
      await openFrom(tutor, name);
      await page.waitForSelector('dialog[open]');
      await axeIn(tutor, name);
      await close();
    }
    await press(tutor, `${tile('Leo')} ${id('tile-more')}`);
    await page.waitForSelector('dialog[open]');
    await axeIn(tutor, 'a person');
    await close();
    await press(tutor, id('leave'));
    await press(tutor, id('end'));
    await page.waitForSelector('dialog[open]');
    await axeIn(tutor, 'the end');
    await close();
  });
}

async function hostsDecide({ tutor, leo, second, shots }) {
  await step('the host lets only hosts share, and takes it back', async () => {
    await openPanel(tutor, 'people');
    if (shots) await tutor.shot(shots, 'people');
    await press(tutor, '.host-may summary');
    await tutor.page.selectOption(id('may-share'), 'hosts');
    await until('no sharing', () =>
      leo.page.locator(id('share')).evaluate((node) => node.ariaDisabled === 'true'),
    );
    await tutor.page.selectOption(id('may-share'), 'everyone');
    await until('sharing', () =>
      leo.page.locator(id('share')).evaluate((node) => node.ariaDisabled !== 'true'),
    );
  });
  await step('the host sees who was here', async () => {
    await press(tutor, id('attendance'));
    await tutor.page.waitForSelector(`${id('attendance-list')} li:nth-child(3)`);
    await tutor.page.keyboard.press('Escape');
    await tutor.page.waitForSelector('dialog', { state: 'detached' });
  });
  await step('the host puts somebody out for an hour, with a reason', async () => {
    await press(tutor, `${tile('Leo (2)')} ${id('tile-more')}`);
    await press(tutor, id('host-ban'));
    await tutor.page.fill('dialog input.input', 'Shouting');
    await press(tutor, id('host-confirm'));
    await second.page.waitForSelector(id('left'));
  });
  await step('"Leave" of a host asks, and ends the meeting for everybody', async () => {
    await endForAll(tutor);
    await leo.page.waitForSelector(id('left'));
  });
}

export async function room({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kWide);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Three in a room');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const leo = await open('leo', kWide);
  const second = await open('second leo', kWide);
  await step('two students come in', async () => {
    for (const person of [leo, second]) {
      await person.page.goto(link);
      await person.page.waitForSelector(id('lobby-name'));
      await enter(person, { name: 'Leo' });
    }
  });
  const all = { tutor, leo, second, shots };
  await weight(all);
  await sameNames(all);
  await onlyWhatIsSeen(all);
  await screens(all);
  await large(all);
  await menus(all);
  await hands(all);
  await privateLine(all);
  await longChat(all);
  await accessible(all);
  await hostsDecide(all);
}
