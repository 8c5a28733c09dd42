// SPDX-License-Identifier: MIT
// Where the keyboard is after something opened or closed: never nowhere. Focus moves together with
// what is drawn, not a frame later, so that a quick second key reaches what the person sees.
import { useLayoutEffect, useMemo } from 'preact/hooks';

function isLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || !active.isConnected;
}

/**
 * When the component goes, focus returns to what had it before, unless the person has moved it
 * elsewhere meanwhile. `inside` is the component's element.
 */
export function useFocusReturn(inside: { readonly current: HTMLElement | null }): void {
  // While rendering for the first time: effects of children may move the focus.
  const before = useMemo(() => document.activeElement, []);
  useLayoutEffect(() => {
    return () => {
      const active = document.activeElement;
      const ours = inside.current?.contains(active) ?? false;
      if (!ours && !isLost()) return;
      if (before instanceof HTMLElement && before.isConnected && before !== document.body)
        before.focus();
    };
  }, []);
}

/** Focuses the element once, when it appears. */
export function useFocusOnce(element: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => element.current?.focus(), []);
}
