import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Failure } from "../../shared/failure.ts";
import type { RequestChannel } from "../../shared/ipc/channels.ts";
import type { Given, Output } from "../../shared/ipc/contract.ts";
import type { Note, NoteDraft } from "../../shared/model/note.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { Result } from "../../shared/result.ts";
import { fromBase64 } from "../../main/formats/bytes.ts";
import { verifyNotesCommand } from "../../main/commands/verify-notes.ts";
import type { Station } from "../../main/station/index.ts";
import { clip, makeShell, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom, type Picture } from "./story.ts";

const { asset } = clip;
const words = "执法人员出示证件";

function draft(viewing: Viewing["id"] | undefined, more: object = {}): NoteDraft {
  const usual = {
    asset,
    ...(viewing === undefined ? {} : { viewing }),
    range: { from: 14, to: 15 },
    shapes: [],
    tag: "showId",
    text: words,
    secrecy: "office",
    named: [],
    mentions: [],
    status: "open",
  };
  return { ...usual, ...more } as unknown as NoteDraft;
}

describe("notes on pictures, from the room to headquarters and another station", () => {
  let house: House;
  let viewing: Viewing;
  let picture: Picture;
  let note: Note;
  let other: Station | null = null;

  const at = async <C extends RequestChannel>(channel: C, input?: Given<C>): Promise<Output<C>> => {
    const result = (await other?.app.invoke(channel, input, {
      isMainFrame: true,
      url: `${house.shell.origins.interface}/`,
    })) as Result<Output<C>, Failure>;
    if (!result.ok) {
      throw new Error(`${channel}: ${JSON.stringify(result.failure)}`);
    }
    return result.value;
  };

  beforeAll(async () => {
    house = await openHouse();
    const { id } = await unlockRoom(house, await obtainGrant(house));
    viewing = await house.get("viewing:open", { viewing: id, asset });
    picture = await openPicture(house, viewing);
  });
  afterAll(async () => {
    await other?.close();
    await house.close();
  });

  it("R6: is refused until the picture itself has named every frame, then signed, logged and marked as an act", async () => {
    const pin = people.requester.pin;
    const shape = {
      kind: "rectangle",
      colour: "amber",
      keyframes: [
        { frame: 14, at: [100_000, 100_000, 300_000, 300_000] },
        { frame: 20, at: [200_000, 100_000, 400_000, 300_000] },
      ],
    };
    const moving = draft(viewing.id, { range: { from: 14, to: 21 }, shapes: [shape], mentions: [people.legal.token] });
    await house.refused("frame-unconfirmed", "annotations:sign", { drafts: [moving], pin });
    await picture.post("confirmed", { frame: 14 });
    await house.refused("frame-unconfirmed", "annotations:sign", { drafts: [moving], pin });
    await picture.post("confirmed", { frame: 20 });
    await house.refused("wrong-pin", "annotations:sign", { drafts: [moving], pin: "000000" });
    house.clock.pass(60_000);
    const [signed] = await house.get("annotations:sign", { drafts: [moving], pin });
    note = signed as Note;
    expect(note.frames.map(({ frame }) => frame)).toEqual([14, 20]);
    expect(await house.get("annotations:notes", { asset })).toEqual([note]);
    await house.get("viewing:end", { viewing: viewing.id });
    await house.get("identity:signOut");
    await house.refused("not-signed-in", "annotations:notes", { asset });
  });

  it("R10: reaches headquarters with the log and another station from there, where who was asked has a task", async () => {
    await house.get("identity:signIn", people.requester);
    await house.get("sync:now");
    await house.headquarters.headquarters.notes.idle();
    other = await house.start({
      folder: join(house.folder, "other"),
      shell: makeShell(),
      enrolment: {
        authority: house.headquarters.headquarters.origin.replace(/\/headquarters$/u, ""),
        name: "WS-302",
        room: house.headquarters.room,
        sealRecipient: house.headquarters.headquarters.sealRecipient,
        enrol: (request) => house.headquarters.headquarters.administration.enrolStation(request),
      },
    });
    await at("identity:signIn", people.legal);
    const tasks = await at("station:tasks");
    expect(tasks.filter(({ kind }) => kind === "answerNote")).toMatchObject([{ subject: "王芳", reference: asset }]);
    await at("annotations:fetch", { asset });
    const [there] = await at("annotations:notes", { asset });
    expect(there).toMatchObject({ note: note.note, head: note.head, frames: note.frames, mayRevise: false });
    expect(there?.entry).toBeUndefined();
    // Answered and settled there, without a picture; the office here reads it.
    const { shapes, range, mentions } = note;
    const settled = {
      ...draft(undefined, { shapes, range, mentions, status: "resolved" }),
      note: note.note,
      base: note.head,
    };
    const answer = { ...draft(undefined, { thread: note.note, text: "已核对" }) };
    delete answer.tag;
    await at("annotations:sign", { drafts: [settled, answer], pin: people.legal.pin });
    expect((await at("station:tasks")).filter(({ kind }) => kind === "answerNote")).toEqual([]);
    await at("sync:now");
    await house.headquarters.headquarters.notes.idle();
    await house.get("annotations:fetch", { asset });
    const listed = await house.get("annotations:notes", { asset });
    expect(listed.map(({ text, status, author, by }) => [text, status, author.name, by.name])).toEqual([
      [words, "resolved", "王芳", "周法明"],
      ["已核对", "open", "周法明", "周法明"],
    ]);
    const history = await house.get("annotations:history", { note: note.note });
    expect(history.map(({ revision }) => revision.status)).toEqual(["open", "resolved"]);
  });

  it("R14: stays readable while headquarters is away", async () => {
    await house.stopHeadquarters();
    await house.restart();
    await house.get("identity:signIn", people.requester);
    expect(await house.get("annotations:notes", { asset })).toHaveLength(2);
    await house.refused("headquarters-unreachable", "annotations:fetch", { asset });
    await house.startHeadquarters();
    await house.get("identity:signOut");
    await house.get("identity:signIn", people.requester);
  });

  it("R4: leaves as a signed file without a picture, which a stranger can verify and nobody can alter", async () => {
    const { file, notes } = await house.get("annotations:export", { asset, pin: people.requester.pin });
    expect(notes).toBe(2);
    const authority = join(house.folder, "authority.pem");
    writeFileSync(authority, house.headquarters.headquarters.trustPem);
    const said: string[] = [];
    const verify = (path: string, by?: string): number =>
      verifyNotesCommand({ file: path, authority: by, language: "zh", line: (line) => said.push(line) });
    expect(verify(file, authority)).toBe(0);
    expect(said.join("\n")).toContain(words);
    expect(verify(file)).toBe(1);
    const bytes = readFileSync(file, "utf8");
    for (const [from, to] of [
      [words, "执法人员未出示证件"],
      ['"seal":"M', '"seal":"N'],
    ] as const) {
      expect(bytes.includes(from)).toBe(true);
      writeFileSync(`${file}.altered`, bytes.replace(from, to));
      expect(verify(`${file}.altered`, authority)).not.toBe(0);
    }
    expect(verify(authority, authority)).toBe(2);
    // The signature is one that openssl accepts, over the words themselves.
    const { body } = JSON.parse(bytes) as { body: { notes: { acts: string[] } } };
    writeFileSync(`${file}.cms`, fromBase64(body.notes.acts[0] ?? ""));
    const content = execFileSync(
      "openssl",
      ["cms", "-verify", "-inform", "DER", "-in", `${file}.cms`, "-CAfile", authority, "-purpose", "any", "-binary"],
      { stdio: ["ignore", "pipe", "ignore"] },
    ).toString();
    expect(content).toContain('"t":"note.sign"');
  });
});

describe("notes before somebody from outside", () => {
  it("O-103: no channel that they can see ever carries a word of the office", async () => {
    const house = await openHouse();
    const guest = {
      name: "钱多",
      idKind: "residentId",
      idNo: "320311199001011234",
      unit: "示例书店",
      contact: "13800000000",
      protected: false,
    };
    const grant = await obtainGrant(house, {
      form: { applicantClass: "otherAgency", legalRoute: "fileAccess", viewer: guest },
    });
    const person = grant.viewers[0]?.person ?? ("" as never);
    await house.get("identity:signIn", people.supervisor);
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    const door = { viewing: id, papersChecked: true, devicesDeposited: true, ...people.supervisor };
    await house.get("viewing:checkIn", { ...door, capacity: "supervisor" });
    const signature = { kind: "typed", name: "钱多" } as const;
    await house.get("viewing:admit", { ...door, person, documentEnd: "1234", signature, locale: "zh-CN" });
    await house.get("viewing:acceptNotice", { viewing: id });
    await house.get("viewing:unlock", { viewing: id, ...people.supervisor });
    const viewing = await house.get("viewing:open", { viewing: id, asset });
    const picture = await openPicture(house, viewing);
    await picture.post("confirmed", { frame: 14 });
    const secret = "内部研判不得外传";
    const signed = await house.get("annotations:sign", {
      drafts: [draft(id, { text: secret }), draft(id, { text: "请看此处", secrecy: "room" })],
      pin: people.supervisor.pin,
    });
    await house.get("annotations:add", { viewing: id, asset, frame: 14, kind: "note", note: secret });
    // The answer to the act itself comes before the same eyes.
    const heard: unknown[] = [signed, ...house.shell.sent];
    heard.push(await house.get("annotations:notes", { asset }), await house.get("annotations:list", { asset }));
    heard.push(await house.get("log:entries", { cursor: 1e6, direction: "older", limit: 100 }));
    heard.push(await house.get("station:tasks"), await house.get("viewing:current"));
    expect(JSON.stringify(heard)).toContain("请看此处");
    expect(JSON.stringify(heard)).not.toContain(secret);
    const { rows } = await house.get("log:entries", { cursor: 1e6, direction: "older", limit: 100 });
    for (const { index } of rows.filter((row) => row.type === "note.revise" || row.type === "mark.add")) {
      // oxlint-disable-next-line no-await-in-loop -- a handful
      expect(JSON.stringify(await house.call("log:entry", { index }))).not.toContain(secret);
    }
    await house.get("viewing:end", { viewing: id });
    // Behind them the office reads its own again.
    expect(JSON.stringify(await house.get("annotations:notes", { asset }))).toContain(secret);
    await house.close();
  });
});
