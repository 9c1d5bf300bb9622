import { createContext, h, options, type ComponentChildren, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chrome } from './chrome';

/**
 * Pages of the Administrator Portal offer only what their reader may use. The table of access knows every address, and
 * forms and links name theirs, so pages need not ask: inside a `Guard` a form whose address is refused shows its values
 * and nothing to press, and a link whose address is refused is its words alone.
 */
interface Guarding {
  readonly opens: (method: 'GET' | 'POST', path: string) => boolean;
  /** Where the page stands: a form without an address goes there. */
  readonly path: string;
  /** Ids of forms that are closed, for buttons that stand elsewhere. */
  readonly closed: Set<string>;
}

type Props = Readonly<Record<string, unknown>> & { readonly children?: ComponentChildren };

const Reader = createContext<Guarding | undefined>(undefined);
const InClosedForm = createContext(false);

/** Everything inside offers only what the reader may use; everything, where nothing is known of the reader. */
export function Guard({ chrome, children }: { readonly chrome: Chrome; readonly children: ComponentChildren }): VNode {
  const opens = chrome.person?.opens;
  const guarding = opens && { opens, path: chrome.path, closed: new Set<string>() };
  return <Reader.Provider value={guarding}>{children}</Reader.Provider>;
}

/** Makes an element as it was written, past the guard. */
function plain(tag: string, props: Props): VNode {
  return Object.assign(h('template', null), { type: tag, props });
}

function pathOf(address: unknown, fallback: string): string {
  return typeof address === 'string' && address !== '' ? (address.split(/[?#]/)[0] ?? '') : fallback;
}

function closes(guarding: Guarding | undefined, method: 'GET' | 'POST', path: string): boolean {
  return guarding !== undefined && /^\/admin(?:\/|$)/.test(path) && !guarding.opens(method, path);
}

function GuardedForm(props: Props): VNode {
  const guarding = useContext(Reader);
  const writes = String(props['method']).toLowerCase() === 'post';
  if (guarding === undefined || !writes || !closes(guarding, 'POST', pathOf(props['action'], guarding.path))) {
    return plain('form', props);
  }
  if (typeof props['id'] === 'string') guarding.closed.add(props['id']);
  const { method: _method, action: _action, children, ...rest } = props;
  return plain('form', { ...rest, children: <InClosedForm.Provider value={true}>{children}</InClosedForm.Provider> });
}

function GuardedControl({ tag, props }: { readonly tag: string; readonly props: Props }): VNode | null {
  const guarding = useContext(Reader);
  const inside = useContext(InClosedForm);
  const elsewhere = typeof props['form'] === 'string' && guarding?.closed.has(props['form']) === true;
  const address = props['formaction'];
  const refused = tag === 'button' && address !== undefined && closes(guarding, 'POST', pathOf(address, ''));
  if (!inside && !elsewhere && !refused) return plain(tag, props);
  if (tag === 'button' || props['type'] === 'hidden' || props['type'] === 'file') return null;
  return plain(tag, { ...props, disabled: true });
}

function GuardedLink(props: Props): VNode | null {
  if (!closes(useContext(Reader), 'GET', pathOf(props['href'], ''))) return plain('a', props);
  const classes = typeof props['class'] === 'string' ? props['class'] : '';
  if (/\bbtn\b/.test(classes)) return null;
  return <span class={classes === '' ? undefined : classes}>{props.children}</span>;
}

const CONTROLS = new Set(['button', 'input', 'select', 'textarea']);

/** Elements as views write them become guarded ones, wherever they stand: no page can forget it. */
const before = options.vnode?.bind(options);
options.vnode = (vnode) => {
  const { type, props } = vnode as unknown as { type: unknown; props: Props };
  if (type === 'form') replace(vnode, GuardedForm, props);
  else if (type === 'a' && String(props['href']).startsWith('/admin')) replace(vnode, GuardedLink, props);
  else if (typeof type === 'string' && CONTROLS.has(type)) replace(vnode, GuardedControl, { tag: type, props });
  before?.(vnode);
};

function replace(vnode: VNode, type: unknown, props: unknown): void {
  Object.assign(vnode, { type, props });
}
