import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { routes, type RouteName, type RouteOutput } from "../../../shared/http/api.ts";
import type { Failure } from "../../../shared/failure.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { fieldOf } from "../acts.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import type { Session, Sessions } from "../sessions.ts";
import type { Station, Stations } from "../stations.ts";
import { refuse, stationOf } from "./server.ts";

type ParsedInput<R extends RouteName> = z.output<(typeof routes)[R]["input"]>;

/** Who is calling a route that needs a person. */
export interface PersonCaller {
  readonly station: Station;
  readonly session: Session;
  readonly reader: DirectoryEntry;
}

interface StationCaller {
  readonly station: Station;
}

type CallerOf<R extends RouteName> = (typeof routes)[R]["person"] extends true ? PersonCaller : StationCaller;

/** One function per row of the contract; a missing one does not compile. */
export type RouteHandlers = {
  readonly [R in RouteName]: (input: ParsedInput<R>, caller: CallerOf<R>) => Promise<Result<RouteOutput<R>, Failure>>;
};

type AnyHandler = (input: unknown, caller: PersonCaller | StationCaller) => Promise<Result<unknown, Failure>>;

/**
 * Serves the rows of `shared/http/api.ts`.
 *
 * For each: the station is known, the person is signed in where the row asks for one, the input is
 * parsed, then the handler runs and its answer is parsed on the way out.
 */
export function registerRoutes(
  server: FastifyInstance,
  parts: {
    readonly stations: Stations;
    readonly sessions: Sessions;
    readonly directory: Directory;
    /** Runs ahead of every act, so that it meets the law of its day. */
    readonly before: () => Promise<void>;
    readonly handlers: RouteHandlers;
  },
): void {
  const { stations, handlers } = parts;
  for (const [name, route] of Object.entries(routes)) {
    // Names and handlers come from the same table, which `RouteHandlers` has checked row by row.
    const handler = handlers[name as RouteName] as AnyHandler;
    server.route({
      method: route.method,
      url: route.path,
      ...("largestBody" in route ? { bodyLimit: route.largestBody } : {}),
      handler: async (request, reply) => {
        const station = stationOf(request, stations);
        if (station === null) {
          return refuse(reply, { code: "headquarters-refused", reason: "unknown-station" });
        }
        const caller = route.person
          ? await personCaller(parts, station, request.headers.authorization)
          : ok({ station });
        if (!caller.ok) {
          return refuse(reply, caller.failure);
        }
        const input = route.input.safeParse(request.body ?? {});
        if (!input.success) {
          return refuse(reply, { code: "bad-request", field: fieldOf(input.error) });
        }
        await parts.before();
        const result = await handler(input.data, caller.value);
        return result.ok ? reply.send(route.output.parse(result.value)) : refuse(reply, result.failure);
      },
    });
  }
}

async function personCaller(
  { sessions, directory }: { readonly sessions: Sessions; readonly directory: Directory },
  station: Station,
  authorization: string | undefined,
): Promise<Result<PersonCaller, Failure>> {
  const secret = /^Bearer (?<secret>[A-Za-z0-9_-]{43})$/u.exec(authorization ?? "")?.groups?.["secret"];
  const session = secret === undefined ? null : await sessions.find(secret, station.station);
  const reader = session === null ? null : await directory.find(session.person);
  if (session === null || reader === null || reader.revoked) {
    return fail({ code: "not-signed-in" });
  }
  return ok({ station, session, reader });
}
