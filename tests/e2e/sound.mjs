// SPDX-License-Identifier: MIT
// Sound and picture as a person wants them: an instrument in stereo at a high bitrate, heard in
// stereo; voices only, and little data, by one press; all of it remembered.
import { id, tooWide, violations } from './pages.mjs';
import { press } from './pressing.mjs';
import { step, until } from './report.mjs';
import { createMeeting, enter } from './story.mjs';

/**
 * Before the page's scripts: remembers connections and what the browser was asked for, and gives a
 * microphone whose left channel alone has a tone, and whose right one is silent.
 */
function stereoMicrophone() {
  const Native = window.RTCPeerConnection;
  window.testConnections = [];
  window.testAsked = [];
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      window.testConnections.push(this);
    }
  };
  const media = navigator.mediaDevices;
  if (!media) return;
  const ask = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    window.testAsked.push(constraints);
    const given = await ask(constraints);
    if (!constraints.audio) return given;
    const context = new AudioContext();
    const tone = context.createOscillator();
    const sides = context.createChannelMerger(2);
    const end = context.createMediaStreamDestination();
    tone.connect(sides, 0, 0);
    sides.connect(end);
    tone.start();
    return new MediaStream([...end.stream.getAudioTracks(), ...given.getVideoTracks()]);
  };
}

const kDesktop = { viewport: { width: 1440, height: 900 }, prepare: stereoMicrophone };
const kPhone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  prepare: stereoMicrophone,
};
const kPatientMs = 40_000;

async function choose(person, name) {
  await press(person, id('more'));
  await person.page.waitForSelector(id(name));
  await press(person, id(name));
}

/** Of the newest connection: rows of one kind, and the codec of the first. */
const rows = (person, type, kind) =>
  person.page.evaluate(
    async ([wanted, media]) => {
      const pc = window.testConnections.filter((one) => one.connectionState === 'connected').at(-1);
      if (!pc) return null;
      const all = [...(await pc.getStats()).values()];
      const row = all.find((one) => one.type === wanted && one.kind === media);
      if (!row) return null;
      const codec = all.find((one) => one.id === row.codecId);
      return { ...row, fmtp: codec?.sdpFmtpLine ?? '' };
    },
    [type, kind],
  );

/** The loudest sample of both channels of what comes from the other person. */
const channels = (person) =>
  person.page.evaluate(async () => {
    const pc = window.testConnections.filter((one) => one.connectionState === 'connected').at(-1);
    const track = pc?.getReceivers().find((one) => one.track.kind === 'audio')?.track;
    if (!track) return null;
    window.testContext ??= new AudioContext();
    const source = window.testContext.createMediaStreamSource(new MediaStream([track]));
    const split = window.testContext.createChannelSplitter(2);
    source.connect(split);
    const sides = [0, 1].map((side) => {
      const analyser = window.testContext.createAnalyser();
      split.connect(analyser, side);
      return analyser;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const loudest = sides.map((analyser) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    });
    source.disconnect();
    return loudest;
  });

async function openDevices(person) {
  await choose(person, 'devices');
  await person.page.waitForSelector(id('music'));
}

async function music({ tutor, pupil, shots }) {
  await step('speech goes out in one channel, at the bitrate of speech', async () => {
    const row = await until(
      'packets',
      async () => {
        const now = await rows(tutor, 'outbound-rtp', 'audio');
        return now?.packetsSent > 20 && now;
      },
      kPatientMs,
    );
    if (/stereo=1/.test(row.fmtp)) throw new Error(row.fmtp);
    return `target ${row.targetBitrate}`;
  });
  await step('music mode: nothing is cleaned, stereo at 256 kbit/s, heard in stereo', async () => {
    await openDevices(tutor);
    if (shots) await tutor.shot(shots, 'sound-dialog');
    await press(tutor, id('music'));
    const row = await until(
      'stereo and its bitrate',
      async () => {
        const now = await rows(tutor, 'outbound-rtp', 'audio');
        const stereo = /stereo=1/.test(now?.fmtp) && !/usedtx=1/.test(now?.fmtp);
        return stereo && now.targetBitrate >= 128_000 && now;
      },
      kPatientMs,
    );
    const asked = await tutor.page.evaluate(() => window.testAsked.at(-1).audio);
    for (const one of ['echoCancellation', 'noiseSuppression', 'autoGainControl'])
      if (asked[one] !== false) throw new Error(`${one} is ${asked[one]}`);
    let heard;
    await until(
      'a left channel alone',
      async () => {
        heard = await channels(pupil);
        return heard && heard[0] > 0.05 && heard[1] < heard[0] / 10;
      },
      kPatientMs,
    );
    return `target ${row.targetBitrate}, left ${heard[0].toFixed(2)}, right ${heard[1].toFixed(2)}`;
  });
  await step('what comes back is speech as before, and the dialog passes axe', async () => {
    const back = await rows(pupil, 'outbound-rtp', 'audio');
    if (/stereo=1/.test(back.fmtp)) throw new Error(back.fmtp);
    for (const colorScheme of ['light', 'dark']) {
      await tutor.page.emulateMedia({ colorScheme });
      const found = await violations(tutor.page);
      if (found.length > 0) throw new Error(`${colorScheme}: ${found.join('; ')}`);
      if (shots) await tutor.shot(shots, `sound-${colorScheme}`);
    }
    await tutor.page.emulateMedia({ colorScheme: 'light' });
    await tutor.page.keyboard.press('Escape');
  });
}

const frames = async (person) => (await rows(person, 'outbound-rtp', 'video'))?.framesSent ?? 0;

async function voiceOnly({ tutor, pupil, shots }) {
  await step('voice only, by one press: no face comes, none goes', async () => {
    await until('a picture', async () => (await frames(tutor)) > 5, kPatientMs);
    await choose(pupil, 'save-voice');
    await pupil.page.waitForSelector(`${id('tile')}:not([data-self="true"]) video`, {
      state: 'detached',
    });
    await until(
      'the tutor to send none',
      async () => (await rows(tutor, 'outbound-rtp', 'video'))?.active === false,
      kPatientMs,
    );
    await tutor.page.waitForSelector(`${id('tile')}:not([data-self="true"]) video`, {
      state: 'detached',
    });
    if (shots) for (const person of [tutor, pupil]) await person.shot(shots, 'sound-voices');
  });
  await step('it is remembered over a reload, and ends by one press', async () => {
    await pupil.page.reload();
    await pupil.page.waitForSelector(`${id('tile')}:not([data-self="true"])`);
    await choose(pupil, 'save-voice');
    await pupil.page.waitForSelector(`${id('tile')}:not([data-self="true"]) video`);
    await until(
      'the tutor to send again',
      async () => (await rows(tutor, 'outbound-rtp', 'video'))?.active === true,
      kPatientMs,
    );
  });
  await step('little data: what comes is small', async () => {
    await choose(pupil, 'save-low');
    const row = await until(
      'a small picture',
      async () => {
        const now = await rows(tutor, 'outbound-rtp', 'video');
        return now?.frameHeight > 0 && now.frameHeight <= 200 && now;
      },
      kPatientMs,
    );
    return `${row.frameWidth}x${row.frameHeight}`;
  });
  await step('the dialog on a phone fits and passes axe', async () => {
    await openDevices(pupil);
    const found = await violations(pupil.page);
    if (found.length > 0) throw new Error(found.join('; '));
    if ((await tooWide(pupil.page)) > 0) throw new Error('too wide');
    await pupil.page.locator(id('saving-low')).scrollIntoViewIfNeeded();
    if (!(await pupil.page.isChecked(id('saving-low')))) throw new Error('not what was chosen');
    if (shots) await pupil.shot(shots, 'sound-dialog');
  });
}

async function documentCamera({ open, tutor, shots }) {
  const phone = await open('phone', kPhone);
  await step('a phone reads a code, comes in without sound, and shares what it sees', async () => {
    await openDevices(tutor);
    await press(tutor, id('second-device'));
    await tutor.page.waitForSelector('.second-code .qr');
    await tutor.page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        window.testCopied = text;
      };
    });
    await press(tutor, id('second-link'));
    const link = await until('the link', () => tutor.page.evaluate(() => window.testCopied));
    const found = await violations(tutor.page);
    if (found.length > 0) throw new Error(found.join('; '));
    if (shots) {
      await tutor.page.locator('.second-code .qr').scrollIntoViewIfNeeded();
      await tutor.shot(shots, 'sound-second');
    }
    await tutor.page.keyboard.press('Escape');
    await phone.page.goto(link);
    await phone.page.waitForSelector(id('lobby-name'));
    await enter(phone);
    const screen = `${id('screen-tile')}[aria-label*="Tina Tutor – camera"]`;
    await tutor.page.waitForSelector(screen, { timeout: kPatientMs });
    await until(
      'its picture',
      () =>
        tutor.page.evaluate(
          (name) => document.querySelector(`${name} video`)?.videoWidth > 0,
          screen,
        ),
      kPatientMs,
    );
    const asked = await phone.page.evaluate(() => window.testAsked);
    if (asked.some(({ audio }) => audio)) throw new Error('it asked for a microphone');
    if (asked.at(-1).video.facingMode.ideal !== 'environment') throw new Error('not the rear one');
    if ((await phone.page.locator('audio').count()) > 0) throw new Error('it makes sounds');
    if (shots) for (const person of [tutor, phone]) await person.shot(shots, 'sound-document');
  });
  await step('it ends by the phone’s menu', async () => {
    await choose(phone, 'share-camera');
    await tutor.page.waitForSelector(id('screen-tile'), { state: 'detached' });
  });
}

/** The whole story. */
export async function sound({ open, signIn, origin, shots }) {
  const tutor = await open('tutor', kDesktop);
  await signIn(tutor, origin);
  const link = await createMeeting(tutor, origin, 'Violin');
  await tutor.page.click(id('start-meeting'));
  await enter(tutor);
  const pupil = await open('pupil', kPhone);
  await pupil.page.goto(link);
  await pupil.page.waitForSelector(id('lobby-name'));
  await enter(pupil, { name: 'Paul' });
  await tutor.page.waitForSelector(`${id('tile')}[aria-label="Paul"]`);
  const all = { tutor, pupil, shots };
  await music(all);
  await voiceOnly(all);
  await documentCamera({ open, ...all });
}
