import { compact } from '../../core/compact';
import { makeLateWatch, sealHash, type ChainHead, type LateWatch } from '../../events/chain';
import { countEventsToSeal, listKnownEvents } from '../../store/evidence/queue';
import { findChain, findLastPosition, listSeals, type Chain, type SealedRow } from '../../store/evidence/seals';
import type { Reader } from '../../store/tx';
import type { Deps } from '../deps';

/**
 * What was found. `changed`: the event, or its seal, is not what was sealed. `missing`: an event was taken out. `gap`: events
 * were taken out together with their seals. `inserted`: an event was never sealed and does not wait for it. `late`: it came
 * into the log long after its time, while others were written. `end`: the end is not where it was noted.
 */
export type EvidenceFaultKind = 'changed' | 'missing' | 'gap' | 'inserted' | 'late' | 'end';

/** One thing that is wrong with the log. */
export interface EvidenceFault {
  readonly kind: EvidenceFaultKind;
  /** The place in the chain; absent for an event that has none. */
  readonly position?: number;
  readonly eventId?: string;
  /** What is wrong and where, as a sentence. */
  readonly sentence: string;
}

/** What a look at the whole log found. */
export interface EvidenceReport {
  /** Nothing is wrong. */
  readonly intact: boolean;
  /** Events of the chain that were looked at. */
  readonly checked: number;
  /** Events that were recorded a moment ago, and are not sealed yet. */
  readonly waiting: number;
  /** Events that retention removed before the first one that is kept. */
  readonly removed: number;
  /** The end of the chain now, to be noted. */
  readonly head: ChainHead;
  /** The first faults, at most 100. */
  readonly faults: readonly EvidenceFault[];
  readonly faultCount: number;
  /** What became of the end that was noted earlier; absent when none was given. */
  readonly noted?: 'found' | 'not found' | 'removed by retention';
}

/** What can be asked beside. */
export interface VerifyOptions {
  /** An end that was noted earlier: it must still be part of the chain. */
  readonly noted?: ChainHead;
  /** Told now and then how many events were looked at. */
  readonly onProgress?: (checked: number) => void;
}

const PIECE = 1_000;
const MOST_FAULTS = 100;

interface Walk {
  readonly reader: Reader;
  readonly options: VerifyOptions;
  readonly late: LateWatch;
  readonly faults: EvidenceFault[];
  count: number;
  checked: number;
  notedHash?: string;
}

/**
 * Looks at every event and its seal, in pieces, and names what does not hold. It reads only, also while Passo works. The
 * command line prints the report, and ends with 1 when it is not intact.
 */
export async function verifyEvents(deps: Pick<Deps, 'db'>, options: VerifyOptions = {}): Promise<EvidenceReport> {
  const { db: reader } = deps;
  const walk: Walk = { reader, options, late: makeLateWatch(), faults: [], count: 0, checked: 0 };
  const chain = await findChain(reader);
  if (chain === undefined) {
    add(walk, { kind: 'end', sentence: 'The row that says where the chain begins and ends is gone.' });
    return report(walk, { head: { position: 0, hash: '' }, anchor: { position: 0, hash: '' }, toldAt: 0 });
  }
  if (chain.head.position > 0 && chain.anchor.position >= chain.head.position) {
    add(walk, { kind: 'end', sentence: 'The log was emptied: retention always leaves the last event of the chain.' });
  }
  const last = await walkSeals(walk, chain);
  await checkEnd(walk, chain, last);
  await findInserted(walk);
  const noted = judgeNoted(walk, chain);
  return { ...(await report(walk, chain)), ...(noted === undefined ? {} : { noted }) };
}

/** Walks from the anchor to the end. @returns the last seal that was there */
async function walkSeals(walk: Walk, chain: Chain): Promise<ChainHead> {
  let last = chain.anchor;
  noteHash(walk, last);
  while (last.position < chain.head.position) {
    const rows = await listSeals(walk.reader, last.position, chain.head.position, PIECE);
    if (rows.length === 0) break;
    for (const row of rows) last = await checkSeal(walk, last, row);
    walk.options.onProgress?.(walk.checked);
  }
  return last;
}

async function checkSeal(walk: Walk, before: ChainHead, { seal, stored }: SealedRow): Promise<ChainHead> {
  let previous = before;
  if (seal.position !== before.position + 1) {
    previous = await afterPruning(walk, before, seal.position);
    const taken = seal.position - previous.position - 1;
    if (taken > 0) addGap(walk, previous.position + 1, taken, seal.eventId);
  }
  walk.checked += 1;
  noteHash(walk, seal);
  const { position, eventId, sealedAt } = seal;
  if (stored === undefined) {
    add(walk, {
      kind: 'missing',
      position,
      eventId,
      sentence: `Event ${eventId}, number ${position} of the chain, was taken out.`,
    });
    return seal;
  }
  if (!isGap(previous, seal) && sealHash(previous.hash, position, sealedAt, stored.values) !== seal.hash) {
    add(walk, {
      kind: 'changed',
      position,
      eventId,
      sentence: `Event ${eventId}, number ${position} of the chain, is not what was sealed: it, its seal or the seal before was changed.`,
    });
  } else if (walk.late.isLate(seal, stored.at)) {
    add(walk, {
      kind: 'late',
      position,
      eventId,
      sentence: `Event ${eventId} says that it happened on ${moment(stored.at)}, and came into the log on ${moment(sealedAt)}, after later ones.`,
    });
  }
  return seal;
}

/** After a gap the hash before is not known: the event there can’t be judged, the next one can. */
function isGap(previous: ChainHead, seal: ChainHead): boolean {
  return seal.position !== previous.position + 1;
}

/** Retention may have removed events while they were looked at: the chain begins later then, and nothing is wrong. */
async function afterPruning(walk: Walk, before: ChainHead, next: number): Promise<ChainHead> {
  const anchor = (await findChain(walk.reader))?.anchor;
  return anchor !== undefined && anchor.position > before.position && anchor.position < next ? anchor : before;
}

function addGap(walk: Walk, first: number, taken: number, beforeId: string): void {
  const numbers = taken === 1 ? `number ${first}` : `numbers ${first} to ${first + taken - 1}`;
  add(walk, {
    kind: 'gap',
    position: first,
    sentence: `${taken === 1 ? '1 event was' : `${taken} events were`} taken out with ${taken === 1 ? 'its seal' : 'their seals'}: ${numbers} of the chain, before event ${beforeId}.`,
  });
}

/** The chain must end where it is noted that it ends. */
async function checkEnd(walk: Walk, { head }: Chain, last: ChainHead): Promise<void> {
  if (last.position < head.position) {
    const now = await findChain(walk.reader);
    if (now !== undefined && now.anchor.position >= head.position) return;
    const taken = head.position - last.position;
    add(walk, {
      kind: 'gap',
      position: last.position + 1,
      sentence: `${taken === 1 ? 'The last event was' : `The last ${taken} events were`} taken out with ${taken === 1 ? 'its seal' : 'their seals'}: after number ${last.position} of the chain.`,
    });
  } else if (last.hash !== head.hash) {
    add(walk, {
      kind: 'end',
      sentence: `The chain does not end with the hash that is noted for number ${head.position}.`,
    });
  }
  const lastPosition = await findLastPosition(walk.reader);
  const now = await findChain(walk.reader);
  if (now !== undefined && lastPosition > now.head.position) {
    add(walk, {
      kind: 'end',
      position: now.head.position,
      sentence: `Seals go on to number ${lastPosition}, behind the noted end ${now.head.position}.`,
    });
  }
}

/** Finds events that no seal knows. */
async function findInserted(walk: Walk): Promise<void> {
  let after = '';
  for (;;) {
    const events = await listKnownEvents(walk.reader, after, PIECE);
    for (const { id, at, known } of events) {
      if (known) continue;
      add(walk, {
        kind: 'inserted',
        eventId: id,
        sentence: `Event ${id}, which says that it happened on ${moment(at)}, was put in: it was never sealed.`,
      });
    }
    after = events.at(-1)?.id ?? after;
    if (events.length < PIECE) return;
  }
}

function noteHash(walk: Walk, { position, hash }: ChainHead): void {
  if (walk.options.noted?.position === position) walk.notedHash = hash;
}

function judgeNoted(walk: Walk, chain: Chain): EvidenceReport['noted'] {
  const { noted } = walk.options;
  if (noted === undefined) return undefined;
  if (noted.position < chain.anchor.position) return 'removed by retention';
  if (walk.notedHash === noted.hash) return 'found';
  const shorter = noted.position > chain.head.position;
  add(walk, {
    kind: 'end',
    position: noted.position,
    sentence: shorter
      ? `The chain ends at number ${chain.head.position}, and ${noted.position} was noted: events were taken out at the end.`
      : `Number ${noted.position} of the chain has another hash than was noted: it, or something before it, was changed.`,
  });
  return 'not found';
}

function add(walk: Walk, fault: EvidenceFault): void {
  walk.count += 1;
  if (walk.faults.length < MOST_FAULTS) walk.faults.push(fault);
}

async function report(walk: Walk, chain: Chain): Promise<EvidenceReport> {
  return compact<EvidenceReport>({
    intact: walk.count === 0,
    checked: walk.checked,
    waiting: await countEventsToSeal(walk.reader),
    removed: chain.anchor.position,
    head: chain.head,
    faults: walk.faults,
    faultCount: walk.count,
    noted: undefined,
  });
}

function moment(at: number): string {
  return new Date(at).toISOString();
}
