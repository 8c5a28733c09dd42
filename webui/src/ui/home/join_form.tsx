// SPDX-License-Identifier: MIT
// One field for a code, a link, or a whole invitation, and one button.
import { useState } from 'preact/hooks';
import { ArrowRight } from 'lucide-preact';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { useEnv } from '../env';
import { t } from '../i18n';
import { normalizeCode } from '../router';

export function JoinForm() {
  const { router } = useEnv();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const code = normalizeCode(text);
    if (code === '') setError(t('home.join.empty'));
    else router.go(`/j/${encodeURIComponent(code)}`);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Field
        label={t('home.join.label')}
        value={text}
        onValue={(value) => {
          setText(value);
          setError(null);
        }}
        // A field of one line eats the line breaks of an invitation, and glues its words together.
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text') ?? '';
          if (!/\s/.test(pasted.trim())) return;
          event.preventDefault();
          setText(normalizeCode(pasted));
          setError(null);
        }}
        error={error}
        placeholder={t('home.join.placeholder')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        data-testid="home-code"
      />
      <Button kind="primary" wide type="submit" data-testid="home-join">
        {t('app.join')}
        <ArrowRight size={20} aria-hidden />
      </Button>
    </form>
  );
}
