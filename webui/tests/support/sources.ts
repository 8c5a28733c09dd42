// SPDX-License-Identifier: MIT
// Which files of the web UI belong together: what a file imports, and which pages load on use.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function resolved(from: string, name: string): string | null {
  const base = join(dirname(from), name);
  const names = ['.ts', '.tsx', '/index.ts'].map((end) => base + end);
  return names.find((one) => existsSync(one)) ?? null;
}

/** All sources below `folder`; with `entry` those that it needs at once, itself among them. */
export function sourcesOf(folder: string, entry?: string): string[] {
  if (entry === undefined)
    return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
      const path = join(folder, one.name);
      if (one.isDirectory()) return sourcesOf(path);
      return /\.tsx?$/.test(one.name) ? [path] : [];
    });
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(
      /^(?:import|export) (?!type)[^;']*from '(\.[^']+)'/gm,
    );
    for (const [, name = ''] of imports) {
      const found = resolved(path, name);
      if (found) waiting.push(found);
    }
  }
  return [...seen];
}

export interface LazyPage {
  readonly entry: string;
  readonly areas: readonly string[];
}

/** The pages of `lazyPage(() => import('…')…, ['…'])`. */
export function pagesOf(folder: string): LazyPage[] {
  return sourcesOf(folder).flatMap((path) =>
    [
      ...readFileSync(path, 'utf8').matchAll(
        /lazyPage\(\s*\(\) => import\('([^']+)'\)[^[]*\[([^\]]*)\]/g,
      ),
    ].map(([, name = '', areas = '']) => ({
      entry: resolved(path, name) ?? name,
      areas: [...areas.matchAll(/'(\w+)'/g)].map((found) => found[1] ?? ''),
    })),
  );
}
