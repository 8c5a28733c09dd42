// SPDX-License-Identifier: MIT
// A short sound from the chosen speaker. It is made here; the policy of the page lets no sound file
// of elsewhere in, and none is needed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Volume2 } from 'lucide-preact';
import { Button } from '../components/button';
import { t } from '../i18n';

type SinkElement = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Three notes upwards, so that nobody takes it for an error. */
const kNotes = [523, 659, 784];
const kNoteSeconds = 0.28;
const kShownMs = 3_000;

/** Through an audio element, because only elements go to a chosen speaker in every browser. */
async function playTest(speakerId: string): Promise<() => void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const audio: SinkElement = new Audio();
  audio.srcObject = out.stream;
  await audio.setSinkId?.(speakerId).catch(() => undefined);
  await audio.play();
  kNotes.forEach((hertz, index) => {
    const begin = context.currentTime + 0.1 + index * kNoteSeconds;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(0.25, begin + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, begin + kNoteSeconds);
    tone.connect(gain).connect(out);
    tone.start(begin);
    tone.stop(begin + kNoteSeconds);
  });
  return () => {
    audio.srcObject = null;
    void context.close();
  };
}

export function SpeakerTest({ speakerId }: { speakerId: string }) {
  const [playing, setPlaying] = useState(false);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => setPlaying(false), kShownMs);
    return () => {
      clearTimeout(timer);
      stop.current();
      stop.current = () => undefined;
    };
  }, [playing]);
  const test = async (): Promise<void> => {
    setPlaying(false);
    try {
      stop.current = await playTest(speakerId);
      setPlaying(true);
    } catch {
      setPlaying(false);
    }
  };
  return (
    <div class="row speaker-test">
      <Button onClick={() => void test()} data-testid="speaker-test">
        <Volume2 size={20} aria-hidden />
        {t('lobby.speaker.test')}
      </Button>
      <span role="status" class="muted">
        {playing && t('lobby.speaker.playing')}
      </span>
    </div>
  );
}
