import type { SittingFacts, StayFacts } from "../../../shared/model/sitting.ts";
import { told, toldOrBlank, toSign, type Cell, type Shown } from "../cell.ts";
import { applicantWords, idWords, purposeWords, volumeWords, wordOf } from "../list-words.ts";
import { both, plain } from "./labels.ts";

/** What a sitting is printed with beside its own facts. */
export interface SittingContext {
  /** Name of a room in both languages; the id where nobody knows it. */
  readonly roomOf: (room: string) => { readonly zh: string; readonly en: string };
}

/** One person of a sitting with every stay of theirs, in the order in which they first came. */
export interface Attendance {
  readonly facts: SittingFacts;
  readonly stays: readonly [StayFacts, ...StayFacts[]];
}

/** Everybody who was there in one of these capacities, once each. */
export function attendances(
  facts: SittingFacts,
  isIn: (capacity: StayFacts["capacity"]) => boolean = () => true,
): Attendance[] {
  const wanted = facts.stays.filter(({ capacity }) => isIn(capacity));
  const persons = [...new Set(wanted.map(({ person }) => person))];
  return persons.flatMap((person) => {
    const [first, ...more] = wanted.filter((stay) => stay.person === person);
    return first === undefined ? [] : [{ facts, stays: [first, ...more] }];
  });
}

const entriesOf = (stays: readonly StayFacts[]): number[] => stays.map(({ entry }) => entry);

export const nameCell = ({ stays: [first] }: Attendance): Cell => told(first.name, { log: [first.entry] });

export const unitCell = ({ stays: [first] }: Attendance): Cell => toldOrBlank(first.unit, { log: [first.entry] });

export const relationCell = ({ facts: { grant } }: Attendance): Cell =>
  toldOrBlank(grant.applicantClass === undefined ? undefined : wordOf(applicantWords, grant.applicantClass), {
    log: [grant.entry],
  });

/** Number of the certificate of office, and by which certificate the person was known at the door. */
export const identityCell = ({ stays: [first] }: Attendance): Cell => {
  const { certificateNo, certificate, document, idMask = "", entry } = first;
  const kind = document === undefined ? null : wordOf(idWords, document);
  const lines: Shown[] = [
    ...(kind === null ? [] : [both(`${kind.zh} ${idMask}`, `${kind.en} ${idMask}`)]),
    ...(certificateNo === undefined || certificateNo === ""
      ? []
      : [both(`工作证件 ${certificateNo}`, `certificate of office ${certificateNo}`)]),
    ...(certificate === undefined
      ? []
      : [both(`数字证书 ${certificate.slice(0, 16)}`, `digital certificate ${certificate.slice(0, 16)}`)]),
  ];
  return lines.length === 0 ? toldOrBlank(undefined) : told(lines, { log: [entry] });
};

/** The act somebody signed at the door with their certificate, by the beginning of its digest; a place to sign without. */
export const signatureCell = (stays: readonly StayFacts[]): Cell => {
  const signed = stays.filter(({ signature }) => signature !== undefined);
  return signed.length === 0
    ? toSign
    : told(
        signed.map(({ name, certificate, signature = "" }) =>
          certificate === undefined
            ? both(`${name} 手签 ${signature.slice(0, 12)}`, `${name}, by hand ${signature.slice(0, 12)}`)
            : both(`${name} 证书签名 ${signature.slice(0, 12)}`, `${name}, by certificate ${signature.slice(0, 12)}`),
        ),
        { log: entriesOf(signed) },
      );
};

export const requestCell = ({ grant }: SittingFacts): Cell =>
  told([...grant.approvers.map(({ name }) => name), grant.requestNumber], { log: [grant.entry] });

export const purposeCell = ({ grant }: SittingFacts): Cell =>
  told(wordOf(purposeWords, grant.purpose), { log: [grant.entry] });

export const roomCell = ({ grant }: SittingFacts, { roomOf }: SittingContext): Cell =>
  told(roomOf(grant.room), { log: [grant.entry] });

export const supervisorsCell = (facts: SittingFacts): Cell => {
  const supervisors = attendances(facts, (capacity) => capacity === "supervisor");
  return supervisors.length === 0
    ? toldOrBlank(undefined)
    : told(
        supervisors.map(({ stays: [{ name }] }) => name),
        { log: supervisors.map(({ stays: [{ entry }] }) => entry) },
      );
};

/** Case number, and which volume each recording lies in. */
export const volumeCell = ({ grant, recordings }: SittingFacts): Cell => {
  const volumes = recordings.flatMap(({ asset, volume }) =>
    volume === undefined
      ? []
      : [both(`${asset} ${wordOf(volumeWords, volume).zh}`, `${asset} ${wordOf(volumeWords, volume).en}`)],
  );
  return told([grant.caseNo, ...volumes], { log: [grant.entry, ...recordings.map(({ entry }) => entry)] });
};

/** What this person saw, and what may have been shown besides. */
export const seenCell = ({ facts, stays: [first] }: Attendance): Cell => {
  const stays = facts.row.persons.filter(({ person }) => person === first.person);
  const frames: Shown[] = stays.flatMap((stay) => stay.frames.map(({ asset, ranges }) => ({ asset, frames: ranges })));
  const possible: Shown[] = stays.flatMap((stay) =>
    (stay.possible ?? []).flatMap(({ asset, ranges }) => [
      both("另有可能已播放：", "may have been shown besides:"),
      { asset, frames: ranges },
    ]),
  );
  return [...frames, ...possible].length === 0
    ? told(both("未播放", "nothing was played"), { log: [facts.prepared.entry] })
    : told([...frames, ...possible], { log: facts.shown });
};

/** Return check (归还核对): how the sitting ended, and that every picture is gone. */
export const returnCell = ({ ended, prepared, row, events }: SittingFacts): Cell => {
  const stop = events.findLast(({ what }) => what === "stopped");
  if (ended === undefined) {
    return row.outcome === "open"
      ? told(both("查阅中", "under way"), { log: [prepared.entry] })
      : told(both("异常：意外中断", "irregular: interrupted"), { log: row.entries.slice(-1) });
  }
  return row.outcome === "stopped" && stop !== undefined
    ? told(both("异常：被中止", "irregular: stopped"), { log: [stop.entry, ended.entry] })
    : told(both("完好", "in order"), { log: [ended.entry] });
};

export const windowCell = ({ stays }: Attendance): Cell => {
  const last = stays.at(-1)?.left;
  return told([{ moment: stays[0].at }, ...(last === undefined ? [] : [{ moment: last.at }])], {
    log: [...entriesOf(stays), ...(last === undefined ? [] : [last.entry])],
  });
};

export const receiptCell = ({ facts: { row, ended }, stays: [first] }: Attendance): Cell => {
  const no = row.receipts?.find(({ person }) => person === first.person)?.no;
  return toldOrBlank(no === undefined ? undefined : plain(no), { log: ended === undefined ? [] : [ended.entry] });
};
