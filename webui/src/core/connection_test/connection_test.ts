// SPDX-License-Identifier: MIT
// ConnectionTest: runs all checks one after the other and tells of each as it is done. What needs a
// relay's credentials is left out where the person has none.
import type { Clock } from '../clock';
import type { CaptureKind } from '../media/capture';
import type { MediaTrouble } from '../media/devices';
import type { IceServer } from '../protocol/messages';
import type { Result } from '../result';
import type { SocketLike } from '../signaling/contract';
import { probeAddresses } from './address_probe';
import type { CheckId, Finding, Findings } from './checks';
import { probeLink } from './link_probe';
import { overTransport, probeRelay, type RelayProbeDeps, type Transport } from './relay_probe';
import { kSlowMs, probeSocket } from './socket_probe';

export interface TestDeps {
  readonly clock: Clock;
  /** Absent where the browser cannot make calls at all. */
  readonly newPeer: RelayProbeDeps['newPeer'] | null;
  /** The page is a secure context, without which no browser gives a microphone. */
  readonly secure: boolean;
  /** Asks the person for the device, and lets it go at once; its name. */
  device(kind: CaptureKind): Promise<Result<string, MediaTrouble>>;
  /** A small request of the API. */
  askApi(): Promise<Result<unknown, { readonly code: string }>>;
  openSocket(): SocketLike;
  /** null: nobody is signed in, and no lesson is known. */
  iceServers(): Promise<Result<readonly IceServer[], { readonly code: string }> | null>;
}

const kTransports: readonly Transport[] = ['udp', 'tcp', 'tls'];
const kLeftOut: Finding = { verdict: 'unknown', word: 'left-out' };

export class ConnectionTest {
  private stopped = false;
  private found: Findings = {};

  constructor(
    private readonly deps: TestDeps,
    /** `running` is the check that is under way; null: the test is over. */
    private readonly onChange: (findings: Findings, running: CheckId | null) => void,
  ) {}

  /** Nothing is told any more; what is under way ends by itself. */
  stop(): void {
    this.stopped = true;
  }

  async run(): Promise<Findings> {
    await this.check('browser', () => this.browser());
    await this.check('microphone', () => this.device('audio'));
    await this.check('camera', () => this.device('video'));
    await this.check('api', () => this.api());
    await this.check('socket', () => probeSocket(() => this.deps.openSocket(), this.deps.clock));
    await this.relay();
    if (!this.stopped) this.onChange(this.found, null);
    return this.found;
  }

  private note(id: CheckId, finding: Finding): void {
    this.found = { ...this.found, [id]: finding };
  }

  private async check(id: CheckId, look: () => Promise<Finding> | Finding): Promise<Finding> {
    if (this.stopped) return kLeftOut;
    this.onChange(this.found, id);
    const finding = await look();
    this.note(id, finding);
    return finding;
  }

  private browser(): Finding {
    if (!this.deps.secure) return { verdict: 'bad', word: 'insecure' };
    if (!this.deps.newPeer) return { verdict: 'bad', word: 'too-old' };
    return { verdict: 'good', word: 'able' };
  }

  private async device(kind: CaptureKind): Promise<Finding> {
    const device = await this.deps.device(kind);
    if (device.ok) return { verdict: 'good', word: 'there', figures: { name: device.value } };
    // Many have no camera, and it is no alarm.
    return { verdict: device.error === 'missing' ? 'poor' : 'bad', word: device.error };
  }

  private async api(): Promise<Finding> {
    const began = this.deps.clock.now();
    const answer = await this.deps.askApi();
    const ms = Math.round(this.deps.clock.now() - began);
    if (!answer.ok) {
      const { code } = answer.error;
      return { verdict: 'bad', word: 'unreached', figures: { code } };
    }
    return { verdict: ms > kSlowMs ? 'poor' : 'good', word: 'answers', figures: { ms } };
  }

  private async relay(): Promise<void> {
    const { newPeer, clock } = this.deps;
    const servers = newPeer ? await this.deps.iceServers() : null;
    if (!newPeer || servers === null) return this.leaveOut(kLeftOut);
    if (!servers.ok) {
      const { code } = servers.error;
      return this.leaveOut({ verdict: 'unknown', word: 'no-credentials', figures: { code } });
    }
    const deps: RelayProbeDeps = { clock, newPeer };
    const open: Transport[] = [];
    for (const transport of kTransports) {
      const finding = await this.check(transport, () =>
        probeRelay(servers.value, transport, deps),
      );
      if (finding.verdict === 'good') open.push(transport);
    }
    await this.check('ipv6', () => probeAddresses(servers.value, deps));
    await this.link(open, servers.value, deps);
  }

  private leaveOut(finding: Finding): void {
    for (const id of [...kTransports, 'ipv6', 'speech', 'throughput'] as const)
      this.note(id, finding);
  }

  /** Over the first transport that works, which is the one that a call would take. */
  private async link(
    [first]: readonly Transport[],
    servers: readonly IceServer[],
    deps: RelayProbeDeps,
  ): Promise<void> {
    if (this.stopped) return;
    if (!first) {
      this.note('speech', { verdict: 'bad', word: 'silent' });
      this.note('throughput', { verdict: 'bad', word: 'none' });
      return;
    }
    this.onChange(this.found, 'speech');
    const { speech, throughput } = await probeLink(
      overTransport(servers, first),
      deps,
      (finding) => {
        this.note('speech', finding);
        if (!this.stopped) this.onChange(this.found, 'throughput');
      },
    );
    this.note('speech', speech);
    this.note('throughput', throughput);
  }
}
