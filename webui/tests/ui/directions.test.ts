// SPDX-License-Identifier: MIT
// Right to left: the style sheets name start and end, not left and right, and for every icon with a
// side it is decided whether it turns round.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourcesOf } from '../support/sources';

const kSource = join(__dirname, '../../src');
const kStyles = join(kSource, 'styles');

const kPhysical = new RegExp(
  '^(?:left|right|float|clear|border-(?:top|bottom)-(?:left|right)-radius|' +
    '(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right).*)$',
);
const kSided = /\b(?:left|right)\b/;

/** The parts of a value that blanks outside of brackets divide. */
function partsOf(value: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  for (const word of value.split(/\s+/)) {
    if (depth > 0) parts[parts.length - 1] += ` ${word}`;
    else parts.push(word);
    depth += (word.match(/\(/g) ?? []).length - (word.match(/\)/g) ?? []).length;
  }
  return parts;
}

/** What is wrong with a declaration, if anything. The notch of a phone has no start and end. */
export function faultOf(property: string, value: string): string | null {
  const notch = value.includes('env(safe-area-inset-');
  if (kPhysical.test(property) && !notch) return 'names a side';
  if (/^(?:text-align|transform-origin|object-position|background-position)$/.test(property))
    return kSided.test(value) ? 'names a side' : null;
  if (/^(?:margin|padding|inset|border-width|scroll-padding)$/.test(property) && !notch) {
    const [, right, , left] = partsOf(value);
    return left !== undefined && left !== right ? 'has two different sides' : null;
  }
  if (property === 'border-radius' && !value.includes('/')) {
    const [topLeft, topRight, bottomRight, bottomLeft] = partsOf(value);
    const four = bottomLeft !== undefined;
    if (four ? topLeft !== topRight || bottomRight !== bottomLeft : topRight !== undefined)
      return 'has two different sides';
  }
  if (/^(?:padding|margin)-inline$/.test(property) && notch) {
    const sided = partsOf(value).some(
      (part) => part.includes('inset-left') !== part.includes('inset-right'),
    );
    return sided ? 'turns the notch round' : null;
  }
  if (property === 'transform' && /translateX\((?!0)/.test(value)) return 'moves to a side';
  return null;
}

/** A comment `physical: why` before a declaration allows it. */
function faultsIn(css: string): string[] {
  const declarations = css.matchAll(
    /(\/\*\s*physical: [^*]*\*\/\s*)?(?<![\w-])([a-z-]+)\s*:\s*([^;{}]+);/g,
  );
  return [...declarations].flatMap(([, allowed, property = '', value = '']) => {
    const fault = allowed ? null : faultOf(property, value.trim());
    return fault ? [`${property}: ${value.trim()} ${fault}`] : [];
  });
}

describe('the style sheets', () => {
  it.each(readdirSync(kStyles))('%s names no side', (name) => {
    expect(faultsIn(readFileSync(join(kStyles, name), 'utf8'))).toEqual([]);
  });

  it.each([
    ['a { left: 0; }', 1],
    ['a { inset-inline-start: 0; }', 0],
    ['a { margin-left: 1px; padding-right: 1px; }', 2],
    ['a { padding: 0 1px 0 2px; }', 1],
    ['a { padding: 0 calc(1px + 2px) 0 calc(1px + 2px); }', 0],
    ['a { padding-left: max(1px, env(safe-area-inset-left)); }', 0],
    ['a { border-radius: 4px 0 0 4px; }', 1],
    ['a { border-radius: 4px 4px 0 0; }', 0],
    ['a { text-align: right; }', 1],
    ['a { text-align: start; }', 0],
    ['a { transform: translateX(-50%); }', 1],
    ['a { /* physical: a corner */ left: 0; }', 0],
  ])('judged right: %s', (css, faults) => {
    expect(faultsIn(css)).toHaveLength(faults);
  });
});

/** They turn round where the page is read from the right; see directions.css. */
const kTurned = [
  'ArrowLeft',
  'ArrowRight',
  'ChevronLeft',
  'ChevronRight',
  'ClipboardList',
  'LogIn',
  'LogOut',
  'Redo2',
  'Reply',
  'ScrollText',
  'Send',
  'Undo2',
];

/** They point to a side and stay: what they show runs so in every language. */
const kStill: readonly string[] = ['ArrowUpRight', 'Play'];

/** Names of icons that have a side. */
const kSides = new RegExp(
  'Left|Right|LogIn|LogOut|Reply|Send|Undo|Redo|Forward|Rewind|External|List|Scroll|Indent|' +
    'Play|Skip',
);

describe('the icons', () => {
  const used = new Set(
    sourcesOf(kSource).flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/import \{([^}]*)\} from 'lucide-preact'/g)].flatMap(
        ([, names = '']) =>
          names
            .split(',')
            .map((name) => name.replace(/^\s*type\s+\w+|\s+as\s+\w+/g, '').trim())
            .filter((name) => name !== '' && name !== 'LucideProps'),
      ),
    ),
  );

  it('are each turned or not, by decision', () => {
    const decided = [...kTurned, ...kStill];
    const open = [...used].filter((name) => kSides.test(name) && !decided.includes(name));
    expect(open).toEqual([]);
  });

  it('are turned by directions.css', () => {
    const css = readFileSync(join(kStyles, 'directions.css'), 'utf8');
    const named = [...css.matchAll(/\.lucide-([a-z0-9-]+)/g)].map((found) => found[1]);
    const kebab = (name: string): string =>
      name.replace(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase();
    expect(named).toEqual(kTurned.map(kebab));
  });
});
