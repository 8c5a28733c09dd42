// SPDX-License-Identifier: MIT
// Back and reload in a room, and the ways to a browser's permissions.
import { describe, expect, it } from 'vitest';
import { shownDevice } from '../../src/ui/components/device_pickers';
import { isReload, kTicketMs, ReturnTicket } from '../../src/ui/join/return_ticket';
import { platformOf, secureAddress, systemOf } from '../../src/ui/lobby/platform';
import { Router } from '../../src/ui/router';

class FakeWindow extends EventTarget {
  entries: { path: string; state: unknown }[] = [{ path: '/', state: null }];
  at = 0;
  readonly document = new EventTarget();
  readonly history = {
    pushState: (state: unknown, _title: string, path: string) => {
      this.entries = [...this.entries.slice(0, this.at + 1), { path, state }];
      this.at += 1;
    },
    replaceState: (state: unknown, _title: string, path: string) => {
      this.entries[this.at] = { path, state };
    },
    back: () => this.step(-1),
    get state(): unknown {
      return null;
    },
  };

  constructor() {
    super();
    Object.defineProperty(this.history, 'state', { get: () => this.entries[this.at]?.state });
  }

  get location(): { pathname: string; search: string } {
    return { pathname: this.entries[this.at]?.path ?? '/', search: '' };
  }

  scrollTo(): void {}

  step(by: number): void {
    this.at = Math.max(0, Math.min(this.entries.length - 1, this.at + by));
    this.dispatchEvent(new Event('popstate'));
  }
}

describe('a page that is held', () => {
  it('asks at each step back, and stays', () => {
    const window_ = new FakeWindow();
    const router = new Router(window_ as unknown as Window);
    router.go('/j/kabo-rine-tuda');
    let asked = 0;
    router.hold(() => (asked += 1));
    window_.step(-1);
    window_.step(-1);
    expect(asked).toBe(2);
    expect(router.route.value).toEqual({ page: 'join', code: 'kabo-rine-tuda' });
  });

  it('leaves the way back as it was once it lets go', () => {
    const window_ = new FakeWindow();
    const router = new Router(window_ as unknown as Window);
    router.go('/j/kabo-rine-tuda');
    let asked = 0;
    const release = router.hold(() => (asked += 1));
    release();
    release();
    expect(router.route.value).toEqual({ page: 'join', code: 'kabo-rine-tuda' });
    window_.step(-1);
    expect([asked, router.route.value]).toEqual([0, { page: 'home' }]);
  });
});

describe('ReturnTicket', () => {
  class Store {
    readonly values = new Map<string, string>();
    getItem = (key: string): string | null => this.values.get(key) ?? null;
    setItem = (key: string, value: string): void => void this.values.set(key, value);
    removeItem = (key: string): void => void this.values.delete(key);
  }
  const kTicket = { name: 'Sam', microphone: false, camera: true };

  it('brings a person back once, as they were', () => {
    const ticket = new ReturnTicket(new Store(), 'kabo', () => 1_000);
    ticket.save(kTicket);
    expect(ticket.take()).toEqual(kTicket);
    expect(ticket.take()).toBeNull();
  });

  it('is worth nothing after the person left, after a while, and in another meeting', () => {
    const store = new Store();
    let now = 0;
    const ticket = new ReturnTicket(store, 'kabo', () => now);
    ticket.save(kTicket);
    ticket.clear();
    expect(ticket.take()).toBeNull();
    ticket.save(kTicket);
    now = kTicketMs + 1;
    expect(ticket.take()).toBeNull();
    ticket.save(kTicket);
    expect(new ReturnTicket(store, 'other', () => now).take()).toBeNull();
  });

  it('takes nothing that it did not write', () => {
    const store = new Store();
    for (const text of ['nonsense', '{}', '[]', '"x"', '{"name":3,"at":1}']) {
      store.setItem('lectern.room.kabo', text);
      expect(new ReturnTicket(store, 'kabo', () => 1).take(), text).toBeNull();
    }
  });

  it('tells a reload from a link and from Back', () => {
    const loaded = (type: string): Performance =>
      ({ getEntriesByType: () => [{ type }] }) as unknown as Performance;
    const page = (wasDiscarded: boolean): Document => ({ wasDiscarded }) as unknown as Document;
    expect(isReload(loaded('reload'), page(false))).toBe(true);
    expect(isReload(loaded('navigate'), page(false))).toBe(false);
    expect(isReload(loaded('back_forward'), page(false))).toBe(false);
    expect(isReload(loaded('navigate'), page(true))).toBe(true);
  });
});

describe('platformOf', () => {
  const kMac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
  it.each([
    ['chrome', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36', 0],
    ['chrome', 'Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0', 10],
    ['chrome-android', 'Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36', 5],
    ['firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0],
    ['firefox-android', 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko Firefox/140.0', 5],
    ['safari-mac', `${kMac} Version/18.0 Safari/605.1.15`, 0],
    ['safari-ios', `${kMac} Version/18.0 Safari/605.1.15`, 5],
    ['safari-ios', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1', 5],
    ['ios-other', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) CriOS/130.0 Mobile Safari/604.1', 5],
    ['other', 'curl/8', 0],
  ])('is %s for %s', (platform, agent, touchPoints) => {
    expect(platformOf(agent, touchPoints)).toBe(platform);
  });

  it('knows whose settings refuse a whole browser', () => {
    expect(systemOf(`${kMac} Chrome/130.0`)).toBe('system-mac');
    expect(systemOf('Mozilla/5.0 (Windows NT 10.0)')).toBe('system-windows');
    expect(systemOf('Mozilla/5.0 (X11; Linux)')).toBe('system-other');
  });

  it('finds the secure address of the same page', () => {
    expect(secureAddress('https://meet.example.org/j/a', '/j/a')).toBe(
      'https://meet.example.org/j/a',
    );
    expect(secureAddress('http://10.0.0.1/j/a', '/j/a')).toBeNull();
    expect(secureAddress('', '/j/a')).toBeNull();
  });
});

describe('shownDevice', () => {
  const devices = ['usb', 'default', 'built-in'].map((id) => ({ id, label: id }));

  it('is the chosen one, else the browser’s default, else the first: never nothing', () => {
    expect(shownDevice(devices, 'built-in')).toBe('built-in');
    expect(shownDevice(devices, '')).toBe('default');
    expect(shownDevice(devices, 'unplugged')).toBe('default');
    expect(shownDevice(devices.slice(0, 1), '')).toBe('usb');
    expect(shownDevice([], 'x')).toBe('');
  });
});
