/**
 * The commands of WebDriver that a story needs: as Firefox calls them on its own connection, and where they lie
 * over HTTP. Both take and give the same things.
 */
export const COMMANDS = {
  begin: ['WebDriver:NewSession', 'POST', ''],
  open: ['WebDriver:Navigate', 'POST', '/url'],
  run: ['WebDriver:ExecuteScript', 'POST', '/execute/sync'],
  click: ['WebDriver:ElementClick', 'POST', '/element/:id/click'],
  clear: ['WebDriver:ElementClear', 'POST', '/element/:id/clear'],
  type: ['WebDriver:ElementSendKeys', 'POST', '/element/:id/value'],
  picture: ['WebDriver:TakeScreenshot', 'GET', '/screenshot'],
} as const;

export type Command = keyof typeof COMMANDS;

/** The key under which WebDriver names an element. */
export const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** A certificate that nobody has signed is taken: the tests make their own. */
export const CAPABILITIES = { acceptInsecureCerts: true };

/** A browser that runs, with one page. */
export interface Driven {
  ask(command: Command, params?: Record<string, unknown>): Promise<unknown>;
  /** What it has printed, the console of its pages included. */
  readonly output: string;
  /** As its user closes it. */
  close(): Promise<void>;
  /** As when the system kills it, or the battery is empty. */
  kill(): Promise<void>;
}
