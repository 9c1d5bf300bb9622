import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import type { Connector } from '../../connectors/definition';
import { checkVariables } from '../../connectors/placeholders';
import { isWebAddress } from '../../saml/service-provider';
import type { GeneralInfo } from '../../store/applications';

/** The General Info of an application as typed. */
export interface GeneralInput {
  readonly label: string;
  readonly description?: string;
  readonly showInPortal: boolean;
  readonly bookmarkUrl?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** For admins alone. */
  readonly note?: string;
}

/**
 * Checks General Info against its connector. Only the connector's own variables are kept.
 * @throws AppError invalid; a variable's problem is named `variable.NAME`
 */
export function readGeneralInfo(connector: Connector, input: GeneralInput): GeneralInfo {
  const label = input.label.trim().normalize('NFC');
  const description = input.description?.trim() ?? '';
  const bookmarkUrl = input.bookmarkUrl?.trim() ?? '';
  const note = input.note?.trim() ?? '';
  const fields: Record<string, string> = {};
  if (label === '') fields['label'] = 'Enter a Display Label.';
  if (label.length > 256) fields['label'] = 'A Display Label can have 256 characters at most.';
  if (/[\p{Cc}\p{Cs}]/u.test(label)) fields['label'] = 'The Display Label holds a character that can’t be kept.';
  if (description.length > 1024) fields['description'] = 'A description can have 1,024 characters at most.';
  if (note.length > 4_000) fields['note'] = 'A note can have 4,000 characters at most.';
  if (/(?![\t\r\n])[\p{Cc}\p{Cs}]/u.test(note)) fields['note'] = 'The note holds a character that can’t be kept.';
  if (connector.bookmark && !isWebAddress(bookmarkUrl)) {
    fields['bookmarkUrl'] = 'Enter the full address of the sign-in page, such as https://www.example.com/login.';
  }
  for (const [name, problem] of Object.entries(checkVariables(connector.variables, input.variables))) {
    fields[`variable.${name}`] = problem;
  }
  if (Object.keys(fields).length > 0) throw invalid(fields);
  return compact<GeneralInfo>({
    label,
    description: description === '' ? undefined : description,
    showInPortal: input.showInPortal,
    note: note === '' ? undefined : note,
    bookmarkUrl: connector.bookmark ? bookmarkUrl : undefined,
    variables: Object.fromEntries(
      connector.variables.map((variable) => [variable.name, (input.variables[variable.name] ?? '').trim()]),
    ),
  });
}
