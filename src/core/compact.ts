/** The same object without the keys whose value is undefined: an absent property and an undefined one are not the same. */
export function compact<T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
