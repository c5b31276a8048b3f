import { statSync } from "node:fs";
import { join } from "node:path";
import { checkClip } from "../annotations/index.ts";
import { readPackageHeader, type PackageHeader } from "../formats/footage-package.ts";
import { FormatError } from "../formats/format-error.ts";
import type { GrantLeaf } from "../formats/grant.ts";
import { receiptCodes } from "../formats/receipt-code.ts";
import { openSource, readClip } from "../headquarters/index.ts";
import type { Handlers } from "../ipc/index.ts";
import { qrCode } from "../paper/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Parsed } from "../../shared/ipc/contract.ts";
import type {
  ClipCheck,
  EvidenceDraft,
  EvidenceForm,
  ExtractionView,
  FrameEnd,
  MarkedRange,
} from "../../shared/model/extraction.ts";
import type { Mark } from "../../shared/model/mark.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { coversRanges } from "../../shared/time/frame-ranges.ts";
import { arrivals } from "./arrivals.ts";
import type { Desk } from "./handlers.ts";

type EvidenceHandlers = Pick<Handlers, Extract<keyof Handlers, `evidence:${string}`>>;

/** Evidence as the interface asks for it. No clip comes to this station but on a medium that somebody brings. */
export function evidenceHandlers(desk: Desk): EvidenceHandlers {
  const { rooms, folders } = desk;
  const { look, act } = desk.accountability;
  const { extractions } = rooms;
  const asPerson = <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    look(() => (rooms.identity.current() === null ? fail({ code: "not-signed-in" }) : work()));

  return {
    "evidence:list": () => asPerson(() => extractions.list()),
    "evidence:mark": ({ draft, pin }) =>
      act("evidence:mark", draft.asset, async () => {
        const form = await formOf(desk, draft);
        return form.ok ? extractions.mark(form.value, pin) : form;
      }),
    "evidence:markRange": (order) => act("evidence:mark", order.draft.asset, () => markRange(desk, order)),
    "evidence:step": ({ id, order, pin }) =>
      act("evidence:step", id, async () => {
        const record = await extractions.find(id);
        if (!record.ok || order.step !== "verify") {
          return record.ok ? extractions.step(record.value, order, pin) : record;
        }
        const check = await compareKept(desk, record.value);
        if (!check.ok) {
          return check;
        }
        const { exact, difference, clip } = check.value;
        return extractions.step(record.value, order, pin, {
          exact,
          clip,
          ...(difference === undefined ? {} : { difference }),
        });
      }),
    "evidence:check": ({ id }) =>
      act("evidence:check", id, async () => {
        const record = await extractions.find(id);
        return record.ok ? compareKept(desk, record.value) : record;
      }),
    "evidence:files": () =>
      look(() =>
        ok({
          folder: folders.imports,
          names: arrivals(folders.imports).filter((name) => /\.(?:mp4|jpe?g|png)$/iu.test(name)),
        }),
      ),
    "evidence:checkFile": ({ id, name }) =>
      act("evidence:checkFile", id, async () => {
        const record = await extractions.find(id);
        return record.ok ? compareFile(desk, record.value, name) : record;
      }),
    "evidence:cite": ({ asset, frame }) =>
      asPerson(async () => {
        const cited = await extractions.cite(asset, frame);
        return cited.ok
          ? ok({ citation: cited.value.citation, codes: receiptCodes(cited.value.citation).map(qrCode) })
          : cited;
      }),
  };
}

/** The marker's form: both ends are marks in this station's log, root and manifest those that the grant vouches for. */
async function formOf({ rooms }: Desk, draft: EvidenceDraft): Promise<Result<EvidenceForm, Failure>> {
  const { asset, first, last, exhibit, manner, ...said } = draft;
  const marks = rooms.marks.list(asset).filter(({ kind }) => kind === "evidence");
  const [one, other] = [first, last].map((id) => marks.find((mark) => mark.id === id));
  if (one === undefined || other === undefined) {
    return fail({ code: "not-found", subject: "mark" });
  }
  const [start, end] = one.frame <= other.frame ? [one, other] : [other, one];
  const held = rooms.grants.find(draft.grant);
  const granted = held?.leaf.assets.find((entry) => entry.asset === asset);
  if (granted === undefined) {
    return fail({ code: "extraction", reason: "outside-grant" });
  }
  const header = await headerOf(rooms.packageOf, asset);
  if (header === null || header.manifestDigest !== granted.manifest) {
    return fail({ code: "footage-damaged", asset });
  }
  return ok({
    ...said,
    first: endOf(start),
    last: endOf(end),
    order: {
      asset,
      from: start.frame,
      to: end.frame + 1,
      firstDigest: start.frameDigest,
      lastDigest: end.frameDigest,
      tableRoot: header.manifest.frameTableRoot,
      manifestDigest: header.manifestDigest,
      exhibit,
      manner,
    },
  });
}

/** Marks the ends and signs, in one act; nothing is marked that the viewing's grant does not show. */
async function markRange(
  desk: Desk,
  { viewing, range, draft, pin }: Parsed<"evidence:markRange">,
): Promise<Result<ExtractionView, Failure>> {
  const { rooms } = desk;
  const current = rooms.room.current();
  if (current?.id !== viewing) {
    return fail({ code: "not-found", subject: "viewing" });
  }
  const grant = current.grant.id;
  const wrong = rangeFailure(rooms.grants.find(grant)?.leaf, draft.asset, range);
  if (wrong !== null) {
    return fail(wrong);
  }
  const marked = rooms.marks.addRange({ viewing, asset: draft.asset, ...range, note: draft.name });
  if (!marked.ok) {
    return marked;
  }
  const [first, last] = marked.value;
  const form = await formOf(desk, { ...draft, grant, first: first.id, last: last.id });
  return form.ok ? rooms.extractions.mark(form.value, pin) : form;
}

/** What headquarters would refuse anyway; said before anything is marked. */
function rangeFailure(
  leaf: Pick<GrantLeaf, "assets" | "withheld"> | undefined,
  asset: string,
  { from, last }: MarkedRange,
): Failure | null {
  const range = { from, to: last + 1 };
  const granted = leaf?.assets.find((one) => one.asset === asset);
  const hidden = (leaf?.withheld ?? []).find(
    (line) => line.asset === asset && line.from < range.to && range.from < line.to,
  );
  if (hidden !== undefined) {
    return { code: "extraction", reason: "withheld", frame: Math.max(from, hidden.from) };
  }
  return granted !== undefined && coversRanges(granted.frames, [range])
    ? null
    : { code: "extraction", reason: "outside-grant" };
}

function endOf({ id, frame, presentationTicks, timescale, frameDigest, entry }: Mark): FrameEnd {
  return { frame, ticks: presentationTicks, timescale, digest: frameDigest, mark: id, entry };
}

async function headerOf(packageOf: Desk["rooms"]["packageOf"], asset: string): Promise<PackageHeader | null> {
  try {
    return await readPackageHeader(await packageOf(asset));
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Compares what headquarters keeps, by text alone: digests and proofs come here, never a picture (rule R4). */
async function compareKept(desk: Desk, record: ExtractionView): Promise<Result<ClipCheck, Failure>> {
  const listing = await desk.rooms.extractions.listing(record.id);
  const check = listing.ok ? checkClip(record, listing.value) : listing;
  if (check.ok && !check.value.same) {
    return fail({ code: "extraction", reason: "clip-changed" });
  }
  return noted(desk, record, check);
}

/** Compares a file that somebody brought on a medium. It is read once, digested and forgotten (rule R3). */
async function compareFile(desk: Desk, record: ExtractionView, name: string): Promise<Result<ClipCheck, Failure>> {
  const { imports } = desk.folders;
  if (!arrivals(imports).includes(name) || !statSync(join(imports, name)).isFile()) {
    return fail({ code: "extraction", reason: "not-a-clip" });
  }
  const kept = await desk.rooms.extractions.listing(record.id);
  if (!kept.ok) {
    return kept;
  }
  const source = await openSource(join(imports, name)).catch(() => null);
  if (source === null) {
    return fail({ code: "extraction", reason: "not-a-clip" });
  }
  try {
    const read = await readClip(source);
    if (read === null) {
      return fail({ code: "extraction", reason: "not-a-clip" });
    }
    const isCodedAnew = record.form.order.manner === "recode" && record.form.order.exhibit === "clip";
    // Without a decoder here, a clip that was coded anew is the kept one byte for byte, or it is not.
    const presented = isCodedAnew && read.clip === kept.value.clip ? kept.value.presented : read.presented;
    // The proof of the kept clip says which frames were ordered, whatever the file says of itself.
    return noted(
      desk,
      record,
      checkClip(record, { clip: read.clip, proof: kept.value.proof, presented: [...presented] }),
    );
  } finally {
    await source.close();
  }
}

function noted(
  { rooms, log }: Desk,
  { id }: ExtractionView,
  check: Result<ClipCheck, Failure>,
): Result<ClipCheck, Failure> {
  if (check.ok) {
    const { clip, exact, difference } = check.value;
    const person = rooms.identity.current()?.person.person;
    log.append({
      t: "evidence.check",
      b: { extraction: id, clip, exact, ...(difference === undefined ? {} : { difference: { ...difference } }) },
      ...(person === undefined ? {} : { person }),
    });
  }
  return check;
}
