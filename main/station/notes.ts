import { join } from "node:path";
import type { Catalogue, HeadquartersClient, SealedShelf, StandingRecord, ViewingRoom } from "../access/index.ts";
import { createNotes, type ConfirmedFrames, type MarkPorts, type NotePorts, type Notes } from "../annotations/index.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import { openNoteAct, parseBundle } from "../formats/picture-note.ts";
import type { Certificate } from "../formats/x509.ts";
import type { Identity } from "../identity/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Vault } from "../vault/index.ts";
import type { NoteReader } from "../../shared/annotation/rights.ts";
import type { Failure } from "../../shared/failure.ts";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { LogRow } from "../../shared/model/log.ts";
import type { NoteBundle } from "../../shared/model/note.ts";
import type { Person } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { writeDurably } from "./durable-file.ts";
import type { Desk } from "./handlers.ts";

/** What the notes of a station are composed from. */
interface NoteParts extends Pick<NotePorts, "log" | "station" | "now" | "catchUp" | "onChange"> {
  readonly identity: () => Identity;
  readonly room: () => ViewingRoom;
  readonly people: () => readonly Person[];
  readonly standing: () => StandingRecord;
  readonly catalogue: Catalogue;
  readonly headquarters: HeadquartersClient;
  readonly shelf: SealedShelf;
  readonly frames: ConfirmedFrames;
  readonly authorities: () => readonly string[];
  readonly personOf: (certificate: Certificate) => string;
}

const kind = "notes";
/** More pages than any recording has; a headquarters that never ends is left alone. */
const mostPages = 64;

/** Everybody before whose eyes an answer comes: whoever is signed in, and whoever is in the room now. */
export function audienceOf(
  signedIn: Person | null,
  viewing: ReturnType<ViewingRoom["current"]>,
  people: readonly Person[],
): NoteReader[] {
  if (signedIn === null) {
    return [];
  }
  const present = (viewing?.roster ?? []).filter(({ checkedOutAt }) => checkedOutAt === undefined);
  const me: NoteReader = { person: signedIn.person, outside: false, roles: signedIn.roles };
  return present
    .filter(({ person }) => person !== signedIn.person)
    .map(({ person, outside }): NoteReader => ({
      person,
      outside: outside !== undefined,
      roles: people.find((one) => one.person === person)?.roles ?? [],
    }))
    .concat(me);
}

/** Which frame is on screen, and which were: what a mark may name (rule R6). */
export function framesOf({
  room,
  vault,
  frames,
}: {
  readonly room: () => Pick<ViewingRoom, "ticket">;
  readonly vault: Pick<Vault, "confirmed">;
  readonly frames: ConfirmedFrames;
}): Pick<MarkPorts, "onScreen" | "named"> {
  return {
    onScreen: (viewing, asset) => {
      const ticket = room().ticket(viewing, asset);
      return ticket === null ? null : vault.confirmed(ticket);
    },
    named: (viewing, asset, frame) => frames.find(viewing, asset, frame),
  };
}

/** Wires the notes of this station. */
export function composeNotes(parts: NoteParts): Notes {
  const { catalogue, headquarters, shelf } = parts;
  const signedIn = (): Person | null => parts.identity().current()?.person ?? null;
  return createNotes({
    log: parts.log,
    station: parts.station,
    now: parts.now,
    catchUp: parts.catchUp,
    onChange: parts.onChange,
    signedIn,
    sign: (pin, act) => parts.identity().sign(pin, act),
    audience: () => audienceOf(signedIn(), parts.room().current(), parts.people()),
    beyond: async (person, asset) => {
      const shown = await catalogue.show(asset);
      return shown.ok ? parts.standing().beyond(person, { act: "annotate" }, [shown.value]) : shown.failure;
    },
    confirmed: (viewing, asset, number) => {
      const found = parts.frames.find(viewing, asset, number);
      if (found === null) {
        return null;
      }
      const { frame, ticks, timescale, digest } = found;
      return { frame, ticks, timescale, digest };
    },
    isListed: (person) => parts.people().some((one) => one.person === person && one.roles.length > 0),
    openAct: (cms) => {
      const opened = openNoteAct(cms, parts.authorities());
      return opened !== null && parts.personOf(opened.certificate) === opened.act.person ? opened.act : null;
    },
    fetch: async (asset) => {
      const whole: NoteBundle = { revisions: [], acts: [] };
      let after: number | null = 0;
      for (let page = 0; after !== null && page < mostPages; page++) {
        // oxlint-disable-next-line no-await-in-loop -- one page after the other
        const answer: Result<RouteOutput<"notes">, Failure> = await headquarters.call("notes", {
          ...(asset === null ? {} : { asset }),
          after,
        });
        if (!answer.ok) {
          return answer;
        }
        whole.revisions.push(...answer.value.bundle.revisions);
        whole.acts.push(...answer.value.bundle.acts);
        after = answer.value.next;
      }
      return ok(whole);
    },
    kept: {
      get: (asset) => {
        const bytes = shelf.get(kind, asset);
        return bytes === null ? null : parseBundle(JSON.parse(fromUtf8(bytes)));
      },
      put: (asset, bundle) => shelf.put(kind, asset, utf8(JSON.stringify(bundle))),
    },
  });
}

type NoteChannels =
  | "annotations:notes"
  | "annotations:fetch"
  | "annotations:history"
  | "annotations:sign"
  | "annotations:export";

/** Channels of notes. */
export function noteHandlers(desk: Desk): Pick<Handlers, NoteChannels> {
  const { notes, identity } = desk.rooms;
  const { look, act } = desk.accountability;
  return {
    "annotations:notes": ({ asset }) =>
      look(() => (identity.current() === null ? fail({ code: "not-signed-in" }) : ok(notes.list(asset)))),
    "annotations:fetch": ({ asset }) => look(() => notes.fetch(asset)),
    "annotations:history": ({ note }) => look(() => notes.history(note)),
    "annotations:sign": ({ drafts, pin }) => act("annotations:sign", drafts[0]?.asset, () => notes.sign(drafts, pin)),
    "annotations:export": ({ asset, pin }) =>
      act("annotations:export", asset, async () => {
        const made = await notes.file(asset, pin);
        if (!made.ok) {
          return made;
        }
        const at = desk.log.now().toISOString().replaceAll(/[:.]/gu, "-");
        const file = join(desk.folders.exports, `notes-${asset}-${at}.json`);
        writeDurably(file, made.value.bytes);
        return ok({ file, notes: made.value.notes });
      }),
  };
}

/** Entries with words that were not written for people from outside. */
export function isOfficeEntry({ type, facts }: Pick<LogRow, "type" | "facts">): boolean {
  return (
    (type === "note.revise" && !(isRecord(facts["revision"]) && facts["revision"]["secrecy"] === "room")) ||
    (type === "mark.add" && facts["kind"] !== "objection")
  );
}

/** Whether somebody from outside can see this screen. */
export function isOutsideWatching({ room }: Pick<Desk["rooms"], "room">): boolean {
  return (room.current()?.roster ?? []).some(
    ({ outside, checkedOutAt }) => outside !== undefined && checkedOutAt === undefined,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
