import type { Request } from 'express';
import type { GeneralValues, VariableField } from '../../../../views/admin/applications/props';
import type { GeneralInput } from '../../../actions/applications/general-input';
import { readImage } from '../../../actions/applications/image-input';
import type { Connector } from '../../../connectors/definition';
import { findPlaceholders } from '../../../connectors/placeholders';
import type { Application } from '../../../core/application';
import { AppError, type FieldErrors } from '../../../core/errors';
import { text, ticked, uploaded, withPrefix, type Form } from '../../forms';

/** General Info as typed. */
export function generalFrom(form: Form): GeneralValues {
  return {
    label: text(form, 'label'),
    description: text(form, 'description'),
    showInPortal: ticked(form, 'showInPortal'),
    bookmarkUrl: text(form, 'bookmarkUrl'),
    variables: withPrefix(form, 'variable.'),
    note: text(form, 'note'),
  };
}

/** General Info as stored. */
export function generalOf(application: Application): GeneralValues & GeneralInput {
  const { label, description = '', showInPortal, bookmarkUrl = '', variables, note = '' } = application;
  return { label, description, showInPortal, bookmarkUrl, variables, note };
}

/** A connector's variables with the addresses each of them stands in. */
export function variableFields(connector: Pick<Connector, 'variables' | 'saml' | 'scim'>): readonly VariableField[] {
  const { saml, scim } = connector;
  const template = scim?.baseUrl.kind === 'template' ? scim.baseUrl.template : undefined;
  const texts = [
    ['SP Entity ID', saml?.entityId],
    ['ACS URL', saml?.acsUrl],
    ['Login URL', saml?.loginUrl],
    ['Base URL', template],
  ] as const;
  return connector.variables.map((variable) => ({
    ...variable,
    fills: texts.filter(([, value]) => findPlaceholders(value ?? '').includes(variable.name)).map(([field]) => field),
  }));
}

/**
 * The User Portal Image of a form; undefined when none was chosen.
 * @throws AppError invalid
 */
export function imageFrom(request: Request): ReturnType<typeof readImage> | undefined {
  const bytes = uploaded(request, 'image');
  return bytes === undefined ? undefined : readImage(bytes);
}

/**
 * The sentences by field of a form that was refused.
 * @throws the error itself when it is about anything else
 */
export function refusalOf(error: unknown): FieldErrors {
  if (error instanceof AppError && error.code === 'invalid') return error.fields;
  throw error;
}
