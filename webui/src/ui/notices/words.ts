// SPDX-License-Identifier: MIT
// From a notice to its sentence.
import type { Notice, Person } from '../../core/model/notices';
import { hasKey, plural, t, type Key } from '../i18n';
import { isolated } from '../i18n/isolated';

const kMostLetters = 80;

/** The newest is named first. */
export function namesOf(people: readonly Person[]): string {
  const [name = '', other = ''] = people.map((person) => isolated(person.name)).reverse();
  if (people.length <= 1) return name;
  if (people.length === 2) return t('notice.names.two', { name, other });
  return plural('notice.names.more', people.length - 1, { name });
}

/** The first words of a chat line. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= kMostLetters ? line : `${letters.slice(0, kMostLetters - 1).join('')}…`;
}

/** What else the sentence depends on. */
export interface Circumstances {
  readonly mediaFlows: boolean;
  readonly alone: boolean;
}

export function sentenceOfNotice(notice: Notice, { mediaFlows, alone }: Circumstances): string {
  const { kind, people, text } = notice;
  if (kind === 'device' || kind === 'recording') return text;
  if (kind === 'reconnecting')
    return t(
      mediaFlows
        ? 'notice.reconnecting.media'
        : alone
          ? 'notice.reconnecting.alone'
          : 'notice.reconnecting.nothing',
    );
  if (kind === 'ready') return t(`notice.ready.${text}` as Key);
  const many = `notice.${kind}.many`;
  const key = people.length > 1 && hasKey(many) ? many : (`notice.${kind}` as Key);
  return t(key, { name: namesOf(people), text: isolated(shortened(text)) });
}
