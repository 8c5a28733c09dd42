// SPDX-License-Identifier: MIT
// SenderLimits: what the senders of one connection may send, as the plan says or, before there is
// one, as the number of people says.
import type { Outgoing, Plan } from './adaptation';
import {
  applyLimit,
  cameraLimit,
  cameraShare,
  screenLimit,
  screenShare,
  type Want,
} from './quality';
import type { LocalMedia, SenderSlots } from './slots';
import { applySpeech } from './speech';

export class SenderLimits {
  private peers = 1;
  private want: Want | null = null;
  private plan: Plan | null = null;
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
    const { screen: stream, video } = this.local();
    const [screen] = stream?.getVideoTracks() ?? [];
    return {
      want: this.want,
      captured: video?.getSettings().height ?? 0,
      screen: screen !== undefined,
      film: screen?.contentHint === 'motion',
    };
  }

  apply(): Promise<void> {
    this.queue = this.queue.then(() => this.applyPlan());
    return this.queue;
  }

  private currentPlan({ want, captured, film }: Outgoing): Plan {
    return (
      this.plan ?? {
        camera: cameraLimit(cameraShare(this.peers), want, captured),
        screen: screenLimit(screenShare(this.peers), film, want?.screen),
        redundant: false,
      }
    );
  }

  private async applyPlan(): Promise<void> {
    const { microphoneSender, cameraSender, screenSender } = this.slots();
    const out = this.outgoing();
    const { camera, screen, redundant } = this.currentPlan(out);
    try {
      if (microphoneSender) await applySpeech(microphoneSender, redundant);
      if (cameraSender) await applyLimit(cameraSender, camera, 'balanced');
      if (screenSender)
        await applyLimit(
          screenSender,
          screen,
          out.film ? 'maintain-framerate' : 'maintain-resolution',
        );
    } catch (error) {
      // The browser may refuse between two negotiations; the next negotiation sets the limits
      // again.
      console.debug('rtc: limits not applied', error);
    }
  }
}
