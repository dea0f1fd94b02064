import { spawn, type ChildProcess } from 'node:child_process';

/** A program and all that it starts: a browser is a dozen processes. What they print is kept. */
export class Program {
  output = '';
  #child: ChildProcess;
  #gone: Promise<unknown>;

  private constructor(
    readonly name: string,
    child: ChildProcess,
  ) {
    this.#child = child;
    this.#gone = new Promise((gone) => child.once('exit', gone).once('error', gone));
    for (const stream of child.stdio) {
      stream?.on('data', (text: Buffer) => {
        this.output += text.toString();
        child.emit('said');
      });
    }
  }

  static start(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Program {
    const stdio = ['ignore' as const, 'pipe' as const, 'pipe' as const, 'pipe' as const];
    // In a group of their own, so that all of them can be ended at once.
    return new Program(name, spawn(name, args, { detached: true, env: { ...process.env, ...env }, stdio }));
  }

  /** Until it prints this; gives what the bracket of the pattern found. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)?.[1];
      if (found !== undefined) return found;
      const said = new Promise((said) => this.#child.once('said', () => said(true)));
      if (!(await Promise.race([said, this.#gone.then(() => false)]))) throw new Error(`${this.name} ended, or is not there:\n${this.output}`);
    }
  }

  /** Until it has ended by itself. */
  async ended(): Promise<void> {
    await this.#gone;
  }

  /** All of them, and by default as when the battery is empty: at once, and nobody is told. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, signal);
    await this.#gone;
  }
}
