import type { VNode } from 'preact';

import type { DefectGroupView, DefectView } from './status';

/** The switches for defects, in groups that open where one is on. Saving sets all of them at once. */
export function DefectForm({ groups }: { groups: readonly DefectGroupView[] }): VNode {
  const on = groups.reduce((sum, group) => sum + countOn(group), 0);
  return (
    <section class="card">
      <header>
        <h2>Defects</h2>
        {on === 0 ? <span class="badge off">None on</span> : <span class="badge warn">{`${on} on`}</span>}
        <p>Make this application misbehave, to see what Passo makes of it.</p>
      </header>
      <div class="body">
        <form method="post" action="/simulator/defects" class="stack s4">
          {groups.map((group) => (
            <DefectGroup key={group.title} group={group} />
          ))}
          <div class="row">
            <button class="btn main">Save defects</button>
          </div>
        </form>
      </div>
    </section>
  );
}

function DefectGroup({ group }: { group: DefectGroupView }): VNode {
  const on = countOn(group);
  return (
    <details open={on > 0}>
      <summary>
        {group.title} {on === 0 ? null : <span class="badge warn">{`${on} on`}</span>}
      </summary>
      <div class="stack s4">
        {group.defects.map((defect) => (
          <DefectField key={defect.name} defect={defect} />
        ))}
      </div>
    </details>
  );
}

function countOn({ defects }: DefectGroupView): number {
  return defects.filter((defect) => defect.value !== undefined).length;
}

function DefectField({ defect }: { defect: DefectView }): VNode {
  const id = `d-${defect.name}`;
  const helpId = `${id}-help`;
  if (defect.kind === 'switch') {
    return (
      <div class="check">
        <input
          type="checkbox"
          id={id}
          name={defect.name}
          value="on"
          checked={defect.value === true}
          aria-describedby={helpId}
        />
        <span>
          <label for={id}>{defect.label}</label>
          <small class="sub" id={helpId}>
            {defect.sentence}
          </small>
        </span>
      </div>
    );
  }
  if (defect.kind === 'choice') {
    return (
      <div class="field">
        <label for={id}>{defect.label}</label>
        <select class="input" id={id} name={defect.name} aria-describedby={helpId}>
          <option value="">Off</option>
          {(defect.choices ?? []).map(({ value, label }) => (
            <option key={value} value={value} selected={defect.value === value}>
              {label}
            </option>
          ))}
        </select>
        <span class="help" id={helpId}>
          {defect.sentence}
        </span>
      </div>
    );
  }
  const number = defect.kind === 'number';
  return (
    <div class="field">
      <label for={id}>{defect.label}</label>
      <input
        class={number ? 'input short' : 'input'}
        id={id}
        name={defect.name}
        inputMode={number ? 'decimal' : 'text'}
        value={defect.value === undefined ? '' : String(defect.value)}
        autocomplete="off"
        aria-describedby={helpId}
      />
      <span class="help" id={helpId}>
        {defect.sentence}
      </span>
    </div>
  );
}
