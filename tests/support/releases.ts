import { createHash } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { fromUtf8 } from "../../main/formats/bytes.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import type { Edition } from "../../main/formats/installation.ts";
import type { LogEntry } from "../../main/formats/log-entry.ts";
import { formatRelease, formatRoots, parseRoots, signRelease, type Release } from "../../main/formats/release.ts";
import { verifierKey, type NoteSigner } from "../../main/formats/signed-note.ts";
import { createAuthority, createCsr, issueDevice, type CertificateWithKey } from "../../main/formats/x509.ts";
import { noUpdates, rememberUpdate } from "../../main/access/index.ts";
import { openTransport } from "../../main/sync/index.ts";
import * as product from "../../main/updates/index.ts";
import type { UpdateFacts, Updates } from "../../main/updates/index.ts";
import type { UpdateWait } from "../../shared/model/update.ts";

/** Three persons with a release key each. */
export interface ReleaseKeys {
  readonly signers: readonly NoteSigner[];
  readonly rootsText: string;
  readonly roots: ReturnType<typeof parseRoots>;
}

export function makeReleaseKeys(edition: Edition = "sealed"): ReleaseKeys {
  const made = ["one", "two", "three"].map((name) => ({
    name: `vitrine/releases/${edition}/${name}`,
    ...generateSigningKey(),
  }));
  const rootsText = formatRoots(
    edition,
    made.map(({ name, publicKey }) => verifierKey(name, publicKey)),
  );
  return {
    signers: made.map(({ name, privateKey }) => ({ name, key: privateKey })),
    rootsText,
    roots: parseRoots(rootsText),
  };
}

/** The program that is installed in these tests. */
export const installed = {
  edition: "sealed",
  version: "0.9.1",
  counter: 4,
  platform: "linux-x64",
  installation: sha256Hex(new Uint8Array([1])),
} as const;

export const dayMs = 86_400_000;

/** The next release, over this package, as two of three sign it. */
export function releaseOf(bytes: Uint8Array, changes: Partial<Release> = {}, now = Date.now()): Release {
  return {
    product: "vitrine",
    edition: "sealed",
    platform: "linux-x64",
    version: "0.9.2",
    counter: 5,
    minimumVersion: "0.9.0",
    issued: new Date(now - dayMs).toISOString(),
    expires: new Date(now + 30 * dayMs).toISOString(),
    artefact: {
      name: "vitrine-0.9.2-sealed_amd64.deb",
      size: bytes.byteLength,
      sha512: createHash("sha512").update(bytes).digest("hex"),
    },
    installation: sha256Hex(new Uint8Array([2])),
    bill: sha256Hex(new Uint8Array([3])),
    rollout: 100,
    emergency: false,
    ...changes,
  };
}

export function signedBy(release: Release, signers: readonly (NoteSigner | undefined)[]): Uint8Array {
  return signers.reduce<Uint8Array>(
    (file, signer) => (signer === undefined ? file : signRelease(file, signer)),
    formatRelease(release),
  );
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

function deviceOf(authority: CertificateWithKey, usage: "server" | "client"): CertificateWithKey {
  const { csrPem, privateKeyPem } = createCsr({ commonName: usage });
  const { certificatePem } = issueDevice(authority, csrPem, {
    commonName: usage,
    days: 1,
    [usage]: true,
    ip: ["127.0.0.1"],
  });
  return { certificatePem, privateKeyPem };
}

/** A headquarters that answers about updates as it is told, over HTTPS with both sides' certificates. */
export interface ToldHeadquarters {
  /** Answers from here on. */
  answer: Answering;
  readonly authority: CertificateWithKey;
  readonly url: string;
  /** Paths that were asked for, without repetition. */
  readonly asked: Set<string>;
  close(): void;
}

export async function openToldHeadquarters(): Promise<ToldHeadquarters> {
  const authority = createAuthority({ name: "told", days: 1 });
  const identity = deviceOf(authority, "server");
  const told = {
    answer: ((_request, response) => response.writeHead(404).end()) as Answering,
    asked: new Set<string>(),
  };
  const server: Server = createServer(
    {
      cert: identity.certificatePem,
      key: identity.privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      told.asked.add(request.url ?? "");
      told.answer(request, response);
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return Object.assign(told, {
    authority,
    url: `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** What an honest headquarters answers: this file, and pieces of this package. */
export function honest(file: Uint8Array, bytes: Uint8Array): Answering {
  return (request, response) => {
    if (request.url?.startsWith("/v1/updates/artefacts/") !== true) {
      response.writeHead(200).end(file);
      return;
    }
    const { from = "0", to = "0" } = /^bytes=(?<from>\d+)-(?<to>\d+)$/u.exec(request.headers.range ?? "")?.groups ?? {};
    const piece = bytes.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, { "content-range": `bytes ${from}-${to}/${bytes.byteLength}` }).end(piece);
  };
}

/** One station's updates over a real line, with a log in memory and whatever the test turns. */
export interface UpdateScene {
  readonly updates: Updates;
  readonly folder: string;
  readonly log: UpdateFacts[];
  readonly reports: unknown[];
  readonly handed: Release[];
  wait: UpdateWait | null;
  now: number;
  /** The same station after a restart, with another program. */
  restart(program?: Partial<product.InstalledProgram>): Updates;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly program?: Partial<product.InstalledProgram>;
  /** The product's own parts, or a mutant's. */
  readonly parts?: typeof product;
  readonly station?: string;
}

export function openScene(headquarters: ToldHeadquarters, keys: ReleaseKeys, options: SceneOptions = {}): UpdateScene {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-updates-"));
  const { createUpdates, openShelf } = options.parts ?? product;
  const { authority, url } = headquarters;
  const transport = openTransport({ url, trustPem: authority.certificatePem, ...deviceOf(authority, "client") });
  const log: UpdateFacts[] = [];
  const start = (program: Partial<product.InstalledProgram> = {}): Updates =>
    createUpdates({
      program: {
        ...installed,
        ...program,
        roots: keys.roots,
        ready: join(folder, "ready"),
        install: async (release) => void scene.handed.push(release),
      },
      station: options.station ?? "ws-01",
      line: transport,
      shelf: openShelf(join(folder, "shelf")),
      now: () => new Date(scene.now),
      memory: () =>
        log.map((b) => ({ t: "program.update", b }) as unknown as LogEntry).reduce(rememberUpdate, noUpdates),
      append: (facts) => void log.push(facts),
      waits: () => scene.wait,
      report: async (report) => void scene.reports.push(report),
      onChange: () => undefined,
      patience: 400,
    });
  const scene: UpdateScene = {
    folder,
    log,
    reports: [],
    handed: [],
    wait: null,
    now: Date.now(),
    updates: undefined as unknown as Updates,
    restart: start,
    close: async () => {
      await scene.updates.close();
      transport.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return Object.assign(scene, { updates: start(options.program) });
}

/** A file that says something else than it was signed for. */
export function altered(file: Uint8Array, from: string, to: string): Uint8Array {
  const text = fromUtf8(file);
  if (!text.includes(from)) {
    throw new Error("nothing to alter");
  }
  return new TextEncoder().encode(text.replace(from, to));
}

/** Opens a scene for one walk and clears it away. */
export async function withScene(
  headquarters: ToldHeadquarters,
  keys: ReleaseKeys,
  work: (scene: UpdateScene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  headquarters.asked.clear();
  const scene = openScene(headquarters, keys, options);
  try {
    await work(scene);
  } finally {
    await scene.close();
  }
}

/** Nothing for an installer to find, and nothing that could be taken for a package. */
export function expectNothing(scene: UpdateScene): void {
  const left = readdirSync(scene.folder, { recursive: true, encoding: "utf8" });
  expect(left.filter((name) => statSync(join(scene.folder, name)).isFile())).toEqual([]);
  expect(scene.handed).toEqual([]);
}
