import { expect } from '@playwright/test';

/** Whether a figure that does not hold fails the run; these machines are shared, so by itself it only says so. */
const STRICT = process.env['STRICT'] !== undefined;

/** One line of the report: what was measured, what `design.md` allows, and whether it holds. */
export function figure(what: string, value: number, unit: string, budget?: { most?: number; least?: number }): void {
  const holds = (budget?.most ?? Infinity) >= value && (budget?.least ?? -Infinity) <= value;
  const allowed = budget?.most !== undefined ? `≤ ${spell(budget.most)}` : budget?.least !== undefined ? `≥ ${spell(budget.least)}` : '';
  const sign = allowed === '' ? ' ' : holds ? '✓' : '✗';
  if (STRICT) expect.soft(holds, `${what}: ${spell(value)} ${unit}, asked ${allowed}`).toBe(true);
  console.log(`${sign} ${what.padEnd(72)} ${spell(value).padStart(9)} ${unit.padEnd(9)} ${allowed}`);
}

/** The value below which `share` of the samples lie. */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function spell(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
