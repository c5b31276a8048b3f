/**
 * Bytes or text do not follow their format, or fail their authentication.
 *
 * Thrown by every reader in this room. It says what is wrong with the input and never quotes it. Rooms
 * above decide what it means for people: a refusal when the bytes came from outside, a breach when the
 * station wrote them itself.
 */
export class FormatError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FormatError";
  }
}
