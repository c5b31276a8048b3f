import type { GuardSign, Sighting } from "../../shared/room-guard.ts";

/** What comes of something the room guard saw: the picture goes, or it is written down. */
export type GuardEffect = "black" | "note";

/** What is being watched, as far as it decides what a sign means. */
export interface WatchedTerms {
  /** One of the recordings is of a class that the policy pack lists as confidential. */
  readonly confidential: boolean;
  /** A station with invented recordings, which says so on every page. */
  readonly demonstration: boolean;
}

/**
 * `secret` takes the picture of confidential recordings and is written down for all others: a machine that is itself a
 * guest, or may put memory on its disk, is how many lawful rooms are, and no place for what is classified.
 *
 * `room` takes every real picture: two screens or a distant session are how many desks are, where invented recordings are
 * tried out, and no viewing room.
 */
const meaning: Readonly<Record<GuardSign, GuardEffect | "secret" | "room">> = {
  "second-display": "room",
  "display-changed": "black",
  "screen-locked": "black",
  "session-inactive": "black",
  "machine-asleep": "black",
  "screen-recorder": "black",
  "remote-session": "room",
  debugger: "black",
  "clock-stepped": "black",
  "device-plugged": "black",
  "network-added": "black",
  "sound-recorded": "black",
  "sound-moved": "black",
  "virtual-machine": "secret",
  "swap-on": "secret",
  "core-dumps": "secret",
  "power-changed": "note",
};

/** What comes of a sign under these terms. */
export function effectOf(sign: GuardSign, { confidential, demonstration }: WatchedTerms): GuardEffect {
  const means = meaning[sign];
  if (means === "black" || means === "note") {
    return means;
  }
  return !demonstration && (means === "room" || confidential) ? "black" : "note";
}

/** The first of what is the case now that keeps a picture away; `null` when nothing does. */
export function blocking(present: readonly Sighting[], terms: WatchedTerms): Sighting | null {
  return present.find(({ sign }) => effectOf(sign, terms) === "black") ?? null;
}
