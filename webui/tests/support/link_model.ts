// SPDX-License-Identifier: MIT
// A model of links: one uplink that all connections of a browser share, a downlink of each other
// person, a queue in front of each, and in every connection the congestion control that browsers
// have (it backs off at loss or delay, and creeps up again). Time is the test's.
import type { AdaptedLink, Outgoing, Plan } from '../../src/core/rtc/adaptation';
import type { Want } from '../../src/core/rtc/quality';
import type { FakeClock } from './fake_clock';

const kStepMs = 100;
/** Opus at 32 kbit/s with its headers, fifty packets a second. */
export const kSpeech = 48_000;
const kBaseRttMs = 40;
/** A router keeps about a second. */
const kQueueSeconds = 1;
const kStartEstimate = 300_000;

/** A bottleneck: what is more than it carries waits, and then is lost. */
class Pipe {
  private queued = 0;
  lost = 0;
  delayMs = 0;

  constructor(public bits: number) {}

  /** Returns the part that is lost. */
  pass(offered: number): number {
    const seconds = kStepMs / 1000;
    const room = this.bits * kQueueSeconds;
    this.queued = Math.max(0, this.queued + (offered - this.bits) * seconds);
    const over = Math.max(0, this.queued - room);
    this.queued -= over;
    this.delayMs = (this.queued / this.bits) * 1000;
    this.lost = offered > 0 ? Math.min(1, over / (offered * seconds)) : 0;
    return this.lost;
  }
}

export class ModelLink implements AdaptedLink {
  plan: Plan | null = null;
  want: Want | null = null;
  screen = false;
  film = false;
  /** The computer cannot encode so much. */
  slow = false;
  readonly down: Pipe;
  rttMs = kBaseRttMs;
  loss = 0;
  bytes = 0;
  encodeSeconds = 0;
  private estimate = kStartEstimate;
  private lossOfReport = 0;

  constructor(downBits: number) {
    this.down = new Pipe(downBits);
  }

  outgoing(): Outgoing {
    return { want: this.want, captured: 720, screen: this.screen, film: this.film };
  }

  setPlan(plan: Plan): void {
    this.plan = plan;
  }

  get allowed(): number {
    const { camera, screen } = this.plan ?? {};
    return (
      (camera?.active ? camera.maxBitrate : 0) +
      (this.screen && screen?.active ? screen.maxBitrate : 0)
    );
  }

  /** What goes out now: pictures within limit and estimate, and speech, twice if it is so told. */
  get offered(): number {
    return this.pictures + kSpeech * (this.plan?.redundant ? 1.7 : 1);
  }

  get pictures(): number {
    // Browsers send a little even if their estimate is lower.
    return Math.min(this.allowed, Math.max(30_000, this.estimate - kSpeech));
  }

  /** One step with what the uplink did to it. */
  step(uplinkLoss: number, uplinkDelayMs: number): void {
    const lost = 1 - (1 - uplinkLoss) * (1 - this.down.pass(this.offered));
    this.loss = lost;
    this.rttMs = kBaseRttMs + uplinkDelayMs + this.down.delayMs;
    this.lossOfReport = this.lossOfReport * 0.9 + lost * 0.1;
    this.bytes += (this.pictures * kStepMs) / 8000;
    this.encodeSeconds += (this.pictures / 1_700_000) * 0.02 * (kStepMs / 1000) * 10;
    const bad = lost > 0.1 || this.rttMs > kBaseRttMs + 250;
    const grown = this.estimate * (bad ? 0.97 : 1.01);
    // Nothing tells more than what was tried.
    this.estimate = Math.min(grown, Math.max(kStartEstimate, 1.6 * (this.pictures + kSpeech)));
  }

  async statistics(): Promise<Iterable<readonly [string, unknown]>> {
    const limited = this.slow
      ? 'cpu'
      : this.allowed > 0 && this.estimate - kSpeech < this.allowed * 0.95
        ? 'bandwidth'
        : 'none';
    return [
      [
        'pair',
        {
          type: 'candidate-pair',
          nominated: true,
          state: 'succeeded',
          availableOutgoingBitrate: this.estimate,
          currentRoundTripTime: this.rttMs / 1000,
        },
      ],
      [
        'out',
        {
          type: 'outbound-rtp',
          kind: 'video',
          bytesSent: this.bytes,
          totalEncodeTime: this.encodeSeconds,
          qualityLimitationReason: limited,
        },
      ],
      ['in', { type: 'remote-inbound-rtp', fractionLost: this.lossOfReport }],
    ];
  }
}

export interface Moment {
  readonly seconds: number;
  /** The worst that speech met on any link. */
  readonly loss: number;
  readonly rttMs: number;
  readonly pictures: readonly number[];
}

/** All connections of one browser behind one uplink. */
export class Uplink {
  readonly pipe: Pipe;
  private seconds = 0;

  constructor(
    bits: number,
    readonly links: readonly ModelLink[],
    private readonly clock: FakeClock,
    private readonly settle: () => Promise<void>,
  ) {
    this.pipe = new Pipe(bits);
  }

  async run(seconds: number): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    for (let step = 0; step < (seconds * 1000) / kStepMs; step += 1) {
      const lost = this.pipe.pass(this.links.reduce((sum, link) => sum + link.offered, 0));
      for (const link of this.links) link.step(lost, this.pipe.delayMs);
      this.clock.advance(kStepMs);
      await this.settle();
      this.seconds += kStepMs / 1000;
      moments.push({
        seconds: this.seconds,
        loss: Math.max(...this.links.map(({ loss }) => loss)),
        rttMs: Math.max(...this.links.map(({ rttMs }) => rttMs)),
        pictures: this.links.map(({ pictures }) => pictures),
      });
    }
    return moments;
  }
}
