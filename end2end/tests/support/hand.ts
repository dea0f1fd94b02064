import type { CDPSession, Locator, Page } from '@playwright/test';

/** A word as an input method takes it: the letters that are typed, and what is chosen for them. */
export type Spelled = readonly [letters: string, word: string];

/**
 * Seconds. Keys on a phone: 36.2 words of five characters a minute, mistakes mended, of 37,000 people (Palin and
 * others, How do People Type on Mobile Devices?, MobileHCI 2019). To think, and to point at something: the operators M
 * and P of the keystroke-level model (Card, Moran and Newell, Communications of the ACM 23(7), 1980), where P is that
 * of a mouse; a finger is not slower.
 */
const KEY = 60 / (36.2 * 5);
const THINK = 1.35;
const POINT = 1.1;

/** A thumb above the keys sees about so much of the page at once. */
const SWIPE = 400;

/** Does what a finger does, and counts it. Nothing is filled in that a finger would have to type. */
export class Hand {
  taps = 0;
  keys = 0;
  /** Words chosen from those that the input method offers. */
  choices = 0;
  swipes = 0;

  private constructor(
    readonly page: Page,
    readonly keyboard: CDPSession,
  ) {}

  static async at(page: Page): Promise<Hand> {
    return new Hand(page, await page.context().newCDPSession(page));
  }

  /**
   * How long somebody takes for it who knows the form and what to write: one thinks before every tap, every word and
   * every swipe, which the model's own rules do only at the beginning of a unit of thought.
   */
  get seconds(): number {
    const [pointed, thought] = [this.taps + this.swipes, this.taps + this.swipes + this.choices];
    return thought * THINK + pointed * POINT + (pointed + this.choices + this.keys) * KEY;
  }

  get told(): string {
    return `${this.taps} taps, ${this.swipes} swipes, ${this.keys} keys, ${this.choices} words chosen: ${this.seconds.toFixed(0)} s`;
  }

  /** What is not in sight is swiped to before. */
  async tap(place: Locator): Promise<void> {
    const before = await this.#scrolled();
    await place.scrollIntoViewIfNeeded();
    this.swipes += Math.ceil(Math.abs((await this.#scrolled()) - before) / SWIPE);
    await place.tap();
    this.taps += 1;
  }

  /** Key by key, into a field that is tapped before. */
  async type(field: Locator, letters: string): Promise<void> {
    await this.tap(field);
    await field.pressSequentially(letters);
    this.keys += letters.length;
  }

  /** In Chinese, as it is typed: the letters of a word stand there until it is chosen. */
  async write(field: Locator, words: readonly Spelled[]): Promise<void> {
    await this.tap(field);
    for (const [letters, word] of words) {
      for (let typed = 1; typed <= letters.length; typed += 1) {
        const text = letters.slice(0, typed);
        await this.keyboard.send('Input.imeSetComposition', { text, selectionStart: typed, selectionEnd: typed });
      }
      await this.keyboard.send('Input.insertText', { text: word });
      this.keys += letters.length;
      this.choices += 1;
    }
  }

  async #scrolled(): Promise<number> {
    return this.page.evaluate(() => window.scrollY);
  }
}
