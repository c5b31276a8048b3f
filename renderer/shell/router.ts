import { create } from "zustand";
import { logReaderRoles } from "../../shared/log-entries.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { ExtractionId } from "../../shared/model/extraction.ts";
import type { FindingId } from "../../shared/model/finding.ts";
import type { GrantId } from "../../shared/model/grant.ts";
import type { Role } from "../../shared/model/person.ts";
import type { RequestId } from "../../shared/model/request.ts";
import type { StandingOrderId } from "../../shared/model/standing-order.ts";
import type { Start } from "../declarations/Declare.tsx";
import { registerRoles } from "../../shared/registers.ts";

/** Where a signed-in person is. Routes live in memory only: nothing about a case ends in a history or an address. */
export type Route =
  | { readonly at: "tasks" }
  | { readonly at: "footage"; readonly asset?: AssetId }
  | { readonly at: "annotations"; readonly asset: AssetId }
  | { readonly at: "times"; readonly asset: AssetId }
  | { readonly at: "declarations"; readonly start?: Start }
  | { readonly at: "requests"; readonly id?: RequestId }
  | { readonly at: "requestForm"; readonly asset?: AssetId }
  | { readonly at: "decide"; readonly id: RequestId }
  | { readonly at: "standingOrders"; readonly id?: StandingOrderId; readonly draft?: boolean }
  | { readonly at: "room"; readonly grant?: GrantId }
  | { readonly at: "evidence"; readonly id?: ExtractionId }
  | { readonly at: "registers" }
  | { readonly at: "log"; readonly entry?: number }
  | { readonly at: "findings"; readonly id?: FindingId; readonly incidents?: boolean }
  | { readonly at: "retention"; readonly part?: "periods" | "holds" | "lists" }
  | { readonly at: "administration" }
  | { readonly at: "policy"; readonly article?: string }
  | { readonly at: "station" };

/** Places of the rail, with the letter that follows `g`. */
export const places = [
  { place: "tasks", key: "t", roles: null },
  { place: "footage", key: "f", roles: null },
  { place: "requests", key: "r", roles: null },
  {
    place: "room",
    key: "v",
    roles: ["officer", "caseOfficer", "legalOfficer", "inspector", "roomSupervisor", "approver"],
  },
  {
    place: "evidence",
    key: "e",
    roles: ["caseOfficer", "legalOfficer", "inspector", "approver", "archivist", "compliance"],
  },
  {
    place: "registers",
    key: "l",
    roles: registerRoles,
  },
  {
    place: "retention",
    key: "k",
    roles: [
      "officer",
      "caseOfficer",
      "legalOfficer",
      "archivist",
      "approver",
      "compliance",
      "inspector",
      "roomSupervisor",
    ],
  },
  { place: "log", key: "j", roles: logReaderRoles },
  { place: "findings", key: "d", roles: ["compliance", "administrator", "roomSupervisor"] },
  { place: "administration", key: "a", roles: ["administrator"] },
  { place: "station", key: "s", roles: null },
] as const satisfies readonly { place: string; key: string; roles: readonly Role[] | null }[];

export type Place = (typeof places)[number]["place"];

/** Places a person with these roles can use; nobody sees a rail item they cannot use. */
export function placesFor(roles: readonly Role[]): readonly (typeof places)[number][] {
  return places.filter(({ roles: allowed }) => allowed === null || allowed.some((role) => roles.includes(role)));
}

/** The rail item that a route belongs to. */
export function placeOf(route: Route): Place {
  if (route.at === "policy") {
    return "station";
  }
  if (route.at === "annotations" || route.at === "times" || route.at === "declarations") {
    return "footage";
  }
  return route.at === "requestForm" || route.at === "decide" || route.at === "standingOrders" ? "requests" : route.at;
}

interface Router {
  readonly route: Route;
  readonly go: (route: Route) => void;
}

export const useRouter = create<Router>()((set) => ({
  route: { at: "tasks" },
  go: (route) => {
    set({ route });
  },
}));
