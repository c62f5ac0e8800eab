import type { Express } from 'express';
import { type AuditResponse, auditQuery } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function auditRoutes(application: Express, { services }: ServerContext): void {
  application.get('/v1/audit', (request, response) => {
    const query = validated(auditQuery, request.query, 'parameter');
    response.json(services.audit.list(query) satisfies AuditResponse);
  });
}
