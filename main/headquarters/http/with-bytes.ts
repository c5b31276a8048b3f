import type { Failure } from "../../../shared/failure.ts";
import { fail, type Result } from "../../../shared/result.ts";
import { fromBase64 } from "../../formats/bytes.ts";
import { FormatError } from "../../formats/format-error.ts";

/**
 * Goes on with the bytes of a signed act. The contract's base64 is strict here, one encoding for one act; other text is
 * refused.
 */
export async function withBytes<T>(
  text: string,
  use: (bytes: Uint8Array) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text);
  } catch (error) {
    if (error instanceof FormatError) {
      return fail({ code: "bad-request", field: "cms" });
    }
    throw error;
  }
  return use(bytes);
}
