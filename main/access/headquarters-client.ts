import { failureSchema, type Failure } from "../../shared/failure.ts";
import { refusalSchema, routes, type RouteInput, type RouteName, type RouteOutput } from "../../shared/http/api.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";

/** The part of the connection to headquarters that this room uses. Rejects when nothing answers. */
export interface Caller {
  post(
    path: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Uint8Array }>;
}

/** Headquarters, one typed call per route of the contract. Never rejects for what people can be told about. */
export interface HeadquartersClient {
  call<R extends RouteName>(route: R, input: RouteInput<R>): Promise<Result<RouteOutput<R>, Failure>>;
  /** Since when nothing answers; `null` while headquarters is there or was never called. */
  readonly unreachableSince: Date | null;
}

interface Options {
  readonly caller: Caller;
  /** Bearer of the signed-in person's session. */
  readonly session: () => string | null;
  readonly now: () => Date;
}

/** Makes the client; answers are checked against the contract before anybody sees them. */
export function createHeadquartersClient({ caller, session, now }: Options): HeadquartersClient {
  let unreachableSince: Date | null = null;

  const call = async <R extends RouteName>(
    route: R,
    input: RouteInput<R>,
  ): Promise<Result<RouteOutput<R>, Failure>> => {
    const { path, person, output } = routes[route];
    const bearer = session();
    // Without a session headquarters would only say "not signed in"; the true reason is that it was out of reach.
    if (person && bearer === null) {
      return fail(unreachable(unreachableSince));
    }
    const headers = {
      "content-type": "application/json",
      ...(person && bearer !== null ? { authorization: `Bearer ${bearer}` } : {}),
    };
    const answer = await caller.post(path, utf8(JSON.stringify(input)), headers).catch(() => null);
    if (answer === null || answer.status >= 500) {
      unreachableSince ??= now();
      return fail(unreachable(unreachableSince));
    }
    unreachableSince = null;
    if (answer.status >= 400) {
      return fail(refusalIn(answer.body));
    }
    // The row of the table ties path and schema; TypeScript loses the pair in the union of rows.
    return ok(output.parse(JSON.parse(fromUtf8(answer.body))) as RouteOutput<R>);
  };

  return {
    call,
    get unreachableSince() {
      return unreachableSince;
    },
  };
}

function unreachable(since: Date | null): Failure {
  return { code: "headquarters-unreachable", ...(since === null ? {} : { since: since.toISOString() }) };
}

/** A refusal in our own vocabulary, or one that only headquarters has words for. */
function refusalIn(body: Uint8Array): Failure {
  try {
    const { failure } = refusalSchema.parse(JSON.parse(fromUtf8(body)));
    const known = failureSchema.safeParse(failure);
    return known.success
      ? known.data
      : { code: "headquarters-refused", reason: typeof failure["code"] === "string" ? failure["code"] : "unknown" };
  } catch {
    return { code: "headquarters-refused", reason: "unreadable answer" };
  }
}
