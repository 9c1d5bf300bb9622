import type { Application } from '../../core/application';
import type { EventId } from '../../core/ids';
import { diagnose, type Diagnosis } from '../../saml/diagnosis/diagnosis';
import { prettyXml } from '../../saml/diagnosis/pretty';
import { findExchange, listExchanges, type Exchange } from '../../store/sign-on/exchanges';
import type { Deps } from '../deps';
import { readSurroundings } from './surroundings';

/** An exchange with what was wrong. */
export interface DiagnosedExchange {
  readonly exchange: Exchange;
  readonly diagnosis: Diagnosis;
}

/** An exchange with its messages written for reading. */
export interface ExchangeDetail extends DiagnosedExchange {
  readonly request?: string;
  readonly response?: string;
}

/** Lists the last exchanges with an application, the newest first, each with its cause. */
export async function listDiagnosed(
  deps: Pick<Deps, 'db' | 'journal'>,
  application: Application,
): Promise<DiagnosedExchange[]> {
  if (application.sso === undefined) return [];
  await written(deps);
  const exchanges = await listExchanges(deps.db, application.id);
  const around = await readSurroundings(deps, application, application.sso, exchanges);
  return exchanges.map((exchange) => ({ exchange, diagnosis: diagnose(exchange, around) }));
}

/** Finds one exchange of an application by the id of its event; undefined when it is not among the last ones any more. */
export async function findDiagnosed(
  deps: Pick<Deps, 'db' | 'journal'>,
  application: Application,
  id: EventId,
): Promise<ExchangeDetail | undefined> {
  if (application.sso === undefined) return undefined;
  await written(deps);
  const exchange = await findExchange(deps.db, application.id, id);
  if (exchange === undefined) return undefined;
  const around = await readSurroundings(
    deps,
    application,
    application.sso,
    await listExchanges(deps.db, application.id),
  );
  const { request, response } = exchange;
  return {
    exchange,
    diagnosis: diagnose(exchange, around),
    ...(request === undefined ? {} : { request: prettyXml(request) }),
    ...(response === undefined ? {} : { response: prettyXml(response) }),
  };
}

/** Who looks right after a sign-on has to find it; a database that can't write now is no reason to show nothing. */
async function written(deps: Pick<Deps, 'journal'>): Promise<void> {
  await deps.journal.flush().catch(() => undefined);
}
