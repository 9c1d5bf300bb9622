import type { VNode } from 'preact';
import { isBrowser } from '../../../../src/core/rotation';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { Empty } from '../../../parts/empty';
import { Time } from '../../../parts/time';
import { counted } from '../../../parts/words';
import type { ReaderShown, RotationShown } from './props';

/** Who has read the metadata, and whether they saw the certificate that signs and the one to come. */
export function Readers(props: {
  readonly readers: readonly ReaderShown[];
  readonly rotation: RotationShown;
  readonly now: number;
  readonly label: string;
}): VNode {
  const { readers, rotation, now, label } = props;
  return (
    <Card
      id="readers"
      title="Who has read the metadata"
      lead="The metadata is open to everybody: look whether the address and the program are the application’s."
      bare
    >
      {readers.length === 0 ? (
        <Empty icon="info" title="Nobody yet" text={`${label} was given the values by hand, or has not begun.`} />
      ) : (
        <table class="table fold">
          <caption class="vh">Readers of the metadata, the last one first</caption>
          <thead>
            <tr>
              <th scope="col">Program</th>
              <th scope="col">Last read</th>
              <th scope="col">What it saw</th>
            </tr>
          </thead>
          <tbody>
            {readers.map((reader) => (
              <tr>
                <td>
                  <bdi>{reader.userAgent ?? 'A program without a name'}</bdi>
                  <small>
                    <bdi>{reader.clientIp ?? 'unknown address'}</bdi>
                    {isBrowser(reader) ? ', a browser: somebody looked at it' : ''}
                  </small>
                </td>
                <td data-th="Last read">
                  <div>
                    <Time at={reader.lastAt} now={now} />
                    <small>{counted(reader.reads, 'read')}</small>
                  </div>
                </td>
                <td data-th="What it saw">
                  <div>
                    <Seen reader={reader} rotation={rotation} />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Seen({ reader, rotation }: { readonly reader: ReaderShown; readonly rotation: RotationShown }): VNode {
  const saw = (fingerprint: string | undefined): boolean =>
    fingerprint !== undefined && reader.fingerprints.includes(fingerprint);
  const { current, next } = rotation;
  if (next !== undefined && saw(next.fingerprint)) return <Badge kind="ok">The next certificate</Badge>;
  if (!saw(current?.fingerprint)) return <Badge kind="bad">Not the one in use</Badge>;
  if (next !== undefined) return <Badge kind="warn">The one in use alone</Badge>;
  return <Badge kind="ok">The one in use</Badge>;
}
