// SPDX-License-Identifier: MIT
// The link as a picture that a phone's camera reads; loads when it is asked for.
import { encode } from 'uqr';
import { t } from '../i18n';

/** Readers need four empty squares around it. */
const kBorder = 4;

/** The dark squares as one path, in units of a square. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: kBorder });
  let path = '';
  data.forEach((row, y) => {
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (end < size && row[end]) end += 1;
      path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end;
    }
  });
  return { path, size };
}

export function QrCode({ text }: { text: string }) {
  const { path, size } = qrPath(text);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('meeting.qr.alt')}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
