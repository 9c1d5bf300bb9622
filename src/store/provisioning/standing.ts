import { compact } from '../../core/compact';
import type { Application, IdmState } from '../../core/application';
import type { ApplicationId } from '../../core/ids';
import { readApplication, type ApplicationRow } from '../applications';
import { rowsOf, truth } from '../dialect';
import type { Reader } from '../tx';

/** What a turn of provisioning opens with. */
export interface Opening {
  readonly application: Application;
  readonly sealedToken?: string;
  /** What is known of the SP, as JSON of the table of facts. */
  readonly facts?: string;
}

/** Finds an application with its sealed token and what is known of its SP, in one statement. */
export async function findOpening(reader: Reader, id: ApplicationId): Promise<Opening | undefined> {
  const [row] = await rowsOf<ApplicationRow & { known_facts: string | null }>(
    reader,
    `select a.*, f.facts as known_facts from applications a left join scim_facts f on f.application_id = a.id
      where a.id = ?`,
    [id],
  );
  if (row === undefined) return undefined;
  const { idm_token_sealed: sealed, known_facts: facts } = row;
  return compact<Opening>({
    application: readApplication(row),
    sealedToken: sealed ?? undefined,
    facts: facts ?? undefined,
  });
}

/** What a batch rests on besides its people. */
export interface Standing {
  readonly idmState: IdmState;
  /** The settings of the integration, as JSON. */
  readonly idm: string;
  /** Removals wait or were allowed: usually there is none, and nothing to look for. */
  readonly hasRemovals: boolean;
}

/** Finds how an application stands at this moment; undefined when it is gone. */
export async function findStanding(reader: Reader, applicationId: ApplicationId): Promise<Standing | undefined> {
  const [row] = await rowsOf<{ idm_state: IdmState; idm: string; removals: unknown }>(
    reader,
    `select idm_state, idm, exists (select 1 from removals r
        where r.application_id = a.id and r.state in ('held', 'allowed')) as removals
       from applications a where a.id = ?`,
    [applicationId],
  );
  return row && { idmState: row.idm_state, idm: row.idm, hasRemovals: truth(row.removals) };
}
