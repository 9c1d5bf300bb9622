import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { Empty } from '../../../../parts/empty';
import { fieldId } from '../../../../parts/field';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';

/** People with access who lack an attribute that the application requires. */
export interface MissingPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** The attribute's name on the admin's screen. */
  readonly attribute: string;
  /** Our property, to lead to its field. */
  readonly property?: string;
  readonly people: readonly { readonly id: string; readonly name: string; readonly username: string }[];
  readonly hasMore: boolean;
}

/** Lists who is not sent until an attribute is filled in, each with the way to the field. */
export function MissingPage({ chrome, frame, attribute, property, people, hasMore }: MissingPageProps): VNode {
  const path = `/admin/applications/${frame.slug}/identity-management/mappings`;
  const anchor = property === undefined ? '' : `#${fieldId(property)}`;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page={`Without ${attribute}`}>
      <Card
        id="missing"
        title={`People without ${attribute}`}
        lead={`${frame.label} requires ${attribute}, and it is empty for these people. They are not sent until it is filled in.`}
        end={
          <a class="btn small" href={path}>
            Attribute Mappings
          </a>
        }
        bare
      >
        {people.length === 0 ? (
          <Empty icon="check" title="Nobody lacks it" text={`Everybody with access has a value for ${attribute}.`} />
        ) : (
          <table class="table fold">
            <caption class="vh">People without {attribute}</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Username</th>
                <th scope="col">
                  <span class="vh">Action</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr>
                  <td>
                    <b>
                      <bdi>{person.name}</bdi>
                    </b>
                  </td>
                  <td data-th="Username">
                    <bdi>{person.username}</bdi>
                  </td>
                  <td>
                    <a class="btn small" href={`/admin/users/${person.id}${anchor}`}>
                      Fill in<span class="vh"> for {person.name}</span>
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {hasMore ? <footer>These are the first {people.length}; more people lack it.</footer> : null}
      </Card>
    </ApplicationFrame>
  );
}
