import { randomInt } from "node:crypto";

// Without 0/O, 1/I/L: people read these numbers out over the telephone.
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A short number, e.g. `7F3K`, that ties the sentence a person sees to a line in the technical log. */
export function newIncident(): string {
  return Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join("");
}
