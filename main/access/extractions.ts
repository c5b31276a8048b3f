import type { Failure } from "../../shared/failure.ts";
import type { ExtractionAct } from "../../shared/http/acts.ts";
import type {
  ClipListing,
  EvidenceForm,
  ExtractionOrder,
  ExtractionStep,
  ExtractionView,
} from "../../shared/model/extraction.ts";
import { fail, type Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import { sha256Hex } from "../formats/digest.ts";
import type { NewEntry } from "../formats/log-entry.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Signer } from "./signed-acts.ts";
import { freshNonce } from "./nonce.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
  readonly log: { append(entry: NewEntry): unknown };
}

/** What the station found when it compared a clip; `verify` signs this and nothing that somebody says. */
export type Found = Pick<Extract<ExtractionStep, { step: "verify" }>, "exact" | "difference" | "clip">;

/** Evidence as the station carries it: it marks, signs, sends and compares; the cut is made at headquarters (rule R4). */
export interface ExtractionDesk {
  list(): Promise<Result<ExtractionView[], Failure>>;
  find(id: string): Promise<Result<ExtractionView, Failure>>;
  mark(form: EvidenceForm, pin: string): Promise<Result<ExtractionView, Failure>>;
  /** `found` is what the station itself found, for the step that verifies. */
  step(
    record: ExtractionView,
    order: ExtractionOrder,
    pin: string,
    found?: Found,
  ): Promise<Result<ExtractionView, Failure>>;
  listing(id: ExtractionView["id"]): Promise<Result<ClipListing, Failure>>;
  cite(asset: EvidenceForm["order"]["asset"], frame: number): Promise<Result<{ citation: string }, Failure>>;
}

/** Makes the desk over the connection to headquarters. What headquarters took is an entry of this station's log too. */
export function createExtractionDesk({ headquarters, sign, station, log }: Options): ExtractionDesk {
  const send = async (form: ExtractionStep, pin: string): Promise<Result<ExtractionView, Failure>> => {
    const cms = await sign(pin, ({ person }, at): ExtractionAct => ({
      v: 1,
      t: "extraction.step",
      person,
      station,
      at,
      nonce: freshNonce(),
      form,
    }));
    if (!cms.ok) {
      return cms;
    }
    const taken = await headquarters.call("stepExtraction", { cms: base64(cms.value) });
    if (taken.ok) {
      const { id, number, steps } = taken.value;
      const digest = sha256Hex(cms.value);
      const person = steps.find((step) => step.digest === digest)?.person;
      const { asset, from, to, tableRoot } = taken.value.form.order;
      log.append({
        t: "evidence.step",
        b: { extraction: id, number, step: form.step, digest, asset, from, to, tableRoot },
        ...(person === undefined ? {} : { person }),
      });
    }
    return taken;
  };
  const list = (): Promise<Result<ExtractionView[], Failure>> => headquarters.call("listExtractions", {});
  return {
    list,
    find: async (id) => {
      const listed = await list();
      const found = listed.ok ? listed.value.find((one) => one.id === id) : undefined;
      if (!listed.ok) {
        return listed;
      }
      return found === undefined ? fail({ code: "extraction", reason: "unknown" }) : { ok: true, value: found };
    },
    mark: (form, pin) => send({ step: "mark", form }, pin),
    step: async (record, order, pin, found) => {
      const form = formOf(record, order, found);
      return form === null ? fail({ code: "extraction", reason: "wrong-state" }) : send(form, pin);
    },
    listing: (id) => headquarters.call("listClip", { id }),
    cite: (asset, frame) => headquarters.call("citeFrame", { asset, frame }),
  };
}

/** Ties what was decided to what it rests on, by digest. `null` where there is nothing to rest on. */
function formOf(record: ExtractionView, order: ExtractionOrder, found: Found | undefined): ExtractionStep | null {
  const digestOf = (act: string): string | undefined => record.steps.findLast((step) => step.act === act)?.digest;
  const extraction = record.id;
  switch (order.step) {
    case "withdraw":
    case "consent": {
      const marked = digestOf("mark");
      if (marked === undefined) {
        return null;
      }
      return order.step === "withdraw"
        ? { ...order, extraction, marked }
        : { ...order, extraction, marked, order: record.form.order };
    }
    case "extract": {
      const ordered = digestOf("consent");
      return ordered === undefined ? null : { ...order, extraction, ordered };
    }
    case "verify":
      return found === undefined ? null : { ...order, extraction, ...found };
    case "transfer":
      return record.cut === undefined ? null : { ...order, extraction, clip: record.cut.clip };
  }
  return order satisfies never;
}
