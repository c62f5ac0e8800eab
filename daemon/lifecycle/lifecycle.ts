/** How the running daemon comes to its end: asked to stop, asked to hand over, or because nobody needs it. */

import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { LifecycleService } from '../services.ts';
import { version } from '../version.ts';
import { checkHandOver } from './hand-over.ts';
import { IdleExit } from './idle-exit.ts';

export type EndReason = 'stop' | 'handover' | 'idle';

export interface LifecycleOptions {
  clock: Clock;
  /** Milliseconds without a caller after which the daemon ends; 0: never. */
  idleLimit: () => number;
  /** Something keeps the daemon although nobody calls. */
  isNeeded: () => boolean;
  holdsMemoryOnlyGrants: () => boolean;
  isAtRisk: () => boolean;
  end: (reason: EndReason) => void;
}

export class Lifecycle implements LifecycleService {
  readonly version = version;
  readonly startId: string;
  readonly #options: LifecycleOptions;
  readonly #idleExit: IdleExit;

  constructor(options: LifecycleOptions, startId: string = randomUUID()) {
    this.startId = startId;
    this.#options = options;
    const { clock, idleLimit, isNeeded, end } = options;
    this.#idleExit = new IdleExit({ clock, limit: idleLimit, isNeeded, end: () => end('idle') });
  }

  async shutDown(request: Parameters<LifecycleService['shutDown']>[0]): Promise<void> {
    const { holdsMemoryOnlyGrants, isAtRisk, end } = this.#options;
    if (request.reason === 'handover') {
      checkHandOver({
        running: this.version,
        successor: request.version,
        holdsMemoryOnlyGrants: holdsMemoryOnlyGrants(),
        isAtRisk: isAtRisk(),
      });
    }
    // Not before this call was answered.
    setImmediate(() => end(request.reason));
  }

  called(): void {
    this.#idleExit.called();
  }

  stop(): void {
    this.#idleExit.stop();
  }
}
