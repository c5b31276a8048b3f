/** A length to a tenth of a second below ten, to the second above: `2.0 s`, `1:05`. */
export function lengthWords(milliseconds: number): string {
  if (milliseconds < 10_000) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}
