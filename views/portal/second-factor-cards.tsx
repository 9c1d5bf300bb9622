import type { VNode } from 'preact';
import type { SecondFactorKind } from '../../src/core/second-factor';
import type { Chrome } from '../layout/chrome';
import { Banner } from '../parts/banner';
import { Card } from '../parts/card';
import { CsrfField } from '../parts/csrf-field';
import { Time } from '../parts/time';

/** One of the person's second factors. */
export interface FactorRow {
  readonly id: string;
  readonly kind: SecondFactorKind;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

/** What the Security page shows of second factors. */
export interface SecondFactorCardsProps {
  readonly factors: readonly FactorRow[];
  /** One is asked of the person. */
  readonly asked: boolean;
  readonly recovery: { readonly left: number; readonly few: boolean };
}

/** The person's second factors, and their recovery codes. */
export function SecondFactorCards(props: SecondFactorCardsProps & { readonly chrome: Chrome }): VNode {
  const { chrome, factors, asked } = props;
  const { cards } = chrome.words.secondFactor;
  const lead = factors.length === 0 ? cards.leadNone : cards.leadSome;
  return (
    <>
      <Card
        id="second-step"
        title={cards.title}
        lead={asked ? `${lead} ${cards.asked}` : lead}
        end={
          <a class="btn small" href="/mfa/setup?next=/security">
            {cards.add}
          </a>
        }
        bare
      >
        {factors.length === 0 ? null : <FactorTable chrome={chrome} factors={factors} />}
      </Card>
      {factors.length === 0 ? null : <RecoveryCard {...props} />}
    </>
  );
}

function FactorTable({ chrome, factors }: { readonly chrome: Chrome; readonly factors: readonly FactorRow[] }): VNode {
  const { cards, kinds } = chrome.words.secondFactor;
  return (
    <table class="table fold">
      <caption class="vh">{cards.table}</caption>
      <thead>
        <tr>
          <th scope="col">{cards.nameHead}</th>
          <th scope="col">{cards.addedHead}</th>
          <th scope="col">{cards.usedHead}</th>
          <th scope="col">
            <span class="vh">{cards.actionHead}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {factors.map(({ id, kind, name, createdAt, lastUsedAt }) => (
          <tr>
            <td>
              <b>
                <bdi>{name}</bdi>
              </b>
              <small>{kinds[kind]}</small>
            </td>
            <td data-th={cards.addedHead}>
              <Time at={createdAt} now={chrome.now} />
            </td>
            <td data-th={cards.usedHead}>
              {lastUsedAt === undefined ? cards.never : <Time at={lastUsedAt} now={chrome.now} />}
            </td>
            <td class="act">
              <a class="btn small" href={factorHref(id, 'name')} aria-label={cards.renameOf({ name })}>
                {cards.rename}
              </a>{' '}
              <a class="btn small" href={factorHref(id, 'removal')} aria-label={cards.removeOf({ name })}>
                {cards.remove}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RecoveryCard({ chrome, recovery }: SecondFactorCardsProps & { readonly chrome: Chrome }): VNode {
  const { cards } = chrome.words.secondFactor;
  const { left, few } = recovery;
  return (
    <Card id="recovery-codes" title={cards.codesTitle}>
      <div class="stack s4">
        {few ? (
          <Banner kind="warn" title={cards.codesFew({ left })} />
        ) : (
          <p class="muted">{cards.codesLeft({ left })}</p>
        )}
        <form method="post" action="/security/recovery-codes" class="row">
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">{cards.codesButton}</button>
          <span class="small muted">{cards.codesNote}</span>
        </form>
      </div>
    </Card>
  );
}

/** The address of a page about one factor. */
export function factorHref(id: string, page: 'name' | 'removal'): string {
  return `/security/second-factors/${encodeURIComponent(id)}/${page}`;
}
