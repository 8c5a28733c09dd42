// SPDX-License-Identifier: MIT
// The languages of the pages, each by its own name. The choice is kept in this browser.
import { useEnv } from '../env';
import { chosenLanguage, t } from '../i18n';
import { kLanguageNames, kLanguages } from '../i18n/languages';

export function LanguageLinks() {
  const { preferences } = useEnv();
  return (
    <div class="languages" role="group" aria-label={t('app.language')}>
      {kLanguages.map((language) => (
        <button
          key={language}
          type="button"
          class="button button-plain"
          lang={language}
          aria-pressed={language === chosenLanguage()}
          onClick={() => {
            preferences.language = language;
            window.location.reload();
          }}
          data-testid={`language-${language}`}
        >
          {kLanguageNames[language]}
        </button>
      ))}
    </div>
  );
}
