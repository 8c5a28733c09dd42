// SPDX-License-Identifier: MIT
// SenderLimits: what the senders of one connection may send, as the plan says or, before there is
// one, as the number of people says.
import type { Outgoing, Plan } from './adaptation';
import { applyCodec, type Codec } from './codecs';
import {
  applyLimit,
  cameraLimit,
  cameraShare,
  screenLimit,
  screenShare,
  type Want,
} from './quality';
import type { LocalMedia, SenderSlots } from './slots';
import { applySpeech, musicBits } from './speech';

/** What of a wish is met where data are saved. */
function smaller(want: Want | null): Want {
  const { height, rate } = want ?? { height: Infinity, rate: Infinity };
  return { ...want, height: Math.min(height, 270), rate: Math.min(rate, 15) };
}

export class SenderLimits {
  private peers = 1;
  private want: Want | null = null;
  private plan: Plan | null = null;
  private readonly asked = new WeakMap<RTCRtpSender, Codec>();
  /** The browser takes one change of a sender's limits at a time. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly slots: () => SenderSlots,
    private readonly local: () => LocalMedia,
  ) {}

  setPeerCount(peers: number): void {
    this.peers = peers;
    void this.apply();
  }

  setWant(want: Want): void {
    this.want = want;
    void this.apply();
  }

  setPlan(plan: Plan): void {
    this.plan = plan;
    void this.apply();
  }

  outgoing(): Outgoing {
    const { screen: stream, video, low } = this.local();
    const [screen] = stream?.getVideoTracks() ?? [];
    return {
      want: low ? smaller(this.want) : this.want,
      captured: video?.getSettings().height ?? 0,
      screen: screen !== undefined,
      film: screen?.contentHint === 'motion',
    };
  }

  apply(): Promise<void> {
    this.queue = this.queue.then(() => this.applyPlan());
    return this.queue;
  }

  /** A browser that does not let pages choose is asked once, not every two seconds. */
  private async useCodec(sender: RTCRtpSender, codec: Codec): Promise<void> {
    if (this.asked.get(sender) === codec || !sender.getParameters().codecs?.length) return;
    this.asked.set(sender, codec);
    await applyCodec(sender, codec);
  }

  private currentPlan({ want, captured, film }: Outgoing): Plan {
    return (
      this.plan ?? {
        camera: cameraLimit(cameraShare(this.peers), want, captured),
        screen: screenLimit(screenShare(this.peers), film, want?.screen),
        redundant: false,
        codec: 'VP8',
      }
    );
  }

  private async applyPlan(): Promise<void> {
    const { microphoneSender, cameraSender, screenSender } = this.slots();
    const out = this.outgoing();
    const { camera, screen, redundant, codec } = this.currentPlan(out);
    try {
      const bits = this.local().music ? musicBits(this.peers) : null;
      // Music fills a line as it is: twice would lose more than it saves.
      if (microphoneSender)
        await applySpeech(microphoneSender, redundant && bits === null, bits);
      if (cameraSender) await applyLimit(cameraSender, camera, 'balanced');
      if (screenSender)
        await applyLimit(
          screenSender,
          screen,
          out.film ? 'maintain-framerate' : 'maintain-resolution',
        );
      for (const sender of [cameraSender, screenSender])
        if (sender) await this.useCodec(sender, codec);
    } catch (error) {
      // The browser may refuse between two negotiations; the next negotiation sets the limits
      // again.
      console.debug('rtc: limits not applied', error);
    }
  }
}
