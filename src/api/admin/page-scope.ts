import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Scope } from '../../accounts/scopes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What an operator needs for a page; null: nothing but to work here. A page that does not say is nobody's. */
    pageScope?: Scope | null;
  }
}

/** Says for all pages that are registered here what an operator needs; a page of its own config needs that instead. */
export function needs(app: FastifyInstance, scope: Scope | null): void {
  app.addHook('onRoute', (route) => {
    route.config = { pageScope: scope, ...route.config };
  });
}

/** Whether the operator who asks may open this page, and send its form. */
export function mayOpen({ operator, routeOptions }: FastifyRequest): boolean {
  const { pageScope } = routeOptions.config;
  if (pageScope === undefined || operator === undefined) return false;
  return pageScope === null || operator.scopes.includes(pageScope);
}

/**
 * A page without the links and forms that are not for this operator: those which name another scope in `data-scope`. Only
 * our own markup can, as what others wrote is escaped. What they lead to is guarded all the same.
 */
export function withOwnParts(page: string, scopes: readonly Scope[]): string {
  return page.replaceAll(/<(a|form) data-scope="([\w:]+)".*?<\/\1>/gs, (part, _tag, scope) =>
    scopes.includes(scope) ? part : '',
  );
}
