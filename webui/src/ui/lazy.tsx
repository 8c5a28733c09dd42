// SPDX-License-Identifier: MIT
// Pages that load on use, with their sentences. The frame of the page stands meanwhile.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { kPageOutdated } from '../core/api/problem';
import { ErrorMessage, Loading } from './components/message';
import { Page } from './components/page';
import { loadArea } from './i18n';
import type { Area } from './i18n/areas';
import { sentenceFor } from './i18n/problems';

/** A page that comes within this time is not preceded by a spinner. */
const kPatienceMs = 300;

type Loaded<P> = { readonly view: ComponentType<P> } | 'failed' | null;

/** `load` imports the page's file; `areas` are the sentences that the page says. */
export function lazyPage<P extends object>(
  load: () => Promise<ComponentType<P>>,
  areas: readonly Area[],
): ComponentType<P> {
  let ready: ComponentType<P> | null = null;
  return function LazyPage(props: P) {
    const [loaded, setLoaded] = useState<Loaded<P>>(ready ? { view: ready } : null);
    const [patient, setPatient] = useState(true);
    useEffect(() => {
      if (ready) return;
      let gone = false;
      const timer = setTimeout(() => setPatient(false), kPatienceMs);
      Promise.all([load(), ...areas.map(loadArea)]).then(
        ([view]) => {
          ready = view;
          if (!gone) setLoaded({ view });
        },
        () => !gone && setLoaded('failed'),
      );
      return () => {
        gone = true;
        clearTimeout(timer);
      };
    }, []);
    if (loaded && loaded !== 'failed') {
      const View = loaded.view;
      return <View {...props} />;
    }
    return (
      <Page width="narrow">
        {loaded === 'failed' ? (
          <ErrorMessage
            text={sentenceFor(kPageOutdated)}
            onRetry={() => window.location.reload()}
          />
        ) : (
          !patient && <Loading />
        )}
      </Page>
    );
  };
}
