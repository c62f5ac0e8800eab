import type { Express } from 'express';
import { diagnosisRequest } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function diagnosisRoutes(application: Express, { services }: ServerContext): void {
  application.post('/v1/diagnoses', async (request, response) => {
    response.json(await services.diagnoses.diagnose(validated(diagnosisRequest, request.body, 'member')));
  });
}
