/** `/v1/diagnoses`: what is wrong between this daemon and a profile's server. */

import * as z from 'zod';
import { profileName } from './common.ts';

export const diagnosisRequest = z
  .strictObject({
    profile: profileName,
    workspace: z.string().min(1).max(4096).optional().describe('Folder whose tokenwell.json is read too'),
  })
  .meta({ id: 'DiagnosisRequest' });
export type DiagnosisRequest = z.infer<typeof diagnosisRequest>;

export const finding = z
  .object({
    check: z.string().describe('What was looked at, e.g. `certificate`'),
    result: z.enum(['ok', 'warning', 'failed']),
    detail: z.string().describe('What was found, for a person; no secret'),
    advice: z.string().nullable().describe('What to do about it'),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof finding>;

export const diagnosisResponse = z.object({ findings: z.array(finding) }).meta({ id: 'Diagnosis' });
export type DiagnosisResponse = z.infer<typeof diagnosisResponse>;
