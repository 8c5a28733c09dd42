// SPDX-License-Identifier: MIT
// The browser's services for the pages, put together once in main.tsx and handed down by context.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiClient } from '../core/api/client';
import { SessionStore } from '../core/api/session';
import type { Site, User } from '../core/api/types';
import { systemClock } from '../core/clock';
import { readIceSettings, type IceSettings } from '../core/rtc/ice';
import { Live } from './live/live';
import { Preferences } from './preferences';
import { Router } from './router';
import { openSiteSocket } from './site_socket';
import { lasting, ofTab } from './storage';

export interface Env {
  readonly router: Router;
  /** Speaks as the account that is signed in here, if any. */
  readonly api: ApiClient;
  /** Speaks as the guest of one meeting; the tokens live in this tab only. */
  guestApi(code: string): ApiClient;
  readonly user: ReadonlySignal<User | null>;
  readonly site: Signal<Site | null>;
  readonly preferences: Preferences;
  readonly iceSettings: IceSettings;
  /** What happens to the person's meetings, outside the room. */
  readonly live: Live;
}

/** A request that takes longer has failed: its connection is silent. */
const kRequestMs = 15_000;
const kLocks = 'lectern.refresh';

/** Browsers without locks (or pages without https) have to live with a small race between tabs. */
function exclusive<T>(action: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? (locks.request(kLocks, action) as Promise<T>) : action();
}

export function createEnv(): Env {
  const client = (session: SessionStore): ApiClient =>
    new ApiClient({
      fetch: (url, init) => window.fetch(url, init),
      deadline: () => AbortSignal.timeout(kRequestMs),
      session,
      exclusive,
    });

  const account = new SessionStore(lasting, 'lectern.account');
  const user = signal<User | null>(account.load()?.user ?? null);
  account.onChange = (tokens) => (user.value = tokens?.user ?? null);
  window.addEventListener('storage', (event) => {
    if (event.key === 'lectern.account') user.value = account.load()?.user ?? null;
  });

  const api = client(account);
  const live = new Live({
    clock: systemClock,
    random: Math.random,
    openSocket: openSiteSocket,
    token: async () => {
      // This renews a token that is old.
      await api.me();
      return account.load()?.access ?? null;
    },
    load: () => import('../core/signaling/connection'),
  });

  return {
    router: new Router(window),
    api,
    live,
    guestApi: (code) => client(new SessionStore(ofTab, `lectern.guest.${code}`)),
    user,
    site: signal<Site | null>(null),
    preferences: new Preferences(lasting),
    iceSettings: readIceSettings((key) => lasting.getItem(key)),
  };
}

export const EnvContext = createContext<Env | null>(null);

export function useEnv(): Env {
  const env = useContext(EnvContext);
  if (!env) throw new Error('EnvContext is missing above this component');
  return env;
}
