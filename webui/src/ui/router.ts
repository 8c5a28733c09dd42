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
  | { readonly page: 'create' }
  | { readonly page: 'join'; readonly code: string }
  | { readonly page: 'missing' };

/** The pages of the older stack's front ends, whose links people saved (docs/older-stack.md). */
function parseOlderPath(parts: readonly string[]): Route {
  const [page, meeting] = parts;
  if (parts.length <= 1) return page === 'create' ? { page: 'create' } : { page: 'home' };
  if (parts.length === 2 && meeting !== undefined && (page === 'room' || page === 'join'))
    return { page: 'join', code: normalizeCode(meeting) };
  return { page: 'missing' };
}

/** Whose path is their name. */
const kPages = ['signin', 'register', 'forgot', 'reset', 'verify', 'create'] as const;
const OLDER_PAGES = [undefined, 'create', 'join', 'room', 'join-requests', 'invitations'];

export function parsePath(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (first === 'meetings' && OLDER_PAGES.includes(second)) return parseOlderPath(parts.slice(1));
  if (first === undefined) return { page: 'home' };
  if (first === 'j' && second !== undefined && parts.length === 2)
    return { page: 'join', code: normalizeCode(second) };
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

/**
 * People type capitals and spaces, and paste a link with the end of its sentence or with the dashes
 * of a word processor: letters and digits count, everything else separates them. A pasted link
 * counts as its code. Empty without a usable code.
 */
export function normalizeCode(input: string): string {
  const text = decoded(input).trim();
  const link = /\/j\/([^/?#]+)/.exec(text);
  return (link?.[1] ?? text)
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
  private held: { readonly onBack: () => void; readonly path: string } | null = null;

  constructor(private readonly window_: Window) {
    this.update();
    window_.addEventListener('popstate', () => this.onPopState());
    window_.document.addEventListener('click', (event) => this.onClick(event));
  }

  get route(): ReadonlySignal<Route> {
    return this.current;
  }

  go(path: string): void {
    this.window_.history.pushState(null, '', path);
    this.update();
    this.window_.scrollTo(0, 0);
  }

  replace(path: string): void {
    this.window_.history.replaceState(null, '', path);
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
    if (!this.held) return this.update();
    this.window_.history.pushState({ held: true }, '', this.held.path);
    this.held.onBack();
  }

  private update(): void {
    this.current.value = parsePath(this.window_.location.pathname);
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
