// SPDX-License-Identifier: MIT
// The report for whoever looks after the site: facts in English, one a line, whatever language the
// page speaks. It holds no token and no address of the person.
import { kChecks, summaryOf, type Findings } from './checks';

export interface ReportFacts {
  readonly at: Date;
  readonly site: string;
  readonly version: string;
  readonly userAgent: string;
  /** As the browser has it ("4g", "wifi"), where it tells. */
  readonly network: string | null;
}

function figuresOf(figures: Readonly<Record<string, number | string>> = {}): string {
  const all = Object.entries(figures).filter(([name]) => name !== 'name');
  return all.map(([name, value]) => ` ${name}=${value}`).join('');
}

export function reportText(findings: Findings, facts: ReportFacts): string {
  const head = [
    'Connection test',
    `site: ${facts.site}`,
    `version: ${facts.version}`,
    `at: ${facts.at.toISOString()}`,
    `browser: ${facts.userAgent}`,
    `network: ${facts.network ?? 'not told'}`,
    `summary: ${summaryOf(findings)}`,
  ];
  const lines = kChecks.map((id) => {
    const finding = findings[id];
    if (!finding) return `${id}: not run`;
    return `${id}: ${finding.verdict} (${finding.word})${figuresOf(finding.figures)}`;
  });
  return [...head, ...lines, ''].join('\n');
}
