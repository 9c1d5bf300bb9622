import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** The frame of every simulator page. */
export interface PageProps {
  readonly title: string;
  /** What the simulated service provider is called. */
  readonly name: string;
  /** Centred and narrow, as sign-in pages are. */
  readonly gate?: boolean;
  /** Address of a script of the simulator's own, beside passo.js. */
  readonly script?: string;
  readonly children: ComponentChildren;
}

/** The frame: head, header with the simulator's name, and the page's content. */
export function Page({ title, name, gate = false, script, children }: PageProps): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${name}`}</title>
        <link rel="icon" href="/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/passo.css" />
        <script src="/passo.js" defer />
        {script === undefined ? null : <script src={script} defer />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {gate ? (
          <div class="gate wide">
            <main id="main">{children}</main>
          </div>
        ) : (
          <>
            <header class="portal-top">
              <a class="who" href="/">
                <span class="logo tiny hue-3" aria-hidden="true">
                  {name.slice(0, 1).toUpperCase()}
                </span>
                <b>{name}</b>
              </a>
              <span class="badge plain">Simulated application</span>
            </header>
            <main id="main" class="portal sheet">
              {children}
            </main>
          </>
        )}
      </body>
    </html>
  );
}

/** Renders a page to HTML. Texts are escaped. */
export function toHtml(page: VNode): string {
  return `<!doctype html>\n${render(page)}`;
}
