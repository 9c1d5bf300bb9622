import type { VNode } from 'preact';
import { FILE_PROPERTIES } from '../../../src/core/user-file/columns';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Check, Select } from '../../parts/field';
import { userFilePath, type FilePageProps } from './props';

const PROPERTIES = [
  { value: '', label: 'Leave out' },
  ...FILE_PROPERTIES.map(({ name, label }) => ({ value: name, label })),
];

/** Which column holds what, and what becomes of the lines. Saving it checks every line again. */
export function ColumnsCard(props: FilePageProps): VNode {
  const { chrome, id, columns, choices, groups, mail, errors = {} } = props;
  return (
    <Card
      id="columns"
      title="Columns and choices"
      lead="Guessed from the headings. An empty cell leaves what is there. Whoever is in the directory keeps the username."
    >
      <form class="stack s4" method="post" action={`${userFilePath(id)}/columns`}>
        <CsrfField token={chrome.csrfToken} />
        <div class="two">
          {columns.map(({ heading, example, property }, index) => (
            <Select
              name={`column.${index}`}
              label={heading === '' ? `Column ${index + 1}` : heading}
              value={property}
              options={PROPERTIES}
              help={example === '' ? undefined : `For example ${example}`}
              error={errors[`column.${index}`]}
            />
          ))}
        </div>
        <fieldset>
          <legend>People who are in the directory already</legend>
          <div class="checks">
            <Choice name="existing" value="skip" label="Leave them as they are" now={choices.existing} />
            <Choice
              name="existing"
              value="update"
              label="Update them"
              help="What the columns above hold is replaced; everything else stays."
              now={choices.existing}
            />
            <Choice name="existing" value="refuse" label="Show them as problems" now={choices.existing} />
          </div>
        </fieldset>
        <fieldset>
          <legend>How new people get in</legend>
          <div class="checks">
            {mail ? (
              <Choice
                name="first"
                value="mailed-link"
                label="Activation link by email"
                help="Everybody new gets a mail with a link and chooses a password with it."
                now={choices.first}
              />
            ) : null}
            <Choice
              name="first"
              value="later"
              label="Later"
              help="They are staged. Make the activation link on the page of each person when it is time."
              now={choices.first}
            />
          </div>
        </fieldset>
        {groups.length === 0 ? null : (
          <Select
            name="groupId"
            label="User Group they join"
            value={choices.groupId}
            options={[{ value: '', label: 'None' }, ...groups]}
            help="Everybody who is new joins it, and those who are updated."
            error={errors['groupId']}
          />
        )}
        <div class="row">
          <button class="btn">Check again</button>
        </div>
      </form>
    </Card>
  );
}

function Choice(props: {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly help?: string;
  readonly now: string;
}): VNode {
  const { now, ...rest } = props;
  return <Check type="radio" {...rest} checked={now === props.value} />;
}
