import { text, type Form } from '../forms';

/** Says what was looked at, so that a confirmation counts for that alone. */
export function confirmationOf(what: string, ids: readonly string[]): string {
  return [what, ...[...ids].sort()].join(',');
}

/** What a form of access is sent for: to look, to look because somebody loses something, or to save. */
export function isToShow(form: Form, loses: boolean, confirmation: string): boolean {
  return text(form, 'action') === 'preview' || (loses && text(form, 'confirmation') !== confirmation);
}
