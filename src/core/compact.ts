/** The same object without the keys whose value is undefined: an absent property and an undefined one are not the same. */
export function compact<T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const name of Object.keys(object) as (keyof T)[]) {
    const value = object[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept as T;
}
