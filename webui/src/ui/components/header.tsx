// SPDX-License-Identifier: MIT
// The top of every page outside the room: the school, the ways on, the person and the colours.
import { useComputed } from '@preact/signals';
import {
  Check,
  CircleUser,
  Clapperboard,
  Languages,
  LogOut,
  Moon,
  ShieldCheck,
  Sun,
  SunMoon,
} from 'lucide-preact';
import type { User } from '../../core/api/types';
import { useEnv } from '../env';
import { chosenLanguage, t } from '../i18n';
import { kLanguageNames, kLanguages } from '../i18n/languages';
import type { Theme } from '../preferences';
import { initialsOf, toneOf } from './avatar';
import { Logo } from './logo';
import { MenuButton, type MenuItem } from './menu';

/** The pages below "Meetings". */
const kMeetings: readonly string[] = [
  'meetings',
  'meeting',
  'change',
  'create',
  'attendance',
  'join-requests',
  'invitations',
];

const kThemes: readonly Theme[] = ['auto', 'light', 'dark'];
const kThemeIcons = { auto: SunMoon, light: Sun, dark: Moon } as const;

function useThemeItems(): MenuItem[] {
  const { preferences } = useEnv();
  const now = preferences.theme.value;
  return kThemes.map((theme) => ({
    icon: theme === now ? Check : kThemeIcons[theme],
    text: `${t('app.theme')}: ${t(`app.theme.${theme}`)}`,
    testId: `theme-${theme}`,
    checked: theme === now,
    onPress: () => preferences.setTheme(theme),
  }));
}

function ThemeMenu() {
  const { preferences } = useEnv();
  const Icon = kThemeIcons[preferences.theme.value];
  return (
    <MenuButton
      items={useThemeItems()}
      label={t('app.theme')}
      class="button button-icon"
      testId="theme-menu"
    >
      <Icon size={20} aria-hidden />
    </MenuButton>
  );
}

/** For guests; whoever has an account finds it there. */
function LanguageMenu() {
  const { preferences } = useEnv();
  const items = kLanguages.map((language): MenuItem => {
    const checked = language === chosenLanguage();
    return {
      ...(checked ? { icon: Check } : {}),
      text: kLanguageNames[language],
      lang: language,
      testId: `header-language-${language}`,
      checked,
      onPress: () => {
        preferences.language = language;
        window.location.reload();
      },
    };
  });
  return (
    <MenuButton
      items={items}
      label={t('app.language')}
      class="button button-icon"
      testId="language-menu"
    >
      <Languages size={20} aria-hidden />
    </MenuButton>
  );
}

function AccountMenu({ person }: { person: User }) {
  const { api, router } = useEnv();
  const themes = useThemeItems();
  const items: MenuItem[] = [
    {
      icon: CircleUser,
      text: t('app.account'),
      testId: 'menu-account',
      onPress: () => router.go('/account'),
    },
    {
      icon: Clapperboard,
      text: t('app.recordings'),
      testId: 'menu-recordings',
      onPress: () => router.go('/recordings'),
    },
    ...(person.role === 'admin'
      ? [
          {
            icon: ShieldCheck,
            text: t('app.admin'),
            testId: 'menu-admin',
            onPress: () => router.go('/admin'),
          },
        ]
      : []),
    ...themes,
    {
      icon: LogOut,
      text: t('app.signOut'),
      testId: 'sign-out',
      onPress: () => {
        void api.logout();
        router.go('/');
      },
    },
  ];
  return (
    <MenuButton
      items={items}
      label={`${person.name}: ${t('app.menu')}`}
      class="button button-plain header-person"
      testId="account-menu"
    >
      {/* The initials are drawn, not written: the button's name is the person's. */}
      <span
        class={`avatar avatar-small header-initials tone-${toneOf(person.id)}`}
        data-initials={initialsOf(person.name)}
      />
      <span class="header-name" aria-hidden="true">
        <bdi>{person.name}</bdi>
      </span>
    </MenuButton>
  );
}

function Ways() {
  const { router } = useEnv();
  const { page } = router.route.value;
  const ways = [
    { href: '/', text: t('app.today'), on: page === 'home' },
    { href: '/meetings', text: t('app.meetings'), on: kMeetings.includes(page) },
    {
      href: '/recordings',
      text: t('app.recordings'),
      on: page === 'recordings' || page === 'recording',
    },
  ];
  return (
    <nav class="ways" aria-label={t('app.ways')}>
      {ways.map(({ href, text, on }) => (
        <a key={href} class="way" href={href} aria-current={on ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}

export function Header() {
  const { site, user } = useEnv();
  const name = useComputed(() => site.value?.name ?? '');
  const person = user.value;
  return (
    <header class="header">
      <a class="header-brand" href="/" aria-label={`${name.value || 'Lectern'}: ${t('app.home')}`}>
        <Logo />
        <span class="header-site">{name.value || 'Lectern'}</span>
      </a>
      {person && <Ways />}
      <div class="header-tools">
        {person ? (
          <AccountMenu person={person} />
        ) : (
          <>
            <LanguageMenu />
            <ThemeMenu />
          </>
        )}
      </div>
    </header>
  );
}
