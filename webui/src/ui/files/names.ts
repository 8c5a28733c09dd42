// SPDX-License-Identifier: MIT
// Names of files: what others send is shown and saved only in a harmless form. Pure.
import { kMostName } from '../../core/files/wire';

/** Windows opens devices under these names, whatever follows the dot. */
const kDevices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** At most so many characters, of which the last ones name the kind of file. */
function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = /\.[^.]{1,12}$/.exec(name)?.[0] ?? '';
  // Not in the middle of a pair of code units.
  const start = name.slice(0, most - end.length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${start}…${end}`;
}

/**
 * Without folders, invisible characters and those that turn the direction of reading ("exe.gpj"),
 * without dots and blanks at its ends; never empty.
 */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const named = plain === '' ? 'file' : plain;
  return shortened(kDevices.test(named) ? `_${named}` : named, kMostName);
}
