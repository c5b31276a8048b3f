const words = {
  path: /(?:[A-Za-z]:\\|\/)(?:[^\s"'<>|:/\\]+[/\\])+[^\s"'<>|:]*/gu,
  person: /\bp-[0-9a-z]{2,32}\b/gu,
  longSecret: /[A-Za-z0-9+/_-]{24,}={0,2}/gu,
  pem: /-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/gu,
  // People's names, titles and notes are Chinese here; no message of ours is.
  han: /\p{Script=Han}+/gu,
  digits: /\d{6,}/gu,
} as const;

/**
 * Takes everything out of a text that could name a person, a place on disk, a key or a PIN.
 *
 * The technical log leaves the station with a repair engineer, so it must be readable by anybody.
 */
export function redact(text: string): string {
  return text
    .replace(words.pem, "<pem>")
    .replace(words.path, "<path>")
    .replace(words.person, "<person>")
    .replace(words.longSecret, "<bytes>")
    .replace(words.han, "<text>")
    .replace(words.digits, "<digits>");
}
