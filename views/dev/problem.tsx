import { Page, toHtml } from './page';

/** What went wrong, in words, and what to do. */
export interface ProblemView {
  readonly name: string;
  readonly sentence: string;
  readonly advice: string;
  /** The protocol's own words; empty when there are none. */
  readonly reason: string;
}

/** A problem page: sentence first, then what to do, then the protocol. */
export function renderProblem({ name, sentence, advice, reason }: ProblemView): string {
  return toHtml(
    <Page title="There is a problem" name={name} gate>
      <section class="card">
        <span class="badge bad">Needs attention</span>
        <h1>{sentence}</h1>
        <p>{advice}</p>
        {reason === '' ? null : (
          <div class="reason">
            <details open>
              <summary>Technical detail</summary>
              <pre class="code">{reason}</pre>
            </details>
          </div>
        )}
        <div class="row">
          <a class="btn" href="/">
            Status page
          </a>
        </div>
      </section>
    </Page>,
  );
}
