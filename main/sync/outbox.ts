import { routes } from "../../shared/http/api.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { Answer, Transport } from "./transport.ts";
import { SyncStopped } from "./upload.ts";

/** What this version knows how to take from headquarters. */
export const outboxKinds: ReadonlySet<string> = new Set([
  "grant",
  "revocation",
  "limit",
  "destroy",
  "policy",
  "authorisations",
]);

/** What grants are judged by: taken before whatever else came with it, and once more in its place, which changes nothing. */
export const groundKinds: ReadonlySet<string> = new Set(["policy", "authorisations"]);

/** One thing headquarters has issued for this station. */
export interface OutboxItem {
  readonly cursor: number;
  /** `grant`, `revocation`, `limit`, `destroy`, `policy`, `authorisations`, or something of a later version. */
  readonly kind: string;
  readonly file: string;
}

/** Where items from headquarters go, and how far we have come. */
export interface Outbox {
  /** Cursor of the last item taken; 0 when none. */
  readonly after: number;
  /** Takes one item; its log entry is durable on return. Must not mind seeing an item twice. */
  onItem(item: OutboxItem): void | Promise<void>;
  /** Keeps the cursor, which never goes back, so that a restart need not fetch everything again; losing it does no harm. */
  keep(cursor: number): void;
}

interface Line {
  readonly log: AuditLog;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** Fetches and hands over what is new, then acknowledges it. Answers the new cursor. @throws {SyncStopped} @throws {TransportError} */
export async function fetchOutbox(line: Line, outbox: Outbox, after: number): Promise<number> {
  const answer = await ask(line, routes.outbox.path, { after });
  const { items } = routes.outbox.output.parse(JSON.parse(fromUtf8(answer.body)));
  let cursor = after;
  const inOrder = items.toSorted((a, b) => a.cursor - b.cursor);
  for (const item of inOrder.filter(({ kind }) => groundKinds.has(kind))) {
    // oxlint-disable-next-line no-await-in-loop -- one log, one after the other
    await outbox.onItem(item);
  }
  for (const item of inOrder) {
    // oxlint-disable-next-line no-await-in-loop -- a revocation must not overtake its grant
    await outbox.onItem(item);
    cursor = Math.max(cursor, item.cursor);
    outbox.keep(cursor);
  }
  if (cursor > after) {
    await ask(line, routes.acknowledge.path, { cursor, size: line.log.size });
  }
  return cursor;
}

async function ask({ transport, signal }: Line, path: string, body: object): Promise<Answer> {
  const answer = await transport.post(path, JSON.stringify(body), { "content-type": "application/json" }, signal);
  if (answer.status !== 200) {
    throw new SyncStopped(
      answer.status === 429 || answer.status >= 500 ? "busy" : "refused",
      `headquarters answered ${answer.status}`,
    );
  }
  return answer;
}
