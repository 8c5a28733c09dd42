// SPDX-License-Identifier: MIT
// The frame of every page outside the room: title of the tab, header, main part.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { Header } from './header';

/** "Algebra, year 8 – Riverside Tutors". */
export function tabTitle(title: string, site: string): string {
  return title === '' || title === site ? site : `${title} – ${site}`;
}

/** The keyboard and the screen reader begin at the heading of a page that one has come to. */
function useStart(main: { readonly current: HTMLElement | null }): void {
  const { router } = useEnv();
  useEffect(() => {
    const active = document.activeElement;
    if (!router.moved || (active !== null && active !== document.body)) return;
    const start = main.current?.querySelector('h1') ?? main.current;
    start?.setAttribute('tabindex', '-1');
    start?.focus({ preventScroll: true });
  }, []);
}

export function Page({
  children,
  width,
  title = '',
}: {
  children: ComponentChildren;
  width: 'narrow' | 'wide';
  title?: string;
}) {
  const { site } = useEnv();
  const main = useRef<HTMLElement>(null);
  const name = site.value?.name ?? 'Lectern';
  useEffect(() => {
    document.title = tabTitle(title, name);
  }, [title, name]);
  useStart(main);
  return (
    <>
      <a class="skip" href="#main" target="_self">
        {t('app.skip')}
      </a>
      <Header />
      <main class={`page page-${width}`} id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
