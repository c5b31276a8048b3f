/** What was found broken; decides the words on the sealed screen and in the log. */
export type BreachSubject = "log" | "clock" | "footage" | "trust" | "keys";

/**
 * Something happened that must never happen: the log does not extend its checkpoint, a tag is wrong,
 * a trust anchor changed.
 *
 * Whoever catches it at an edge seals the station: playback stops and nothing opens until a
 * supervisor acts. It is never turned into an ordinary refusal.
 */
export class Breach extends Error {
  readonly subject: BreachSubject;

  constructor(subject: BreachSubject, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Breach";
    this.subject = subject;
  }
}
