// SPDX-License-Identifier: MIT
// Which page the address means. History paths; the daemon serves index.html for all of them.
import { signal, type ReadonlySignal } from '@preact/signals';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'signin' }
  | { readonly page: 'register' }
  | { readonly page: 'forgot' }
  | { readonly page: 'reset' }
  | { readonly page: 'verify' }
  | { readonly page: 'meetings' }
  | { readonly page: 'create' }
  | { readonly page: 'join-requests' }
  | { readonly page: 'invitations' }
  | { readonly page: 'meeting'; readonly id: string }
  | { readonly page: 'change'; readonly id: string }
  | { readonly page: 'attendance'; readonly id: string }
  | { readonly page: 'account' }
  | { readonly page: 'recordings' }
  | { readonly page: 'recording'; readonly id: string }
  | { readonly page: 'shared'; readonly token: string }
  | { readonly page: 'test' }
  | { readonly page: 'admin'; readonly part: AdminPart }
  | { readonly page: 'join'; readonly code: string }
  | { readonly page: 'missing' };

export const kAdminParts = [
  'overview',
  'people',
  'meetings',
  'relay',
  'nodes',
  'mail',
  'webhooks',
  'audit',
  'settings',
] as const;
export type AdminPart = (typeof kAdminParts)[number];

/** Whose path is their name. */
const kPages = [
  'signin',
  'register',
  'forgot',
  'reset',
  'verify',
  'create',
  'account',
  'test',
] as const;
const kUnderMeetings = ['create', 'join-requests', 'invitations'] as const;

/**
 * Below /meetings. `join` and `room` are of the older stack's front ends, whose links people saved
 * (docs/older-stack.md).
 */
function parseMeetings(parts: readonly string[]): Route {
  const [first, second] = parts;
  if (first === undefined) return { page: 'meetings' };
  if (first === 'room' || first === 'join') {
    if (second !== undefined && parts.length === 2)
      return { page: 'join', code: normalizeCode(second) };
    return { page: parts.length === 1 ? 'home' : 'missing' };
  }
  const page = kUnderMeetings.find((name) => name === first);
  if (page) return { page: parts.length === 1 ? page : 'missing' };
  const id = decoded(first);
  if (parts.length === 1) return { page: 'meeting', id };
  if (parts.length === 2 && second === 'change') return { page: 'change', id };
  if (parts.length === 2 && second === 'attendance') return { page: 'attendance', id };
  return { page: 'missing' };
}

function parseAdmin(parts: readonly string[]): Route {
  const [first] = parts;
  if (first === undefined) return { page: 'admin', part: 'overview' };
  const part = kAdminParts.find((name) => name === first);
  return part && parts.length === 1 ? { page: 'admin', part } : { page: 'missing' };
}

export function parsePath(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (first === undefined) return { page: 'home' };
  if (first === 'meetings') return parseMeetings(parts.slice(1));
  if (first === 'admin') return parseAdmin(parts.slice(1));
  if (first === 'j' && second !== undefined && parts.length === 2)
    return { page: 'join', code: normalizeCode(second) };
  if (first === 'recordings' && parts.length <= 2)
    return second === undefined
      ? { page: 'recordings' }
      : { page: 'recording', id: decoded(second) };
  if (first === 'r' && second !== undefined && parts.length === 2)
    return { page: 'shared', token: decoded(second) };
  if (parts.length > 1) return { page: 'missing' };
  const page = kPages.find((name) => name === first);
  return { page: page ?? 'missing' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Three words of four letters, held together by dashes, in a text with other words. */
const kCodeInText =
  /(?<![\p{Letter}\p{Number}])[a-z]{4}(?:[-\u2010-\u2015][a-z]{4}){2}(?![\p{Letter}\p{Number}])/iu;

/**
 * People type capitals and spaces, and paste a link with the end of its sentence, with the dashes
 * of a word processor, or a whole invitation: a link counts, else a code with its dashes, else all
 * letters and digits, and everything else separates them. Empty without a usable code.
 */
export function normalizeCode(input: string): string {
  const text = decoded(input).trim();
  const link = /\/j\/([^/?#\s]+)/.exec(text) ?? kCodeInText.exec(text);
  return (link?.[1] ?? link?.[0] ?? text)
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((part) => part !== '')
    .join('-');
}

/** What a link carries behind `#`, which never reaches a server's log. */
export function inFragment(hash: string, name: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get(name);
}

export class Router {
  private readonly current = signal<Route>({ page: 'home' });
  private readonly query = signal('');
  private moves = 0;
  private held: { readonly onBack: () => void; readonly path: string } | null = null;

  constructor(private readonly window_: Window) {
    this.update();
    window_.addEventListener('popstate', () => this.onPopState());
    window_.document.addEventListener('click', (event) => this.onClick(event));
  }

  get route(): ReadonlySignal<Route> {
    return this.current;
  }

  /** "?view=week", or empty. */
  get search(): ReadonlySignal<string> {
    return this.query;
  }

  /** Whether this page was reached from another one of ours, and not by a load of the document. */
  get moved(): boolean {
    return this.moves > 0;
  }

  go(path: string): void {
    this.window_.history.pushState(null, '', path);
    this.moves += 1;
    this.update();
    this.window_.scrollTo(0, 0);
  }

  replace(path: string): void {
    this.window_.history.replaceState(null, '', path);
    this.moves += 1;
    this.update();
  }

  /**
   * The page must not be left by Back without a question: an entry of the history of its own takes
   * the first step back. The returned function lets go.
   */
  hold(onBack: () => void): () => void {
    const { history, location } = this.window_;
    const held = { onBack, path: location.pathname + location.search };
    this.held = held;
    history.pushState({ held: true }, '', held.path);
    return () => {
      if (this.held !== held) return;
      this.held = null;
      const state = history.state as { held?: boolean } | null;
      // So that the next step back leads where it did before.
      if (state?.held) history.back();
    };
  }

  private onPopState(): void {
    this.moves += 1;
    if (!this.held) return this.update();
    this.window_.history.pushState({ held: true }, '', this.held.path);
    this.held.onBack();
  }

  private update(): void {
    const next = parsePath(this.window_.location.pathname);
    this.query.value = this.window_.location.search;
    // The same page with another query is not a new page.
    if (JSON.stringify(next) !== JSON.stringify(this.current.value)) this.current.value = next;
  }

  /** Plain links to our own pages do not load the page anew. */
  private onClick(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element | null)?.closest('a');
    if (
      !link ||
      link.target ||
      link.origin !== this.window_.location.origin ||
      link.hasAttribute('download')
    )
      return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}
