import type { Failure } from "../../../shared/failure.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";
import type { StopReason, Viewing } from "../../../shared/model/viewing.ts";
import { isEnhanced } from "../../../shared/picture/enhancement.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { KeyNode } from "../../formats/key-tree.ts";
import type { RoomPorts } from "./ports.ts";
import { presentIn, rosterForLog } from "./roster.ts";
import { addShown, mostPictures, pictureOf, type ShownPicture, type ViewingState } from "./state.ts";

interface Room {
  /** False once the viewing was stopped, ended or replaced while the picture was being prepared. */
  isCurrent(): boolean;
  stopped(of: ViewingState, reason: StopReason, detail?: Readonly<Record<string, number>>): void;
  changed(of: ViewingState): Result<Viewing, Failure>;
}

/** Why this recording is not part of what was unlocked; `null` when it is. */
export function openRefusal(of: ViewingState, asset: string): Failure | null {
  if (!of.grant.leaf.assets.some((granted) => granted.asset === asset)) {
    return { code: "grant-refused", reason: "outside-range" };
  }
  if (of.stopReason !== undefined || of.keys === null) {
    return { code: "presence", reason: "not-unlocked" };
  }
  return of.keys.has(asset) ? null : { code: "grant-refused", reason: "tampered" };
}

/** Takes every picture off the screen, or that of one recording. */
export function closePictures(ports: RoomPorts, of: ViewingState, asset?: string): void {
  const [gone, kept] = asset === undefined ? [of.pictures, []] : split(of, asset);
  of.pictures = kept;
  for (const { ticket } of gone) {
    ports.pictures.close(ticket);
  }
}

function split({ pictures }: ViewingState, asset: string): [ViewingState["pictures"], ViewingState["pictures"]] {
  return [pictures.filter((one) => one.asset === asset), pictures.filter((one) => one.asset !== asset)];
}

/** True when one more camera may be watched beside what is open. */
export function hasRoomBeside(of: ViewingState, asset: string): boolean {
  return of.pictures.length > 0 && of.pictures.length < mostPictures && pictureOf(of, asset) === undefined;
}

/**
 * Opens one picture of an unlocked viewing. Who wants to see what, and why, is in the log before the vault moves.
 *
 * A picture that comes `beside` others leaves them open, and its intent names them; any other takes their place. Each
 * has its own ticket, leases, watermark and shown ranges.
 */
export async function openPicture(
  ports: RoomPorts,
  of: ViewingState,
  asset: string,
  nodes: readonly KeyNode[],
  beside: boolean,
  room: Room,
): Promise<Result<Viewing, Failure>> {
  const { leaf, summary } = of.grant;
  const granted = leaf.assets.find((one) => one.asset === asset);
  if (granted === undefined) {
    return fail({ code: "grant-refused", reason: "outside-range" });
  }
  if (!beside) {
    closePictures(ports, of);
  }
  of.openings += 1;
  const opening = of.openings;
  const frames = granted.frames.map(({ from, to }) => ({ from, to }));
  const { volume, secrecy } = of.footage.find((one) => one.asset === asset) ?? {};
  ports.log.append({
    t: "view.intent",
    b: {
      viewing: of.id,
      opening,
      grant: leaf.grant,
      asset,
      frames,
      purpose: leaf.purpose,
      roster: rosterForLog(of.roster),
      ...(beside ? { beside: of.pictures.map((picture) => picture.opening) } : {}),
      ...(volume === undefined ? {} : { volume }),
      ...(secrecy === undefined ? {} : { secrecy }),
    },
  });

  let since = ports.now().toISOString();
  const opened = await ports.pictures.open({
    viewing: of.id,
    grant: summary.id,
    opening,
    asset,
    manifestDigest: granted.manifest,
    nodes,
    ranges: granted.frames,
    withheld: (leaf.withheld ?? []).filter((line) => line.asset === asset),
    notAfter: Date.parse(leaf.notAfter),
    watermark: () => watermarkOf(ports, of),
    onShown: (ranges, ratePercent, last, glance) => {
      logShown(ports, of, { asset, opening, ranges, ratePercent, last, glance, since });
      // What is playing has not told of itself with a glance beside it.
      since = glance ? since : ports.now().toISOString();
      room.changed(of);
    },
    onEnhanced: (enhancement) => {
      const { brightness, contrast, gamma } = enhancement;
      ports.log.append({
        t: "view.display",
        b: {
          viewing: of.id,
          opening,
          asset,
          enhanced: isEnhanced(enhancement),
          brightness,
          contrast,
          gamma,
          roster: rosterForLog(of.roster),
        },
      });
      of.activeAt = ports.now().getTime();
    },
    onStopped: (reason, segment) => {
      if (room.isCurrent()) {
        room.stopped(of, reason, segment === undefined ? {} : { segment });
      }
    },
  });
  if (!room.isCurrent()) {
    if (opened.ok) {
      ports.pictures.close(opened.value.ticket);
    }
    // Without its keys the recording may have looked damaged.
    return fail({ code: "presence", reason: "not-unlocked" });
  }
  if (!opened.ok) {
    return opened;
  }
  of.activeAt = ports.now().getTime();
  const { ticket, path, msOf } = opened.value;
  if (!putOnScreen(ports, of, { asset, ticket, path, opening }, beside)) {
    return fail({ code: "bad-request", field: "asset" });
  }
  of.times.set(asset, msOf);
  return room.changed(of);
}

/** False where there is no room for it any more: other pictures may have been opened while it was prepared. */
function putOnScreen(ports: RoomPorts, of: ViewingState, picture: ShownPicture, beside: boolean): boolean {
  closePictures(ports, of, beside ? picture.asset : undefined);
  if (of.pictures.length === mostPictures) {
    ports.pictures.close(picture.ticket);
    return false;
  }
  of.pictures = [...of.pictures, picture];
  return true;
}

function logShown(
  ports: RoomPorts,
  of: ViewingState,
  shown: {
    readonly asset: string;
    readonly opening: number;
    readonly ranges: readonly FrameRange[];
    readonly ratePercent: number;
    readonly last: boolean;
    readonly glance: boolean;
    readonly since: string;
  },
): void {
  const ranges = shown.ranges.map(({ from, to }) => ({ from, to }));
  ports.log.append({
    t: "view.shown",
    b: {
      viewing: of.id,
      opening: shown.opening,
      asset: shown.asset,
      ranges,
      ...(shown.last ? { last: true } : {}),
      ...(shown.glance ? { glance: true } : {}),
      rate: shown.ratePercent,
      // Somebody who left since the last report may have seen these frames.
      roster: rosterForLog(of.roster, shown.since),
    },
  });
  addShown(of, shown.asset, ranges);
  of.activeAt = ports.now().getTime();
}

/** Who is looking, where, and under which request: drawn over the whole picture. */
function watermarkOf(ports: RoomPorts, of: ViewingState): readonly string[] {
  const names = presentIn(of.roster).map(({ name }) => name);
  return [names.join(" "), ports.place, of.grant.leaf.requestNumber];
}
