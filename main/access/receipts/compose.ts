import type { RegisterRow } from "../../../shared/model/evidence.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";
import type { Witnessed } from "../../../shared/model/withheld.ts";
import { countFrames, mergeRanges, withoutRanges } from "../../../shared/time/frame-ranges.ts";
import {
  mostObjections,
  mostStretches,
  parseSlip,
  type SeenRecording,
  type ViewingSlip,
} from "../../formats/receipt.ts";
import { withheldListDigest, withheldListText } from "../../formats/withheld-list.ts";
import { onceEach } from "../registers/projection.ts";
import type { Sittings } from "../registers/sittings.ts";
import { freshNonce } from "../nonce.ts";

/** Who issues slips, and where. */
export interface Issuer {
  /** Code of the authority, the first part of every number. */
  readonly code: string;
  readonly authority: { readonly zh: string; readonly en: string };
  /** Origin of the station's log. */
  readonly station: string;
  readonly stationName: string;
  readonly room: { readonly zh: string; readonly en: string };
  readonly zone: string;
}

/** A recording of a viewing, as far as its slip speaks of it. */
export interface Recording {
  readonly title: string;
  /** When the frame was recorded by the corrected clock of the recorder; null when nobody here knows. */
  readonly recordedAt: (frame: number) => Date | null;
}

/** What a slip says of the viewing beside who saw what. */
export interface Besides {
  /** What the grant withheld. */
  readonly withheld: readonly Witnessed[];
  /** What was objected to, in order; `digest` is that of the words that both signed. */
  readonly objections: readonly { readonly asset: string; readonly frame: number; readonly digest: string }[];
}

type Persons = RegisterRow["persons"];

/**
 * One slip for everybody who was in the room, in the order in which they first came (the register's order).
 *
 * Each names its owner and the supervisors; other viewers are a number, whoever they are (O-22).
 */
export function composeSlips(
  row: RegisterRow,
  issuer: Issuer,
  recording: (asset: string) => Recording,
  endedAt: Date,
  besides: Besides = { withheld: [], objections: [] },
): ViewingSlip[] {
  const owners = onceEach(row.persons);
  const supervisors = owners.filter(({ capacity }) => capacity === "supervisor").map(({ name }) => name);
  return owners.map(({ person, name, capacity }, index) => {
    const stays = row.persons.filter((stay) => stay.person === person);
    const others = owners.filter((other) => other.capacity === "viewer" && other.person !== person);
    return parseSlip({
      v: 1,
      no: numberOf(row.viewing, index, issuer, endedAt),
      authority: issuer.authority,
      station: issuer.station,
      stationName: issuer.stationName,
      room: issuer.room,
      zone: issuer.zone,
      request: row.requestNumber,
      viewing: row.viewing,
      person: { name, capacity },
      from: stays[0]?.from ?? row.startedAt,
      to: stays.at(-1)?.to ?? endedAt.toISOString(),
      supervisors,
      otherViewers: others.length,
      seen: seenBy(stays, recording),
      ...factsBeside(besides),
      nonce: freshNonce(),
    });
  });
}

/** What the log says of a viewing beside who saw what; nothing of one that it does not know. */
export function besidesOf(viewing: string, row: RegisterRow | null, sittings: Pick<Sittings, "find">): Besides {
  const facts = row === null ? null : sittings.find(viewing, row);
  return {
    withheld: facts?.grant.withheld ?? [],
    objections: (facts?.events ?? []).flatMap(({ what, asset, frame, digest }) =>
      what === "objection" && asset !== undefined && frame !== undefined && digest !== undefined
        ? [{ asset, frame, digest }]
        : [],
    ),
  };
}

function factsBeside({ withheld, objections }: Besides): Pick<ViewingSlip, "withheld" | "objections"> {
  return {
    ...(withheld.length === 0
      ? {}
      : { withheld: { lines: withheld.length, digest: withheldListDigest(withheldListText(withheld)) } }),
    ...(objections.length === 0
      ? {}
      : {
          objections: {
            count: objections.length,
            first: objections.slice(0, mostObjections).map(({ asset, frame, digest }) => ({ asset, frame, digest })),
          },
        }),
  };
}

/**
 * `{authority}-F2-{yyyy}-{viewing}-{n}`: taken from the viewing's own random name, so that stations that are offline for
 * weeks never give the same number twice.
 */
function numberOf(viewing: string, index: number, { code, zone }: Issuer, endedAt: Date): string {
  const year = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric" }).format(endedAt);
  const name = viewing
    .replaceAll(/[^0-9a-z]/gu, "")
    .slice(1, 11)
    .toUpperCase();
  const authority = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/gu, "")
    .slice(0, 16);
  return `${authority === "" ? "X" : authority}-F2-${year}-${name}-${String(index + 1)}`;
}

function seenBy(stays: Persons, recording: (asset: string) => Recording): SeenRecording[] {
  const shown = byAsset(stays.flatMap(({ frames }) => frames));
  const possible = byAsset(stays.flatMap((stay) => stay.possible ?? []));
  const assets = new Set([...shown.keys(), ...possible.keys()]);
  return Array.from(assets, (asset) => {
    const ranges = shown.get(asset) ?? [];
    const open = countFrames(withoutRanges(possible.get(asset) ?? [], ranges));
    return seenOf(asset, ranges, open, recording(asset));
  });
}

function seenOf(
  asset: string,
  ranges: readonly FrameRange[],
  possible: number,
  { title, recordedAt }: Recording,
): SeenRecording {
  const [first, last] = [ranges.at(0), ranges.at(-1)];
  const from = first === undefined ? null : recordedAt(first.from);
  const to = last === undefined ? null : recordedAt(last.to - 1);
  return {
    asset,
    title: title === "" ? asset : title,
    frames: countFrames(ranges),
    stretches: ranges.length,
    ranges: listed(ranges),
    ...(from === null || to === null ? {} : { from: from.toISOString(), to: to.toISOString() }),
    ...(possible === 0 ? {} : { possible }),
  };
}

function listed(ranges: readonly FrameRange[]): FrameRange[] {
  const [first, last] = [ranges.at(0), ranges.at(-1)];
  return ranges.length <= mostStretches || first === undefined || last === undefined
    ? ranges.map(({ from, to }) => ({ from, to }))
    : [{ from: first.from, to: last.to }];
}

function byAsset(parts: Persons[number]["frames"]): Map<string, FrameRange[]> {
  const found = new Map<string, FrameRange[]>();
  for (const { asset, ranges } of parts) {
    found.set(asset, mergeRanges([...(found.get(asset) ?? []), ...ranges]));
  }
  return found;
}
