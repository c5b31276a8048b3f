import { z } from "zod";
import { declarationSchema } from "../model/declaration.ts";
import { assetIdSchema } from "../model/footage.ts";
import { timeCheckSchema } from "../model/time-check.ts";

const base64 = z.base64();
const nothing = z.object({});

/** The part of the contract that is about times: verdicts, and what officers declare. */
export const timeRoutes = {
  /** Verdicts on the times of one recording, newest first, for whoever may know of it. */
  listTimeChecks: {
    method: "POST",
    path: "/v1/times/list",
    person: true,
    input: z.object({ asset: assetIdSchema }),
    output: z.array(timeCheckSchema),
  },
  /** `cms` signs `TimeCheckAct`. Idempotent: the same bytes give the same verdict. */
  signTimeCheck: {
    method: "POST",
    path: "/v1/times",
    person: true,
    input: z.object({ cms: base64 }),
    output: timeCheckSchema,
  },
  /** Forms F15 and F19, newest first: their own for whoever declares, all for those who review and check. */
  listDeclarations: {
    method: "POST",
    path: "/v1/declarations/list",
    person: true,
    input: nothing,
    output: z.array(declarationSchema),
  },
  /** `cms` signs `DeclarationAct`. Idempotent: the same bytes give the same declaration. */
  fileDeclaration: {
    method: "POST",
    path: "/v1/declarations",
    person: true,
    input: z.object({ cms: base64 }),
    output: declarationSchema,
  },
  /** `cms` signs `DeclarationDecisionAct`. */
  decideDeclaration: {
    method: "POST",
    path: "/v1/declarations/decisions",
    person: true,
    input: z.object({ cms: base64 }),
    output: declarationSchema,
  },
} as const;
