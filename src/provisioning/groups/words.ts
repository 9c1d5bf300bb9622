/** A number with its noun, for sentences: "1 member", "1,200 members". */
export function counted(value: number, singular: string, plural: string): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? singular : plural}`;
}
