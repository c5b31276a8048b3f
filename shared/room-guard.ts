/**
 * What the room guard can see around a picture (research note on sealing, class E).
 *
 * Each is also a reason why a viewing stopped, so its words stand with those of the other reasons.
 */
export const guardSigns = [
  "second-display",
  "display-changed",
  "screen-locked",
  "session-inactive",
  "machine-asleep",
  "screen-recorder",
  "remote-session",
  "debugger",
  "clock-stepped",
  "device-plugged",
  "network-added",
  "sound-recorded",
  "sound-moved",
  "virtual-machine",
  "swap-on",
  "core-dumps",
  "power-changed",
] as const;
export type GuardSign = (typeof guardSigns)[number];

/** The senses of the room guard. Each says for itself whether it can look. */
export const guardSenses = [
  "displays",
  "session",
  "programs",
  "devices",
  "sound",
  "network",
  "clock",
  "machine",
] as const;
export type GuardSense = (typeof guardSenses)[number];

/** One thing that was seen: which, and what of it, e.g. the name of a program. Never what a person wrote. */
export interface Sighting {
  readonly sign: GuardSign;
  readonly detail: string;
}
