import type { GrantSummary } from "../../shared/model/grant.ts";
import type { DecisionForm, RequestForm, RequestRecord } from "../../shared/model/request.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import type { ByteSource } from "../../main/shell/port.ts";
import { clip, people, type House } from "./house.ts";

const hour = 3_600_000;

type FormInput = Given<"requests:file">["form"];

/** A form F1 for frames 10 to 30 of the recording: two segments of six. */
export function requestForm(house: House, changes: Partial<Record<keyof RequestForm, unknown>> = {}): FormInput {
  const now = house.clock.wall().getTime();
  const form = {
    applicantClass: "staff",
    dutyBasis: "承办本案",
    purpose: "caseReview",
    purposeDetail: "核对现场出示证件、告知权利义务的过程。",
    caseNo: "示文综执〔2026〕第 31 号",
    caseCause: "擅自从事出版物零售",
    caseParty: "示例书店",
    inspectedUnit: "示例书店",
    verb: "view",
    legalRoute: "internal",
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: false },
    assets: [{ asset: clip.asset, ranges: [{ from: 10, to: 30 }], whole: false }],
    supervisor: people.supervisor.token,
    room: "room-301",
    validFrom: new Date(now - hour).toISOString(),
    validTo: new Date(now + 8 * hour).toISOString(),
    ...changes,
  };
  // Ids are branded; what a screen would hand back is written down here.
  return form as unknown as FormInput;
}

/** An approval of exactly what was asked for. */
export function approvalOf(request: RequestRecord, changes: Partial<Record<string, unknown>> = {}): DecisionForm {
  const { form } = request;
  const approval = {
    outcome: "approve",
    opinion: "同意",
    supervisors: [form.supervisor],
    room: form.room,
    validFrom: form.validFrom,
    validTo: form.validTo,
    playBudget: 2,
    assets: form.assets,
    ...changes,
  };
  return approval as DecisionForm;
}

export async function fileRequest(
  house: House,
  changes: Partial<Record<keyof RequestForm, unknown>> = {},
): Promise<RequestRecord> {
  await house.get("identity:signIn", people.requester);
  const request = await house.get("requests:file", { form: requestForm(house, changes), pin: people.requester.pin });
  await house.get("identity:signOut");
  return request;
}

/** A clerk who is not the applicant finds every paper in order (form F4), where the pack asks for some. */
export async function checkPapers(house: House, request: RequestRecord): Promise<void> {
  if (request.state !== "papers") {
    return;
  }
  const papers = request.papers.map(({ paper }) => ({
    paper,
    result: "accepted" as const,
    number: "示函〔2026〕3号",
    how: "original" as const,
    note: "",
  }));
  await house.get("identity:signIn", people.legal);
  await house.get("requests:step", { id: request.id, form: { step: "papers", papers }, pin: people.legal.pin });
  await house.get("identity:signOut");
}

/** From an empty desk to a grant on this station. */
export async function obtainGrant(
  house: House,
  changes: { form?: Partial<Record<keyof RequestForm, unknown>>; approval?: Partial<Record<string, unknown>> } = {},
): Promise<GrantSummary> {
  const request = await fileRequest(house, changes.form);
  await checkPapers(house, request);
  await house.get("identity:signIn", people.approver);
  await house.get("requests:decide", {
    id: request.id,
    form: approvalOf(request, changes.approval),
    pin: people.approver.pin,
  });
  await house.get("identity:signOut");
  await house.get("sync:now");
  const grant = (await house.grants()).find((held) => held.request === request.id);
  if (grant === undefined) {
    throw new Error("the grant did not come");
  }
  return grant;
}

/** What both do at the door; papers shown and devices deposited. */
export async function checkIn(house: House, viewing: Viewing["id"]): Promise<Viewing> {
  const both = { papersChecked: true, devicesDeposited: true, viewing } as const;
  await house.get("viewing:checkIn", { ...both, ...people.requester, capacity: "viewer" });
  return house.get("viewing:checkIn", { ...both, ...people.supervisor, capacity: "supervisor" });
}

/** From a grant to an unlocked room. */
export async function unlockRoom(house: House, grant: GrantSummary): Promise<Viewing> {
  await house.get("identity:signIn", people.requester);
  const { id } = await house.get("viewing:prepare", { grant: grant.id });
  await checkIn(house, id);
  await house.get("viewing:acceptNotice", { viewing: id });
  return house.get("viewing:unlock", { viewing: id, ...people.supervisor });
}

/** The picture page of an open viewing, as the browser would drive it. */
export interface Picture {
  readonly ticket: string;
  status(path: string): Promise<number>;
  media(): Promise<ByteSource>;
  readAll(): Promise<Uint8Array>;
  post(name: "shown" | "confirmed" | "alarm", body: object): Promise<number>;
  watermark(): Promise<string[]>;
}

export async function openPicture(house: House, viewing: Pick<Viewing, "open">): Promise<Picture> {
  const ticket = new URL(viewing.open?.pictureUrl ?? "").pathname.split("/")[1] ?? "";
  const ask = (path: string, method = "GET", body = new Uint8Array()) =>
    house.app.serveVault({ method, ticket, path, body });
  const page = await ask("/");
  const html = page.kind === "bytes" ? new TextDecoder().decode(page.body) : "";
  const way = /vitrine-way" content="([^"]+)"/u.exec(html)?.[1] ?? "none";
  const media = async (): Promise<ByteSource> => {
    const answer = await ask(`/${way}/media`);
    if (answer.kind !== "source") {
      throw new Error(`no media: ${answer.status}`);
    }
    return answer.source;
  };
  return {
    ticket,
    media,
    status: async (path) => {
      const answer = await ask(path.replace("%WAY%", way));
      return answer.kind === "source" ? 200 : answer.status;
    },
    readAll: async () => {
      const source = await media();
      return source.read(0, source.size);
    },
    post: async (name, body) => {
      const answer = await ask(`/${way}/${name}`, "POST", new TextEncoder().encode(JSON.stringify(body)));
      return answer.kind === "bytes" ? answer.status : 200;
    },
    watermark: async () => {
      const answer = await ask(`/${way}/watermark`);
      const { lines } = JSON.parse(answer.kind === "bytes" ? new TextDecoder().decode(answer.body) : "{}") as {
        lines: string[];
      };
      return lines;
    },
  };
}

/** Property: after any refusal the app is still usable. Ends what is open and lets somebody in. */
export async function stillUsable(house: House): Promise<void> {
  house.freeBytes = 2 ** 40;
  const viewing = await house.get("viewing:current");
  if (viewing !== null) {
    await house.get("viewing:end", { viewing: viewing.id });
  }
  await house.get("identity:signOut");
  const { sealedBy } = await house.get("station:status");
  const verified = await house.get("log:verify");
  const { person } = await house.get("identity:signIn", people.legal);
  await house.get("identity:signOut");
  if (sealedBy !== undefined || verified?.sound !== true || person.name !== "周法明") {
    throw new Error("the station is not usable after a refusal");
  }
}
