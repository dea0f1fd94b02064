import type { BrowserContext } from '@playwright/test';

/** A day of Beijing, so many from today. */
export function day(away = 0): string {
  const at = new Date(Date.now() + away * 86_400_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
}

/** Pages that are opened from now on live so many days ahead. */
export async function ahead(context: BrowserContext, days: number): Promise<void> {
  await context.addInitScript((shift) => {
    const now = Date.now;
    Date.now = () => now() + shift;
  }, days * 86_400_000);
}
