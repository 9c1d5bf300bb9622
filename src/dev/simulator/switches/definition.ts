import type { Deviations } from '../scim/deviations';

/** The ways of misbehaving around the SCIM service: connection, authentication, answers. An absent one is off. */
export interface WireDefects {
  readonly answerHtml?: boolean;
  readonly brokenJson?: boolean;
  readonly redirects?: boolean;
  readonly hugeAnswers?: boolean;
  readonly endlessAnswers?: boolean;
  readonly auth?: 'basic' | 'header' | 'oauth';
  readonly rejectToken?: boolean;
  readonly rejectTokenEvery?: number;
  readonly slow?: number;
  readonly dropAnswer?: number;
  readonly resetBefore?: number;
  readonly failEvery?: number;
  readonly rateLimit?: number;
  readonly retryAfter?: 'date' | 'rubbish' | 'none';
  readonly chaos?: number;
  readonly chaosSeed?: number;
  readonly chaosKinds?: string;
  readonly ignoreLogout?: boolean;
}

/** The ways in which a simulated service provider can misbehave. An absent one is off. */
export interface Defects extends WireDefects, Deviations {}

/** The name of a defect. */
export type DefectName = keyof Defects;

/** A defect as the status page shows it. */
export interface DefectDefinition {
  readonly name: DefectName;
  readonly kind: 'switch' | 'number' | 'text' | 'choice';
  readonly label: string;
  readonly sentence: string;
  /** What can be chosen beside nothing. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** A number below 1 is a chance. */
  readonly chance?: true;
  /** The largest number. */
  readonly most?: number;
}

/** Defects that belong together on the page. */
export interface DefectGroup {
  readonly title: string;
  readonly defects: readonly DefectDefinition[];
}

type More = Omit<DefectDefinition, 'name' | 'kind' | 'label' | 'sentence'>;

/** A defect that is on or off. */
export function onOff(name: DefectName, label: string, sentence: string): DefectDefinition {
  return { name, kind: 'switch', label, sentence };
}

/** A defect with a number. */
export function amount(name: DefectName, label: string, sentence: string, more: More = {}): DefectDefinition {
  return { name, kind: 'number', label, sentence, ...more };
}

/** A defect with a text. */
export function words(name: DefectName, label: string, sentence: string): DefectDefinition {
  return { name, kind: 'text', label, sentence };
}

/** A defect with a few forms. @param forms the values and what they are called */
export function oneOf(
  name: DefectName,
  label: string,
  sentence: string,
  forms: Readonly<Record<string, string>>,
): DefectDefinition {
  const choices = Object.entries(forms).map(([value, text]) => ({ value, label: text }));
  return { name, kind: 'choice', label, sentence, choices };
}
