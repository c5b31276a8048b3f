import type { Failure } from "../../../shared/failure.ts";
import type { CountersignAct, OrderAct } from "../../../shared/http/acts.ts";
import type { AdministrationView, Order, OrderRecord, OrderYield } from "../../../shared/model/administration.ts";
import type { PersonId } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { readShareText, type KeyShare } from "../../formats/key-share.ts";
import { sealToken } from "../../formats/pkcs12.ts";
import { createCsr } from "../../formats/x509.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { Signer } from "../signed-acts.ts";
import type { SealedShelf } from "../sealed-shelf.ts";
import { freshNonce } from "../nonce.ts";

/** A file that an order yields. */
export interface YieldedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Administration as the station carries it: it makes keys, signs, sends, and keeps no decision. */
export interface AdministrationDesk {
  show(): Promise<Result<AdministrationView, Failure>>;
  order(order: Order, pin: string): Promise<Result<OrderRecord, Failure>>;
  countersign(digest: string, agree: boolean, pin: string): Promise<Result<OrderRecord, Failure>>;
  /** Makes a key for a person and orders a certificate for it; the key waits here, sealed, until it is collected. */
  requestCertificate(person: PersonId, pin: string): Promise<Result<OrderRecord, Failure>>;
  /** What an order yields, as files. A token is sealed under `tokenPin`, which its holder has just chosen. */
  collect(digest: string, tokenPin: string | undefined): Promise<Result<YieldedFile[], Failure>>;
  /** The files are written: the key that waited here is forgotten. */
  collected(digest: string): void;
  /** Shares of the master key brought for a rehearsal; they are in memory only. */
  readonly shares: {
    add(text: string): Result<{ readonly brought: number; readonly threshold: number }, Failure>;
    drop(): void;
    rehearse(): Promise<Result<{ readonly set: string; readonly secrets: number }, Failure>>;
  };
}

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly shelf: SealedShelf;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}

const kind = "certificate-key";
const tokenPinPattern = /^\d{6,12}$/u;

/** Makes the desk over the connection to headquarters. */
export function createAdministrationDesk({ headquarters, shelf, sign, station }: Options): AdministrationDesk {
  const send = async (cms: Result<Uint8Array, Failure>): Promise<Result<OrderRecord, Failure>> =>
    cms.ok ? headquarters.call("administer", { cms: base64(cms.value) }) : cms;

  const order = async (wanted: Order, pin: string): Promise<Result<OrderRecord, Failure>> =>
    send(
      await sign(pin, ({ person }, at): OrderAct => ({
        v: 1,
        t: "administration.order",
        person,
        station,
        at,
        nonce: freshNonce(),
        order: wanted,
      })),
    );

  let brought: { readonly text: string; readonly share: KeyShare }[] = [];

  return {
    show: () => headquarters.call("administration", {}),
    order,
    countersign: async (digest, agree, pin) =>
      send(
        await sign(pin, ({ person }, at): CountersignAct => ({
          v: 1,
          t: "administration.countersign",
          person,
          station,
          at,
          nonce: freshNonce(),
          orderDigest: digest,
          agree,
        })),
      ),
    async requestCertificate(person, pin) {
      const { csrPem, privateKeyPem } = createCsr({ commonName: person });
      const ordered = await order({ order: "certificate.issue", person, csrPem }, pin);
      if (ordered.ok) {
        shelf.put(kind, ordered.value.digest, utf8(privateKeyPem));
      }
      return ordered;
    },
    async collect(digest, tokenPin) {
      const answer = await headquarters.call("collectOrder", { digest });
      if (!answer.ok) {
        return answer;
      }
      if (answer.value.kind === "shares") {
        return ok(answer.value.shares.map(({ person, cms }) => shareFile(answer.value, person, cms)));
      }
      const key = shelf.get(kind, digest);
      if (key === null) {
        // The key was made at another station, and only there.
        return fail({ code: "administration", reason: "nothing-to-collect" });
      }
      if (tokenPin === undefined || !tokenPinPattern.test(tokenPin)) {
        return fail({ code: "bad-request", field: "tokenPin" });
      }
      const { person, certificatePem, chainPem } = answer.value;
      const bytes = sealToken({ certificatePem, privateKeyPem: fromUtf8(key), chainPem, pin: tokenPin, name: person });
      return ok([{ name: `${person}.p12`, bytes }]);
    },
    collected: (digest) => shelf.remove(kind, digest),
    shares: {
      add(text) {
        const read = readShareText(text);
        if (!read.ok) {
          return fail({ code: "share-refused", reason: read.reason, share: brought.length + 1 });
        }
        const { share } = read;
        const [first] = brought;
        if (first !== undefined && first.share.set !== share.set) {
          return fail({ code: "share-refused", reason: "mixed", share: brought.length + 1 });
        }
        if (brought.some((one) => one.share.number === share.number)) {
          return fail({ code: "share-refused", reason: "duplicate", share: brought.length + 1 });
        }
        brought = [...brought, { text, share }];
        return ok({ brought: brought.length, threshold: share.threshold });
      },
      drop: () => {
        brought = [];
      },
      rehearse: async () => {
        const shares = brought.map(({ text }) => text);
        brought = [];
        return headquarters.call("rehearseBackup", { shares });
      },
    },
  };
}

function shareFile(yielded: OrderYield, person: string, cms: string): YieldedFile {
  const set = yielded.kind === "shares" ? yielded.set.slice(0, 8) : "";
  return { name: `key-share-${set}-${person}.p7m`, bytes: new Uint8Array(Buffer.from(cms, "base64")) };
}
