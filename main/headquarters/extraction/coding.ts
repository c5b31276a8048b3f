import { spawn } from "node:child_process";

/** No ffmpeg on this machine. */
export class NoFfmpeg extends Error {}
/** ffmpeg could not do it, or what it made is not the ordered pictures. */
export class CodingFailed extends Error {}

type Writer = (take: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/** SHA-256 of pictures as they were decoded, and the layout of the bytes that were digested. */
export interface DecodedPictures {
  readonly format: string;
  readonly sha256: string[];
}

/** A clip is decoded with its edit list ignored and the ordered pictures counted out, so that no player's taste decides. */
function counted({ lead, frames }: { readonly lead: number; readonly frames: number }): string {
  return `select=between(n\\,${lead}\\,${lead + frames - 1}),setpts=PTS-STARTPTS`;
}

/**
 * Codes the ordered pictures of a clip anew, without loss (H.264, `-qp 0`), so that it begins with the first ordered frame.
 *
 * Both clips are decoded afterwards; every picture of the new one has the bytes of the old one's. Nothing of it lies in a
 * file of its own: ffmpeg reads from and writes to pipes (rule R3).
 *
 * @throws {NoFfmpeg} @throws {CodingFailed}
 */
export async function codeAnew(
  clip: Writer,
  range: { readonly lead: number; readonly frames: number },
): Promise<{ readonly file: Uint8Array; readonly pictures: DecodedPictures }> {
  const source = await gather(clip);
  const pictures = await decoded(source, ["-ignore_editlist", "1"], counted(range));
  const file = await ffmpeg(
    words(
      "-i pipe:0 -map 0:v:0 -map 0:a:0? -c:a copy -c:v libx264 -qp 0 -preset veryfast -bf 0 -fps_mode passthrough",
      "-map_metadata -1 -movflags frag_keyframe+empty_moov+default_base_moof -f mp4 pipe:1",
    ),
    source,
  );
  const again = await decoded(file, [], "null");
  const same = again.sha256.length === range.frames && again.sha256.every((one, at) => one === pictures.sha256[at]);
  if (!same || pictures.sha256.length !== range.frames || again.format !== pictures.format) {
    throw new CodingFailed("pictures differ after coding");
  }
  return { file, pictures };
}

/** One picture as PNG, which has no loss. @throws {NoFfmpeg} @throws {CodingFailed} */
export async function drawStill(
  clip: Writer,
  lead: number,
): Promise<{ readonly png: Uint8Array; readonly pictures: DecodedPictures }> {
  const source = await gather(clip);
  const pictures = await decoded(source, ["-ignore_editlist", "1"], counted({ lead, frames: 1 }), "rgb24");
  const filter = counted({ lead, frames: 1 });
  const png = await ffmpeg(
    words(`-ignore_editlist 1 -i pipe:0 -map 0:v:0 -vf ${filter} -frames:v 1 -f image2pipe -c:v png pipe:1`),
    source,
  );
  const again = await decoded(png, ["-f", "png_pipe"], "null", "rgb24");
  if (pictures.sha256.length !== 1 || again.sha256.join() !== pictures.sha256.join()) {
    throw new CodingFailed("picture was not drawn as decoded");
  }
  return { png, pictures };
}

/** Digests of every picture of a file as ffmpeg decodes it. */
export async function decodedPictures(file: Uint8Array): Promise<DecodedPictures> {
  return decoded(file, [], "null");
}

async function decoded(
  file: Uint8Array,
  input: readonly string[],
  filter: string,
  format: "yuv420p" | "rgb24" = "yuv420p",
): Promise<DecodedPictures> {
  const asked = `-i pipe:0 -map 0:v:0 -vf ${filter} -fps_mode passthrough -pix_fmt ${format} -f framehash -hash sha256 pipe:1`;
  const text = await ffmpeg([...input, ...words(asked)], file);
  const lines = new TextDecoder().decode(text).split("\n");
  return {
    format,
    sha256: lines.filter((line) => line.startsWith("0,")).map((line) => line.split(",").at(-1)?.trim() ?? ""),
  };
}

/** What ffmpeg is asked, word by word; no word of it has a blank inside. */
function words(...parts: readonly string[]): string[] {
  return parts.flatMap((part) => part.split(" "));
}

async function gather(write: Writer): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await write((piece) => {
    pieces.push(piece.slice());
    return Promise.resolve();
  });
  return Buffer.concat(pieces);
}

/** Runs ffmpeg over pipes. */
function ffmpeg(args: readonly string[], input: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn("ffmpeg", ["-v", "error", "-nostdin", "-bitexact", ...args], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    const out: Uint8Array[] = [];
    child.stdout.on("data", (piece: Uint8Array) => out.push(piece));
    child.on("error", (error) => {
      const missing = "code" in error && error.code === "ENOENT";
      reject(missing ? new NoFfmpeg("ffmpeg is not installed") : error);
    });
    child.on("close", (code) => {
      if (code === 0) {
        resolve(Buffer.concat(out));
      } else {
        reject(new CodingFailed(`ffmpeg ended with ${String(code)}`));
      }
    });
    // It may stop reading before the end, which is no fault.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
