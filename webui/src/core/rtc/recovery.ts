// SPDX-License-Identifier: MIT
// Recovery: when a connection is tried again, and how: an ICE restart with fresh credentials, then
// relay only, then a new connection.
import type { Cancel, Clock } from '../clock';

export const kDisconnectedMs = 3_000;
export const kRecoveryMs = 12_000;

export interface RecoveryDeps {
  readonly clock: Clock;
  connection(): RTCPeerConnection;
  closed(): boolean;
  signalingUp(): boolean;
  refreshIce(): Promise<void>;
  configuration(relayOnly: boolean): RTCConfiguration;
  sendLocalDescription(): void;
  replaceConnection(): void;
}

export class Recovery {
  /** Signaling was down when something had to be sent. */
  private pending = false;
  private restarting = false;
  private tries = 0;
  private cancelDisconnected: Cancel = () => undefined;
  private cancelRecovery: Cancel = () => undefined;

  constructor(private readonly deps: RecoveryDeps) {}

  /** The connection was up, or was tried, before. */
  get underway(): boolean {
    return this.tries > 0;
  }

  /** A candidate was lost with the socket; a restart sends them again. */
  missed(): void {
    this.pending = true;
  }

  onState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.stop();
      this.tries = 0;
      this.pending = false;
    } else if (state === 'disconnected') {
      this.cancelDisconnected();
      this.cancelDisconnected = this.deps.clock.after(kDisconnectedMs, () => void this.restart());
    } else if (state === 'failed') {
      void this.restart();
    }
  }

  /** If the connection is not up in time, takes the next stage. */
  watch(): void {
    this.cancelRecovery();
    this.cancelRecovery = this.deps.clock.after(kRecoveryMs, () => {
      if (!this.connected) void this.restart();
    });
  }

  /** Signaling is back. Messages on their way may be lost, so this sends them again. */
  signalingRestored(): void {
    const { connectionState, signalingState } = this.deps.connection();
    if (this.pending || connectionState === 'failed' || connectionState === 'disconnected')
      void this.restart();
    else if (signalingState === 'have-local-offer') this.deps.sendLocalDescription();
  }

  /**
   * This device has another network now. A browser notices seconds later that the old way is dead;
   * new candidates find the new one at once, and the old one serves until then.
   */
  async networkChanged(): Promise<void> {
    const { deps } = this;
    if (!this.connected) return this.restart();
    // Signaling comes over the new network in a moment, and says when it is there.
    if (!deps.signalingUp() || !deps.connection().remoteDescription || this.restarting) return;
    await this.refresh();
    if (deps.closed()) return;
    deps.connection().setConfiguration(deps.configuration(false));
    deps.connection().restartIce();
  }

  stop(): void {
    this.cancelDisconnected();
    this.cancelRecovery();
  }

  private get connected(): boolean {
    return this.deps.connection().connectionState === 'connected';
  }

  private async refresh(): Promise<void> {
    this.restarting = true;
    await this.deps.refreshIce();
    this.restarting = false;
  }

  private async restart(): Promise<void> {
    const { deps } = this;
    this.cancelDisconnected();
    this.watch();
    if (!deps.signalingUp()) {
      this.pending = true;
      return;
    }
    if (this.restarting) return;
    this.pending = false;
    await this.refresh();
    if (deps.closed() || this.connected) return;
    this.tries += 1;
    const stage = (this.tries - 1) % 3;
    const pc = deps.connection();
    if (stage === 2 || pc.signalingState === 'closed') return deps.replaceConnection();
    // Without a negotiation there is no transport whose ICE could restart.
    if (!pc.remoteDescription && pc.signalingState === 'have-local-offer')
      return deps.sendLocalDescription();
    pc.setConfiguration(deps.configuration(stage === 1));
    pc.restartIce();
  }
}
