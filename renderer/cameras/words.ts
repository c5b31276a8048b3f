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

/** A difference of time to the millisecond, with its sign: `+0.040`, `−21.000`. */
export function offsetSeconds(milliseconds: number): string {
  return `${milliseconds < 0 ? "−" : "+"}${(Math.abs(milliseconds) / 1000).toFixed(3)}`;
}
