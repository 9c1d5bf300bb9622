import type { AnyEvent, DirectoryEvent } from '../events/catalog';
import type { Tracer } from './tracer';

/** Takes events as they are recorded, to trace them, and hands them on to whoever counts them. */
export function tracedEvents(tracer: Tracer, next?: (event: DirectoryEvent) => void): (event: DirectoryEvent) => void {
  return (event) => {
    next?.(event);
    traceEvent(tracer, event);
  };
}

/**
 * Notes an event that is recorded: the request it comes of gets its correlation id, and a sign-on is a span below, from the
 * head of the request to the moment it was answered or refused. Quick, and never throws: it stands on the hot path.
 */
function traceEvent(tracer: Tracer, event: DirectoryEvent): void {
  const span = tracer.current();
  if (span === undefined) return;
  span.keep();
  if (span.kind !== 'server') return;
  span.note({ 'passo.correlation_id': event.correlationId ?? event.id });
  const known = event as AnyEvent;
  if (known.name !== 'sso_auth') return;
  const { binding = 'none', startedBy, code } = known.payload;
  const facts = {
    'passo.application_id': known.applicationId,
    'passo.application_label': known.applicationLabel,
    'passo.sign_on.outcome': known.result,
    'passo.sign_on.refusal': code,
    'passo.sign_on.binding': binding,
    'passo.sign_on.started_by': startedBy,
    'passo.correlation_id': known.correlationId ?? known.id,
  };
  tracer.begin({ name: 'sign-on', facts, sinceParent: true }).end();
}
