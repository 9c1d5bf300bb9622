/** The scimType keywords of RFC 7644 section 3.12 and RFC 9865 that the simulator answers with. */
export type ScimType =
  | 'invalidFilter'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'tooMany'
  | 'invalidCursor';

/** A refusal in the form of RFC 7644 section 3.12. */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
  }

  /** The body that goes over the wire; the status is a text there (RFC 7644 section 3.12). */
  body(): Record<string, unknown> {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.message,
      status: String(this.status),
    };
  }
}

/** A 400 with its keyword. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

/** The answer to a method that an endpoint does not have. */
export function notAllowed(method: string): ScimError {
  return new ScimError(405, `${method} is not possible here.`);
}
