/** What happens to a small company, as a list of changes that can be made again without harm, and what follows from it. */

/** A person as the model knows them; `slot` is the same person's place for ever, names and accounts change. */
export interface ModelPerson {
  readonly slot: number;
  readonly username: string;
  /** What they were called before: an account that is switched off keeps the name it had. */
  readonly formerly: readonly string[];
  readonly title: string;
  readonly department: string;
  readonly suspended: boolean;
  /** Assigned directly. */
  readonly assigned: boolean;
}

/** A user group as the model knows it. */
export interface ModelGroup {
  readonly slot: number;
  readonly name: string;
  readonly bound: boolean;
  readonly members: ReadonlySet<number>;
}

/** The company. */
export interface Model {
  readonly people: ReadonlyMap<number, ModelPerson>;
  readonly groups: ReadonlyMap<number, ModelGroup>;
  readonly groupsManaged: boolean;
}

/** One change, with the names that whoever carries it out needs; carrying it out twice is carrying it out once. */
export interface Change {
  readonly index: number;
  readonly kind: (typeof KINDS)[number];
  readonly username?: string;
  readonly newUsername?: string;
  readonly groupName?: string;
  readonly newGroupName?: string;
  readonly title?: string;
  readonly department?: string;
}

const KINDS = [
  ...['hire', 'hire', 'hire', 'title', 'title', 'title', 'department', 'rename', 'suspend', 'unsuspend', 'unsuspend'],
  ...['delete', 'join', 'join', 'join', 'join', 'leave', 'leave', 'assign', 'unassign', 'password'],
  ...['group', 'group', 'rename-group', 'delete-group', 'bind', 'bind', 'unbind', 'groups-on', 'groups-off'],
] as const;

const PEOPLE = 24;
const GROUPS = 5;

/** The company before anything happened: user groups are managed, and there is nobody. */
export const NOTHING: Model = { people: new Map(), groups: new Map(), groupsManaged: true };

/** A row of numbers from 0 to below 1 that a seed decides (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Makes a life of a company.
 * @returns the changes, in order, and the company that they lead to
 */
export function lifeOf(seed: number, length: number): { changes: Change[]; model: Model } {
  const random = randomOf(seed);
  const changes: Change[] = [];
  let model = NOTHING;
  while (changes.length < length) {
    const made = next(model, changes.length, random);
    if (made === undefined) continue;
    changes.push(made.change);
    model = made.model;
  }
  return { changes, model };
}

type Made = { change: Change; model: Model } | undefined;

function next(model: Model, index: number, random: () => number): Made {
  const pick = (below: number): number => Math.floor(random() * below);
  const kind = KINDS[pick(KINDS.length)] ?? 'title';
  const slot = pick(PEOPLE);
  const place = pick(GROUPS);
  // Turning group management off and on is rare: each time everything is compared.
  if ((kind === 'groups-on' || kind === 'groups-off') && random() < 0.8) return undefined;
  return (
    ofCompany(model, index, kind) ?? ofPerson(model, index, kind, slot, place) ?? ofGroup(model, index, kind, place)
  );
}

function ofCompany(model: Model, index: number, kind: Change['kind']): Made {
  if (kind !== 'groups-on' && kind !== 'groups-off') return undefined;
  return { change: { index, kind }, model: { ...model, groupsManaged: kind === 'groups-on' } };
}

function ofPerson(model: Model, index: number, kind: Change['kind'], slot: number, place: number): Made {
  const person = model.people.get(slot);
  const group = model.groups.get(place);
  if (kind === 'hire') {
    if (person !== undefined) return undefined;
    // Who comes back has the name of who left: their old account is theirs again, unless it was renamed.
    const hired = { slot, username: nameOfSlot(slot, model), title: `Title ${index}`, department: `Dep ${index % 7}` };
    const { username, title, department } = hired;
    const change = { index, kind, username, title, department };
    return { change, model: withPerson(model, { ...hired, formerly: [], suspended: false, assigned: false }) };
  }
  if (person === undefined) return undefined;
  const { username } = person;
  const named = { index, kind, username };
  switch (kind) {
    case 'title':
      return {
        change: { ...named, title: `Title ${index}` },
        model: withPerson(model, { ...person, title: `Title ${index}` }),
      };
    case 'department': {
      const department = index % 3 === 0 ? '' : `Dep ${index % 7}`;
      return { change: { ...named, department }, model: withPerson(model, { ...person, department }) };
    }
    case 'rename': {
      const newUsername = `person${slot}r${index}`;
      return {
        change: { ...named, newUsername },
        model: withPerson(model, { ...person, username: newUsername, formerly: [...person.formerly, username] }),
      };
    }
    case 'suspend':
    case 'unsuspend':
      return { change: named, model: withPerson(model, { ...person, suspended: kind === 'suspend' }) };
    case 'assign':
    case 'unassign':
      return { change: named, model: withPerson(model, { ...person, assigned: kind === 'assign' }) };
    case 'password':
      return { change: named, model };
    case 'delete': {
      const people = new Map(model.people);
      people.delete(slot);
      const groups = new Map(
        [...model.groups].map(([at, one]) => [at, { ...one, members: without(one.members, slot) }]),
      );
      return { change: named, model: { ...model, people, groups } };
    }
    case 'join':
    case 'leave': {
      if (group === undefined) return undefined;
      const members = kind === 'join' ? new Set([...group.members, slot]) : without(group.members, slot);
      return { change: { ...named, groupName: group.name }, model: withGroup(model, { ...group, members }) };
    }
    default:
      return undefined;
  }
}

function ofGroup(model: Model, index: number, kind: Change['kind'], place: number): Made {
  const group = model.groups.get(place);
  if (kind === 'group') {
    if (group !== undefined) return undefined;
    const made = { slot: place, name: `Group ${place} of ${index}`, bound: false, members: new Set<number>() };
    return { change: { index, kind, groupName: made.name }, model: withGroup(model, made) };
  }
  if (group === undefined) return undefined;
  const named = { index, kind, groupName: group.name };
  switch (kind) {
    case 'rename-group': {
      const name = `Group ${place} named ${index}`;
      return { change: { ...named, newGroupName: name }, model: withGroup(model, { ...group, name }) };
    }
    case 'delete-group': {
      const groups = new Map(model.groups);
      groups.delete(place);
      return { change: named, model: { ...model, groups } };
    }
    case 'bind':
    case 'unbind':
      return { change: named, model: withGroup(model, { ...group, bound: kind === 'bind' }) };
    default:
      return undefined;
  }
}

/** The people who have the application and may use it. */
export function activePeople({ people, groups }: Model): ModelPerson[] {
  const granted = new Set([...groups.values()].filter(({ bound }) => bound).flatMap(({ members }) => [...members]));
  return [...people.values()].filter(({ slot, suspended, assigned }) => !suspended && (assigned || granted.has(slot)));
}

function nameOfSlot(slot: number, { people }: Model): string {
  const taken = new Set([...people.values()].map(({ username }) => username));
  const name = `person${slot}`;
  return taken.has(name) ? `${name}x` : name;
}

function withPerson(model: Model, person: ModelPerson): Model {
  return { ...model, people: new Map(model.people).set(person.slot, person) };
}

function withGroup(model: Model, group: ModelGroup): Model {
  return { ...model, groups: new Map(model.groups).set(group.slot, group) };
}

function without(set: ReadonlySet<number>, slot: number): Set<number> {
  return new Set([...set].filter((one) => one !== slot));
}
