// SPDX-License-Identifier: MIT
// The frame of every page outside the room: header with the school's name, theme, account.
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { LogOut, Moon, Sun, SunMoon } from 'lucide-preact';
import { useEnv } from '../env';
import { t } from '../i18n';
import type { Theme } from '../preferences';
import { Avatar } from './avatar';
import { IconButton } from './button';
import { Logo } from './logo';

const kNextTheme: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };

function ThemeButton() {
  const { preferences } = useEnv();
  const theme = preferences.theme.value;
  const Icon = theme === 'auto' ? SunMoon : theme === 'light' ? Sun : Moon;
  return (
    <IconButton
      label={`${t('app.theme')}: ${t(`app.theme.${theme}`)}`}
      onClick={() => preferences.setTheme(kNextTheme[theme])}
    >
      <Icon size={20} aria-hidden />
    </IconButton>
  );
}

function Account() {
  const { api, user, router } = useEnv();
  const person = user.value;
  if (!person) return null;
  return (
    <div class="header-account">
      <Avatar id={person.id} name={person.name} size="small" />
      <span class="header-name" title={person.email ?? undefined}>
        <bdi>{person.name}</bdi>
      </span>
      <IconButton
        label={t('app.signOut')}
        onClick={() => {
          void api.logout();
          router.go('/');
        }}
      >
        <LogOut size={20} aria-hidden />
      </IconButton>
    </div>
  );
}

export function Page({
  children,
  width,
}: {
  children: ComponentChildren;
  width: 'narrow' | 'wide';
}) {
  const { site } = useEnv();
  const name = useComputed(() => site.value?.name ?? '');
  return (
    <>
      <header class="header">
        <a class="header-brand" href="/">
          <Logo />
          <span class="header-site">{name.value || 'Lectern'}</span>
        </a>
        <div class="header-tools">
          <ThemeButton />
          <Account />
        </div>
      </header>
      <main class={`page page-${width}`}>{children}</main>
    </>
  );
}
