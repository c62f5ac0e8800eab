/** Findings, put short. */

import type { Finding } from '../api.ts';

export function ok(check: string, detail: string): Finding {
  return { check, result: 'ok', detail, advice: null };
}

export function warning(check: string, detail: string, advice: string): Finding {
  return { check, result: 'warning', detail, advice };
}

export function failed(check: string, detail: string, advice: string): Finding {
  return { check, result: 'failed', detail, advice };
}
