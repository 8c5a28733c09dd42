// SPDX-License-Identifier: MIT
// Adaptation: measures all links every two seconds and gives each its share: by the number of
// people, by what each of them shows, by what the link and this computer take. One loop for all.
import type { Cancel, Clock } from '../clock';
import { mostListeners } from './audience';
import { capacityOf, type Capacity } from './capacity';
import { chooseCodec, type Codec, type Encoders } from './codecs';
import {
  isStrained,
  kFreshCpu,
  newLadder,
  nextCpu,
  nextLadder,
  wantsRedundancy,
  type CpuLadder,
  type LinkLadder,
  type Sample,
} from './ladder';
import {
  bitsFor,
  cameraLimit,
  cameraShare,
  kBesideScreen,
  screenLimit,
  screenShare,
  shares,
  type SenderLimit,
  type Want,
} from './quality';
import { countersOf, sampleOf, type Counters } from './samples';

export const kSampleMs = 2_000;

/** What one link sends from now on. */
export interface Plan {
  readonly camera: SenderLimit;
  readonly screen: SenderLimit;
  /** Speech goes twice. */
  readonly redundant: boolean;
  readonly codec: Codec;
}

/** What the link tells of itself. */
export interface Outgoing {
  readonly want: Want | null;
  /** Height of the camera's picture; 0: there is none. */
  readonly captured: number;
  readonly screen: boolean;
  readonly film: boolean;
}

export interface AdaptedLink {
  outgoing(): Outgoing;
  setPlan(plan: Plan): void;
  statistics(): Promise<Iterable<readonly [string, unknown]>>;
}

interface State {
  ladder: LinkLadder;
  counters: Counters | null;
  sample: Sample | null;
  /** What it was given for pictures, bits per second. */
  given: number;
  redundant: boolean;
}

/** Camera and screen of one link, within what it takes. */
function planFor(
  out: Outgoing,
  share: number,
  state: State,
  { peers, cpuLevel }: Encoders,
  codec: Codec,
): Plan {
  const { cap } = state.ladder;
  const seen = out.screen && out.want?.screen !== 0;
  const screenBits = seen ? Math.min(screenShare(peers), cap) : 0;
  // The screen is what the lesson is about: the face gets what is left.
  const left = seen ? Math.max(0, cap - screenBits) : cap;
  return {
    camera: cameraLimit(Math.min(share, left), out.want, out.captured, cpuLevel),
    screen: screenLimit(screenBits, out.film, out.want?.screen),
    redundant: state.redundant,
    codec,
  };
}

/** The face beside an own screen is small, whatever the others show. */
function needOf(out: Outgoing, cap: number): number {
  const need = out.want ? bitsFor(out.want) : cameraShare(1);
  return Math.min(need, cap, out.screen ? kBesideScreen : Infinity);
}

export class Adaptation<Link extends AdaptedLink> {
  private readonly states = new Map<Link, State>();
  private cpu: CpuLadder = kFreshCpu;
  private cancel: Cancel = () => undefined;
  private running = false;
  private codec: Codec | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly links: () => readonly Link[],
    private readonly cores: number,
  ) {}

  /** People came or went, or what they show is different: shares again at once. */
  changed(): void {
    const links = this.links();
    for (const link of this.states.keys()) if (!links.includes(link)) this.states.delete(link);
    this.share(links);
    if (links.length === 0) this.stop();
    else if (!this.running) {
      this.running = true;
      this.next();
    }
  }

  stop(): void {
    this.running = false;
    this.cancel();
  }

  capacity(): Capacity {
    const states = [...this.states.values()];
    return capacityOf({
      samples: states.flatMap(({ sample }) => (sample ? [sample] : [])),
      cpuLevel: this.cpu.level,
      cores: this.cores,
      paused: states.filter(({ ladder }) => ladder.cap === 0).length,
    });
  }

  /** How many listeners of a lecture this line and this computer carry. */
  audience(what: { readonly video: boolean; readonly speakers: number }): number {
    const states = [...this.states.values()];
    return mostListeners({
      ...what,
      samples: states.flatMap(({ sample }) => (sample ? [sample] : [])),
      links: states.length,
      strained: this.cpu.level > 0 || states.some(({ ladder }) => isStrained(ladder)),
      cores: this.cores,
    });
  }

  private next(): void {
    this.cancel = this.clock.after(kSampleMs, () => void this.measure());
  }

  private async measure(): Promise<void> {
    const links = this.links();
    await Promise.all(links.map((link) => this.measureOne(link)));
    if (!this.running) return;
    const samples = links.flatMap((link) => this.states.get(link)?.sample ?? []);
    this.cpu = nextCpu(this.cpu, samples, this.clock.now());
    this.share(this.links());
    this.next();
  }

  private async measureOne(link: Link): Promise<void> {
    const state = this.stateOf(link);
    try {
      const counters = countersOf(await link.statistics(), this.clock.now());
      const before = state.counters;
      state.counters = counters;
      if (!before) return;
      state.sample = sampleOf(counters, before);
      state.ladder = nextLadder(state.ladder, state.sample, state.given, counters.at);
      state.redundant = wantsRedundancy(state.redundant, state.sample, state.ladder);
    } catch {
      // A connection that closes while it is asked tells nothing.
    }
  }

  private stateOf(link: Link): State {
    const known = this.states.get(link);
    if (known) return known;
    const state: State = {
      ladder: newLadder(this.clock.now()),
      counters: null,
      sample: null,
      given: cameraShare(1),
      redundant: false,
    };
    this.states.set(link, state);
    return state;
  }

  private share(links: readonly Link[]): void {
    const peers = links.length;
    const all = links.map((link) => ({ link, out: link.outgoing(), state: this.stateOf(link) }));
    const given = shares(
      cameraShare(peers) * peers,
      all.map(({ out, state }) => needOf(out, state.ladder.cap)),
    );
    const encoders = { peers, cores: this.cores, cpuLevel: this.cpu.level };
    this.codec = chooseCodec(this.codec, encoders);
    all.forEach(({ link, out, state }, index) => {
      const plan = planFor(out, given[index] ?? 0, state, encoders, this.codec ?? 'VP8');
      state.given =
        (plan.camera.active ? plan.camera.maxBitrate : 0) +
        (out.screen && plan.screen.active ? plan.screen.maxBitrate : 0);
      link.setPlan(plan);
    });
  }
}
