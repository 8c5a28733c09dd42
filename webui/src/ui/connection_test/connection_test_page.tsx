// SPDX-License-Identifier: MIT
// The connection test: whether this browser, these devices and this network carry a call. Nothing
// starts before a press, because the browser asks for the microphone.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Mail, Play } from 'lucide-preact';
import { ConnectionTest } from '../../core/connection_test/connection_test';
import {
  kChecks,
  summaryOf,
  type CheckId,
  type Findings,
} from '../../core/connection_test/checks';
import { reportText } from '../../core/connection_test/report';
import { Button, buttonClass } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Field } from '../components/field';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { inFragment, normalizeCode } from '../router';
import { lasting } from '../storage';
import '../../styles/connection_test.css';
import { CheckRow } from './check_row';
import { testDeps } from './deps';
import { noteSummary } from './passed';

type Running = CheckId | null | 'not-begun';

function networkOf(browser: Navigator): string | null {
  const { connection } = browser as Navigator & {
    readonly connection?: { readonly effectiveType?: string; readonly type?: string };
  };
  return connection?.type ?? connection?.effectiveType ?? null;
}

function Report({ findings }: { findings: Findings }) {
  const { site } = useEnv();
  const [at] = useState(() => new Date());
  const text = reportText(findings, {
    at,
    site: location.origin,
    version: site.value?.version ?? '',
    userAgent: navigator.userAgent,
    network: networkOf(navigator),
  });
  const contact = site.value?.contact;
  const mail = `mailto:${contact}?subject=${encodeURIComponent(t('testing.mail.subject'))}`;
  return (
    <section class="card stack" aria-labelledby="test-report">
      <div class="stack tight">
        <h2 id="test-report">{t('testing.report.title')}</h2>
        <p class="muted">{t('testing.report.text')}</p>
      </div>
      <pre class="test-report" tabIndex={0} dir="ltr" data-testid="test-report">
        {text}
      </pre>
      <div class="row">
        <CopyButton text={text} label={t('testing.report.copy')} testId="test-copy" />
        {contact && (
          <a
            class={buttonClass()}
            href={`${mail}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`}
            target="_blank"
            rel="noreferrer"
            data-testid="test-mail"
          >
            <Mail size={20} aria-hidden />
            {t('testing.report.mail')}
          </a>
        )}
      </div>
    </section>
  );
}

function Result({ findings }: { findings: Findings }) {
  const summary = summaryOf(findings);
  return (
    <div class={`test-summary test-summary-${summary}`} role="status" data-testid="test-summary">
      <p class="test-headline" data-summary={summary}>
        {t(`testing.summary.${summary}`)}
      </p>
      <p>{t(`testing.summary.${summary}.text`)}</p>
    </div>
  );
}

export function ConnectionTestPage() {
  const env = useEnv();
  const [code, setCode] = useState(() => inFragment(location.hash, 'code') ?? '');
  const [findings, setFindings] = useState<Findings>({});
  const [running, setRunning] = useState<Running>('not-begun');
  const test = useRef<ConnectionTest | null>(null);
  useEffect(() => () => test.current?.stop(), []);

  const start = (event: Event): void => {
    event.preventDefault();
    test.current?.stop();
    const next = new ConnectionTest(testDeps(env, normalizeCode(code)), (found, now) => {
      setFindings(found);
      setRunning(now);
      if (now === null) noteSummary(lasting, summaryOf(found));
    });
    test.current = next;
    void next.run();
  };

  const begun = running !== 'not-begun';
  const over = running === null;
  return (
    <Page width="narrow" title={t('testing.title')}>
      <div class="stack">
        <form class="card stack" onSubmit={start}>
          <div class="stack tight">
            <h1>{t('testing.title')}</h1>
            <p class="muted">{t('testing.text')}</p>
          </div>
          {!env.user.value && (
            <Field
              label={t('testing.code')}
              hint={t('testing.code.hint')}
              value={code}
              onValue={setCode}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              data-testid="test-code"
            />
          )}
          <div>
            <Button kind="primary" type="submit" busy={begun && !over} data-testid="test-start">
              <Play size={20} aria-hidden />
              {t(begun ? 'testing.again' : 'testing.start')}
            </Button>
          </div>
        </form>
        {begun && (
          <section class="card stack" aria-label={t('testing.results')}>
            {over && <Result findings={findings} />}
            <ul class="test-rows">
              {kChecks.map((id) => (
                <CheckRow key={id} id={id} finding={findings[id]} running={running === id} />
              ))}
            </ul>
          </section>
        )}
        {over && <Report findings={findings} />}
      </div>
    </Page>
  );
}
