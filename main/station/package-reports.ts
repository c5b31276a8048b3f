import type { PieceGetter } from "../access/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import type { Transport } from "../sync/index.ts";

/** People are told that footage cannot be had; the engineer needs to know why. */
export function withReports(transport: Transport, diagnostics: TechnicalLog): PieceGetter {
  return {
    get: async (path, options) => {
      try {
        const answer = await transport.get(path, options);
        if (answer.status !== 206) {
          diagnostics.note("package.fetch", { status: answer.status });
        }
        return answer;
      } catch (error) {
        diagnostics.report("package.fetch", error);
        throw error;
      }
    },
  };
}
