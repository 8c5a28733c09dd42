// SPDX-License-Identifier: MIT
// The start: environment, language, first page.
import { effect } from '@preact/signals';
import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/lobby.css';
import './styles/pages.css';
import './styles/header.css';
import './styles/directions.css';
import { App } from './ui/app';
import { applyBrand, siteInPage } from './ui/brand';
import { applyIcon } from './ui/favicon';
import { createEnv, EnvContext } from './ui/env';
import { chooseLanguage } from './ui/i18n';
import { wishesOf } from './ui/i18n/languages';

async function start(): Promise<void> {
  const root = document.getElementById('app');
  if (!root) return;
  const env = createEnv();
  env.site.value = siteInPage(document);
  // A page that comes from elsewhere (a developer's server) has to ask.
  const site = env.site.value ? null : env.api.site();
  const { language } = env.preferences;
  const wishes = wishesOf(language, env.user.value?.language, navigator.languages);
  await chooseLanguage([...wishes, env.site.value?.language ?? 'en']);
  effect(() => {
    applyBrand(document.documentElement, env.site.value);
    void applyIcon(document, env.site.value);
  });
  render(
    <EnvContext.Provider value={env}>
      <App />
    </EnvContext.Provider>,
    root,
  );
  const answer = await site;
  if (answer?.ok) env.site.value = answer.value;
}

void start();
