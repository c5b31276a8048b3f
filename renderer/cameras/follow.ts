import type { PictureCommand, PictureState } from "../../shared/picture/protocol.ts";
import type { Span } from "../../shared/cameras/spans.ts";

/** What a picture has said of itself, and when this page heard it. */
export interface Position {
  readonly frame: number | null;
  readonly confirmed: boolean;
  readonly atMs: number;
  readonly state: PictureState;
  readonly rate: number;
  /** By the clock of this page, milliseconds. */
  readonly heardAt: number;
}

/** What the picture beside was told last. */
export interface Told {
  /** The moment it was sent to, milliseconds of its recording; null when it was told that it has no picture. */
  readonly atMs: number | null;
  readonly plays: boolean;
  readonly toldAt: number;
}

/** A picture that follows another one: where it is, where it has pictures, and where it should be. */
export interface Following {
  readonly leader: Position;
  readonly follower: Position;
  /** A moment of the leader is this much later in the follower. */
  readonly offsetMs: number;
  /** Interruptions of the leader, in which it reports no frames. */
  readonly pauses: readonly Span[];
  /** Where the follower has pictures that may be seen. */
  readonly has: readonly Span[];
  readonly told: Told | null;
  readonly now: number;
}

/** What to tell the follower now, in this order, and what it was told with that. */
export interface Orders {
  readonly commands: readonly PictureCommand[];
  readonly told: Told | null;
  /** How far the follower is ahead of where it should be, milliseconds; null while it has no picture or is on its way. */
  readonly driftMs: number | null;
}

/** A frame is said to be on screen at least this often while it plays; longer, and it stands still. */
const longestSilenceMs = 250;
/** Further off than this it is sent there anew; nearer, it plays a little faster or slower until it is right. */
const jumpMs = 700;
/** How long it may take to get to where it was sent while playing. */
const patienceMs = 1500;
/** What going somewhere costs; it is sent so much ahead. */
const aheadMs = 150;
const nearMs = 12;
/** How much of the distance is made up for per second, and the most that the speed is changed. */
const haste = { perMs: 1 / 800, most: 0.25 } as const;
/** Of the speed of the active one; less is not worth an order. */
const leastChange = 0.015;
/** What an element plays at; below the slowest speed of the transport, so that a camera can be held back at that too. */
const speeds = { slowest: 0.0625, fastest: 16 } as const;

/** Where a picture is now: while it plays, what it said last and the time since. */
export function positionNow({ atMs, state, rate, heardAt }: Position, pauses: readonly Span[], now: number): number {
  if (state !== "playing") {
    return atMs;
  }
  const pause = pauses.find(({ from, to }) => atMs >= from - 100 && atMs < to);
  const longest = longestSilenceMs + (pause === undefined ? 0 : pause.to - pause.from);
  return atMs + Math.min(longest, now - heardAt) * rate;
}

/**
 * Keeps one picture where another one is.
 *
 * At rest both show the same moment to the frame: the follower goes to the frame that is on screen at the leader's
 * confirmed time. While they play it is steered by its speed, so that no frame is skipped for it. Nothing here moves the
 * leader, so nothing moves a mark.
 */
export function follow(following: Following): Orders {
  const { leader, follower, offsetMs, pauses, has, told, now } = following;
  if (leader.frame === null) {
    return { commands: [], told, driftMs: null };
  }
  const target = positionNow(leader, pauses, now) + offsetMs;
  if (!has.some(({ from, to }) => from <= target && target < to)) {
    return {
      commands: told?.atMs === null ? [] : [{ type: "absent" }],
      told: { atMs: null, plays: false, toldAt: now },
      driftMs: null,
    };
  }
  const isThere = follower.frame !== null && follower.state !== "seeking" && follower.state !== "loading";
  const driftMs = isThere ? positionNow(follower, [], now) - target : null;
  return leader.state === "playing"
    ? { ...together({ leader, follower, target, driftMs, told, now }), driftMs }
    : atRest({ leader, follower, target, driftMs, told, now });
}

type Aim = Pick<Following, "leader" | "follower" | "told" | "now"> & {
  readonly target: number;
  readonly driftMs: number | null;
};

function atRest({ leader, follower, target, driftMs, told, now }: Aim): Orders {
  if (!leader.confirmed) {
    // On its way: a follower that plays waits for it.
    return { commands: follower.state === "playing" ? [{ type: "pause" }] : [], told, driftMs: null };
  }
  // What it was steered by is over.
  const pace: readonly PictureCommand[] = follower.rate === leader.rate ? [] : [{ type: "rate", rate: leader.rate }];
  if (told?.atMs === target && !told.plays && follower.state !== "playing") {
    return { commands: pace, told, driftMs };
  }
  return {
    commands: [...pace, { type: "at", atMs: target, plays: false }],
    told: { atMs: target, plays: false, toldAt: now },
    driftMs: null,
  };
}

function together({ leader, follower, target, driftMs, told, now }: Aim): Omit<Orders, "driftMs"> {
  const isOnItsWay = told !== null && told.plays && now - told.toldAt < patienceMs;
  const goThere = (atMs: number): Omit<Orders, "driftMs"> => ({
    commands: [
      { type: "rate", rate: leader.rate },
      { type: "at", atMs, plays: true },
    ],
    told: { atMs, plays: true, toldAt: now },
  });
  if (follower.state === "playing" && driftMs !== null) {
    if (Math.abs(driftMs) > jumpMs * Math.max(1, leader.rate)) {
      return isOnItsWay ? { commands: [], told } : goThere(target + aheadMs * leader.rate);
    }
    const rate = steered(leader.rate, driftMs);
    return {
      commands: Math.abs(rate - follower.rate) > leastChange * leader.rate ? [{ type: "rate", rate }] : [],
      told,
    };
  }
  if (isOnItsWay) {
    return { commands: [], told };
  }
  if (driftMs !== null && Math.abs(driftMs) < jumpMs && follower.state === "paused") {
    return {
      commands: [{ type: "rate", rate: leader.rate }, { type: "play" }],
      told: { atMs: target, plays: true, toldAt: now },
    };
  }
  return goThere(target + aheadMs * leader.rate);
}

function steered(rate: number, driftMs: number): number {
  if (Math.abs(driftMs) < nearMs) {
    return rate;
  }
  const change = Math.max(-haste.most, Math.min(haste.most, driftMs * haste.perMs));
  return Math.max(speeds.slowest, Math.min(speeds.fastest, rate * (1 - change)));
}
