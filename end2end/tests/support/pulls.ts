import type { BrowserContext, Route } from '@playwright/test';

/** What a phone asks for by its pulls, in their order. Those that say where the phone stands are held back until
 * they are let on. */
export class Pulls {
  /** Where the phone said that it stands; empty where it asked from the start. */
  readonly cursors: string[] = [];
  #held: Route[] = [];
  #free = 0;

  static async of(context: BrowserContext): Promise<Pulls> {
    const pulls = new Pulls();
    await context.route('**/api/v1/sync/pull*', (route) => pulls.#take(route));
    return pulls;
  }

  /** How many wait now. */
  get held(): number {
    this.#held = this.#held.filter((route) => !route.request().failure());
    return this.#held.length;
  }

  /** So many of those that wait or are yet to come. */
  async letOn(count: number): Promise<void> {
    this.#free += count;
    while (this.held > 0 && this.#free > 0) {
      this.#free -= 1;
      await this.#held.shift()?.continue();
    }
  }

  async #take(route: Route): Promise<void> {
    const cursor = new URL(route.request().url()).searchParams.get('cursor') ?? '';
    this.cursors.push(cursor);
    if (cursor && this.#free === 0) {
      this.#held.push(route);
      return;
    }
    if (cursor) this.#free -= 1;
    await route.continue();
  }
}
