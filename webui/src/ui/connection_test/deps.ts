// SPDX-License-Identifier: MIT
// What the connection test gets from this browser and from the server.
import type { ApiClient } from '../../core/api/client';
import { systemClock } from '../../core/clock';
import type { TestDeps } from '../../core/connection_test/connection_test';
import { stopAll, type CaptureKind } from '../../core/media/capture';
import { troubleOf, type MediaTrouble } from '../../core/media/devices';
import { iceServer } from '../../core/protocol/decode';
import { err, ok, type Result } from '../../core/result';
import type { Env } from '../env';
import { openSiteSocket } from '../site_socket';

/** Under this name a guest is known who only tests; nobody takes a seat. */
const kGuestName = 'Connection test';

async function device(kind: CaptureKind): Promise<Result<string, MediaTrouble>> {
  const source = navigator.mediaDevices as MediaDevices | undefined;
  if (!source) return err('insecure');
  try {
    const stream = await source.getUserMedia(kind === 'audio' ? { audio: true } : { video: true });
    const label = stream.getTracks()[0]?.label ?? '';
    stopAll(stream);
    return ok(label);
  } catch (error) {
    return err(troubleOf(error));
  }
}

type Speaker = Result<ApiClient, { readonly code: string }>;

/** As the account; else as a guest of the lesson with this code; else nobody can be asked. */
async function speaker(env: Env, code: string): Promise<Speaker | null> {
  if (env.user.value) return ok(env.api);
  if (code === '') return null;
  const api = env.guestApi(code);
  if (api.session.load()) return ok(api);
  const guest = await api.guest(code, kGuestName);
  return guest.ok ? ok(api) : err(guest.error);
}

export function testDeps(env: Env, code: string): TestDeps {
  const Peer = window.RTCPeerConnection as typeof RTCPeerConnection | undefined;
  return {
    clock: systemClock,
    newPeer: Peer ? (configuration) => new Peer(configuration) : null,
    secure: window.isSecureContext,
    device,
    askApi: () => env.api.site(),
    openSocket: openSiteSocket,
    iceServers: async () => {
      const api = await speaker(env, code);
      if (!api?.ok) return api;
      return api.value.call('GET', '/api/ice-servers', undefined, (fields) =>
        fields.list('ice_servers', iceServer),
      );
    },
  };
}
