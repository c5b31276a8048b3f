/** Rows of a value and the words that tell its test apart, for titles with `$why`. */
export function cases<T>(
  rows: readonly (readonly [T, string])[],
): readonly { readonly value: T; readonly why: string }[] {
  return rows.map(([value, why]) => ({ value, why }));
}
