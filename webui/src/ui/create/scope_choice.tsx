// SPDX-License-Identifier: MIT
// Which dates of a series are meant.
import type { Scope } from '../../core/api/plans';
import { t } from '../i18n';
import { shortMoment } from '../i18n/times';
import type { Place } from './draft';

const kScopes: readonly Scope[] = ['this', 'following', 'all'];

export function ScopeChoice({
  place,
  scope,
  onScope,
}: {
  place: Place;
  scope: Scope;
  onScope: (scope: Scope) => void;
}) {
  const day = place.startsAt ? shortMoment(Date.parse(place.startsAt)) : '';
  return (
    <fieldset class="fieldset">
      <legend class="field-label">{t('scope.label')}</legend>
      {kScopes.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="scope"
            checked={scope === one}
            onChange={() => onScope(one)}
            data-testid={`scope-${one}`}
          />
          <span class="choice-text">{t(`scope.${one}`, { day })}</span>
        </label>
      ))}
    </fieldset>
  );
}
