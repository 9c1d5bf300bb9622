/** A span as a collector reads it. */
export interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  /** 1 inside, 2 server, 3 client (opentelemetry.proto.trace.v1.Span.SpanKind). */
  readonly kind: number;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
  readonly resource: Readonly<Record<string, unknown>>;
}

type Field = readonly [number: number, value: bigint | Buffer];

/** Reads a message of protocol buffers as its fields, without knowing what they mean. */
function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error('A message ends in the middle of a number.');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('A message ends in the middle of a field.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) fields.push([tag >> 3, varint()]);
    else if (wire === 1) fields.push([tag >> 3, take(8).readBigUInt64LE()]);
    else if (wire === 2) fields.push([tag >> 3, take(Number(varint()))]);
    else if (wire === 5) fields.push([tag >> 3, BigInt(take(4).readUInt32LE())]);
    else throw new Error(`Fields of kind ${wire} are not in OTLP.`);
  }
  return fields;
}

const parts = (bytes: Buffer, wanted: number): Buffer[] =>
  fieldsOf(bytes).flatMap(([number, value]) => (number === wanted && Buffer.isBuffer(value) ? [value] : []));

const numberIn = (bytes: Buffer, wanted: number): bigint =>
  (fieldsOf(bytes).find(([number]) => number === wanted)?.[1] as bigint | undefined) ?? 0n;

const textIn = (bytes: Buffer, wanted: number): string => parts(bytes, wanted)[0]?.toString('utf8') ?? '';

/** opentelemetry.proto.common.v1: KeyValue and AnyValue. */
function attributesIn(bytes: Buffer, wanted: number): Record<string, unknown> {
  return Object.fromEntries(
    parts(bytes, wanted).map((pair) => {
      const [kind, value] = fieldsOf(parts(pair, 2)[0] ?? Buffer.alloc(0))[0] ?? [];
      const read = Buffer.isBuffer(value) ? value.toString('utf8') : kind === 2 ? value === 1n : Number(value);
      return [textIn(pair, 1), read];
    }),
  );
}

/** Reads an ExportTraceServiceRequest (opentelemetry.proto.collector.trace.v1). */
export function readSpans(body: Buffer): SeenSpan[] {
  return parts(body, 1).flatMap((resourceSpans) => {
    const resource = attributesIn(parts(resourceSpans, 1)[0] ?? Buffer.alloc(0), 1);
    return parts(resourceSpans, 2)
      .flatMap((scopeSpans) => parts(scopeSpans, 2))
      .map((span) => ({
        traceId: parts(span, 1)[0]?.toString('hex') ?? '',
        spanId: parts(span, 2)[0]?.toString('hex') ?? '',
        parentId: parts(span, 4)[0]?.toString('hex') ?? '',
        name: textIn(span, 5),
        kind: Number(numberIn(span, 6)),
        start: numberIn(span, 7),
        end: numberIn(span, 8),
        attributes: attributesIn(span, 9),
        status: Number(numberIn(parts(span, 15)[0] ?? Buffer.alloc(0), 3)),
        resource,
      }));
  });
}
